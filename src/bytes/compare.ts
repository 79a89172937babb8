/**
 * The order of byte strings.
 *
 * It stops at the first difference, so it is for public values; equality of secrets is `equal.ts`.
 *
 * @module
 */

/**
 * Less than zero, zero or more as `a` sorts before, with or after `b`: byte by byte, a prefix first.
 *
 * @example
 * compareBytes(new Uint8Array([1]), new Uint8Array([1, 0])) < 0; // true
 */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    const difference = a[i] - b[i];
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
