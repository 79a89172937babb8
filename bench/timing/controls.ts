/**
 * Code that leaks on purpose: what the harness must catch, or its silence about everything else means nothing.
 *
 * @module
 */

/** Comparison that stops at the first difference. */
export function equalWithEarlyExit(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** GHASH's multiplication (SP 800-38D §6.3, Algorithm 1) with its branches on the bits of both factors. */
export function multiplyWithBranches(x: Int32Array, y: Int32Array): Int32Array {
  const z = new Int32Array(4);
  const v = new Int32Array(y);
  for (let i = 0; i < 128; i++) {
    if ((x[i >> 5] << (i & 31)) & 0x80000000) for (let w = 0; w < 4; w++) z[w] ^= v[w];
    const carry = v[3] & 1;
    for (let w = 3; w > 0; w--) v[w] = (v[w] >>> 1) | (v[w - 1] << 31);
    v[0] = (v[0] >>> 1) ^ (carry ? 0xe1000000 : 0);
  }
  return z;
}
