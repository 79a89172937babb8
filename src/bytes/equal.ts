/**
 * Comparison of byte strings without an early exit.
 *
 * Every byte is read whatever the earlier ones held; lengths are public. What the JIT makes of it is measured in
 * docs/SIDE-CHANNELS.md, not promised here.
 *
 * @module
 */

/**
 * Whether two byte strings are the same; the time depends on their lengths alone.
 *
 * @returns false at once when the lengths differ: a length is never a secret here.
 *
 * @example
 * equalBytes(new Uint8Array([1, 2]), new Uint8Array([1, 2])); // true
 */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i] ^ b[i];
  return difference === 0;
}
