/**
 * The kernel for runtimes with relaxed SIMD, made from the kernel for those without.
 *
 * The two differ in one instruction: i8x16.relaxed_swizzle answers any index above 15 as the processor likes, for the
 * price of one instruction instead of three. The kernel's indices are 0 to 15, or have the highest bit set, for which
 * every processor answers 0; so both compute the same. Rather than carry both, the package carries one and a digest of
 * the other: the loader replaces the instruction and compares (scripts/build-kernel.ts compiles both and checks).
 *
 * @module
 */
import { concatBytes } from '../../bytes/concat.ts';

const HEADER = 8;
const CODE_SECTION = 10;
/** fd 0e is i8x16.swizzle; fd 80 02 is i8x16.relaxed_swizzle. */
const PREFIX = 0xfd;
const SWIZZLE = 0x0e;
const RELAXED_SWIZZLE: readonly number[] = [0x80, 0x02];

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
 * @param module A module whose code has the bytes fd 0e nowhere else: the digest of the result says so.
 */
export function withRelaxedSwizzles(module: Uint8Array): Uint8Array<ArrayBuffer> {
  const parts = [module.subarray(0, HEADER)];
  for (let at = HEADER; at < module.length; ) {
    const [size, start] = readLength(module, at + 1);
    const section = module.subarray(start, start + size);
    const content = module[at] === CODE_SECTION ? relaxSection(section) : section;
    parts.push(module.subarray(at, at + 1), lengthBytes(content.length), content);
    at = start + size;
  }
  return concatBytes(...parts);
}

function relaxSection(section: Uint8Array): Uint8Array {
  const [, first] = readLength(section, 0);
  const parts = [section.subarray(0, first)];
  for (let at = first; at < section.length; ) {
    const [size, start] = readLength(section, at);
    const body = relaxBody(section.subarray(start, start + size));
    parts.push(lengthBytes(body.length), body);
    at = start + size;
  }
  return concatBytes(...parts);
}

function relaxBody(body: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let kept = 0;
  for (let at = body.indexOf(SWIZZLE); at >= 0; at = body.indexOf(SWIZZLE, at + 1)) {
    if (body[at - 1] !== PREFIX) continue;
    parts.push(body.subarray(kept, at), Uint8Array.from(RELAXED_SWIZZLE));
    kept = at + 1;
  }
  return concatBytes(...parts, body.subarray(kept));
}

/** A length in LEB128. @returns It, and where the next byte lies. */
function readLength(bytes: Uint8Array, from: number): [number, number] {
  let [length, at, shift] = [0, from, 0];
  for (; bytes[at] > 0x7f; at++, shift += 7) length |= (bytes[at] & 0x7f) << shift;
  return [length | (bytes[at] << shift), at + 1];
}

function lengthBytes(length: number): Uint8Array {
  const bytes: number[] = [];
  for (; length > 0x7f; length >>>= 7) bytes.push((length & 0x7f) | 0x80);
  return Uint8Array.of(...bytes, length);
}
