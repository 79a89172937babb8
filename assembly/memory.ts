/**
 * The address map of the kernel: every byte of its linear memory has one owner, written down here and nowhere else.
 *
 *   0x00000 .. PUBLIC_START   working memory: keys, schedules, states, input and output. Secret, zeroed by `wipe`.
 *   PUBLIC_START .. heap base constant tables that the compiler places (asconfig.json: memoryBase). Never a secret.
 *   heap base .. MEMORY_END   nothing; `wipe` zeroes it all the same.
 *
 * Nothing is allocated and nothing moves, so that a secret has an address for life and wiping can be proved.
 * Regions are given in order and start on 16 bytes; a new one is cut from the working memory before IO_START.
 * Constants only: this file compiles to nothing.
 *
 * @module
 */

/** Two pages of 64 KiB, fixed: the module can neither grow nor be grown. */
export const MEMORY_END: usize = 0x20000;

/** Where the tables of the compiler begin: the same figure as memoryBase in asconfig.json, checked by a test. */
export const PUBLIC_START: usize = 0x1c000;

/** The first 16 bytes stay unused, so that a forgotten address of 0 meets no key. */
export const WORK_START: usize = 0x00010;

/** Where callers put input and take output. */
export const IO_START: usize = 0x08000;
export const IO_LENGTH: usize = PUBLIC_START - IO_START;
