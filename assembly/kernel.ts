/**
 * The kernel's door: what the module exports, and nothing else.
 *
 * No imports, no allocation, no randomness, no clock. Addresses are those of memory.ts; the caller reads them from the
 * exported globals and never writes a number of its own. Its twin is src/crypto, which is always present and the truth.
 *
 * @module
 */
import { IO_LENGTH, IO_START, MEMORY_END, PUBLIC_START } from './memory';

/** Where callers put input and take output, and how many bytes fit. */
export const ioStart: usize = IO_START;
export const ioLength: usize = IO_LENGTH;

/** Where working memory ends and constant tables begin. */
export const publicStart: usize = PUBLIC_START;

/** Where the constant tables end. */
export function publicEnd(): usize {
  return __heap_base;
}

/** Zeroes everything but the constant tables: afterwards the memory is that of an instance never used. */
export function wipe(): void {
  memory.fill(0, 0, PUBLIC_START);
  memory.fill(__heap_base, 0, MEMORY_END - __heap_base);
}
