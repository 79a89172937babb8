/**
 * What every view gets.
 *
 * @module
 */

/** The rest of the view's path, and the query. */
export interface ViewProps {
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}
