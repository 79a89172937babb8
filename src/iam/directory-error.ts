/**
 * What is wrong with a document of principals.
 *
 * @module
 */

/** The document is none of a directory. The message says where, and what was expected there. */
export class DirectoryError extends Error {
  override readonly name = 'DirectoryError';
}
