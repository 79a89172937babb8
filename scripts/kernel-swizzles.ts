/**
 * Swizzles as long as relaxed ones: the form in which a module is shipped that a loader can relax in place.
 *
 * The number of an instruction behind the prefix fd is in LEB128, which may be longer than it need be (WebAssembly Core
 * §5.2.2): i8x16.swizzle is fd 0e, and fd 8e 00 as well. i8x16.relaxed_swizzle is fd 80 02.
 *
 * @module
 */
import { concatBytes } from '../src/bytes/concat.ts';

const HEADER = 8;
const CODE_SECTION = 10;
const PREFIX = 0xfd;
const SWIZZLE = 0x0e;
const LONG_SWIZZLE: Uint8Array = Uint8Array.of(0x8e, 0x00);

/**
 * The module with every swizzle in three bytes.
 *
 * @param module A module whose code has the bytes fd 0e nowhere else: building the other module shows whether it has.
 */
export function withLongSwizzles(module: Uint8Array): Uint8Array<ArrayBuffer> {
  const parts = [module.subarray(0, HEADER)];
  for (let at = HEADER; at < module.length; ) {
    const [size, start] = readLength(module, at + 1);
    const section = module.subarray(start, start + size);
    const content = module[at] === CODE_SECTION ? lengthenSection(section) : section;
    parts.push(module.subarray(at, at + 1), lengthBytes(content.length), content);
    at = start + size;
  }
  return concatBytes(...parts);
}

function lengthenSection(section: Uint8Array): Uint8Array {
  const [, first] = readLength(section, 0);
  const parts = [section.subarray(0, first)];
  for (let at = first; at < section.length; ) {
    const [size, start] = readLength(section, at);
    const body = lengthenBody(section.subarray(start, start + size));
    parts.push(lengthBytes(body.length), body);
    at = start + size;
  }
  return concatBytes(...parts);
}

function lengthenBody(body: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let kept = 0;
  for (let at = body.indexOf(SWIZZLE); at >= 0; at = body.indexOf(SWIZZLE, at + 1)) {
    if (body[at - 1] !== PREFIX) continue;
    parts.push(body.subarray(kept, at), LONG_SWIZZLE);
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
