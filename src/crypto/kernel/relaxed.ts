/**
 * The kernel for runtimes with relaxed SIMD, made from the kernel for those without.
 *
 * The two differ in one instruction: i8x16.relaxed_swizzle answers any index above 15 as the processor likes, for the
 * price of one instruction instead of three. The kernel's indices are 0 to 15, or have the highest bit set, for which
 * every processor answers 0; so both compute the same. Rather than carry both, the package carries one, in which the
 * instruction has as many bytes as the other (scripts/kernel-swizzles.ts), and a digest of the other: the loader
 * replaces the instruction and compares (scripts/build-kernel.ts compiles both and checks).
 *
 * @module
 */

/** fd 8e 00 is i8x16.swizzle; fd 80 02 is i8x16.relaxed_swizzle. */
const PREFIX = 0xfd;
const SWIZZLE = 0x8e;
const SWIZZLE_END = 0x00;
const RELAXED_SWIZZLE = 0x80;
const RELAXED_SWIZZLE_END = 0x02;

/** A module of one function that swizzles in the relaxed way, for WebAssembly.validate. */
const RELAXED_PROBE: readonly number[] = [
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0],
  ...[10, 15, 1, 13, 0, 65, 0, 253, 15, 65, 0, 253, 15, 253, 128, 2, 11],
];

/** Whether this runtime has relaxed SIMD. */
export function hasRelaxedSimd(): boolean {
  return typeof WebAssembly === 'object' && WebAssembly.validate(Uint8Array.from(RELAXED_PROBE));
}

/**
 * The module with every i8x16.swizzle replaced.
 *
 * @param module A module that has the bytes fd 8e 00 nowhere else: the digest of the result says so.
 */
export function withRelaxedSwizzles(module: Uint8Array): Uint8Array<ArrayBuffer> {
  const relaxed = Uint8Array.from(module);
  for (let at = relaxed.indexOf(SWIZZLE, 1); at >= 0; at = relaxed.indexOf(SWIZZLE, at + 1)) {
    if (relaxed[at - 1] !== PREFIX || relaxed[at + 1] !== SWIZZLE_END) continue;
    relaxed[at] = RELAXED_SWIZZLE;
    relaxed[at + 1] = RELAXED_SWIZZLE_END;
  }
  return relaxed;
}
