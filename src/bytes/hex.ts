/**
 * Hexadecimal (RFC 4648 §8): lower case out, either case in.
 *
 * Table look-ups are indexed by the bytes: for public values, never for key material.
 *
 * @module
 */

const PAIRS: readonly string[] = /* @__PURE__ */ Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);

/**
 * Two lower-case digits a byte.
 *
 * @example
 * toHex(new Uint8Array([0, 255])); // '00ff'
 */
export function toHex(bytes: Uint8Array): string {
  let hex = '';
  for (let i = 0; i < bytes.length; i++) hex += PAIRS[bytes[i] as number];
  return hex;
}

/**
 * The bytes of a string of hexadecimal digits.
 *
 * @throws {TypeError} `hex` is not a string.
 * @throws {RangeError} Its length is odd, or it holds anything but 0-9, a-f, A-F.
 *
 * @example
 * fromHex('00ff'); // 0, 255
 */
export function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  if (typeof hex !== 'string') throw new TypeError(`"hex" expected string, got ${typeof hex}`);
  if (hex.length % 2 !== 0)
    throw new RangeError(`"hex" expected an even number of digits, got ${hex.length}`);
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = (digitAt(hex, 2 * i) << 4) | digitAt(hex, 2 * i + 1);
  }
  return bytes;
}

function digitAt(hex: string, index: number): number {
  const code = hex.charCodeAt(index);
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  if (letter >= 97 && letter <= 102) return letter - 87;
  throw new RangeError(`"hex" expected a hexadecimal digit at ${index}`);
}
