/**
 * UTF-8 (RFC 3629), strict when reading.
 *
 * @module
 */

/** Texts up to so many characters are, when they are ASCII, written by hand: a call into the host costs more than they do. */
const SHORT = 64;

/**
 * The UTF-8 bytes of a text. A lone surrogate becomes U+FFFD, as everywhere on the web.
 *
 * @example
 * toUtf8('é'); // 195, 169
 */
export function toUtf8(text: string): Uint8Array<ArrayBuffer> {
  return asciiOf(text) ?? new TextEncoder().encode(text);
}

/** The bytes of a short text in ASCII; `undefined` for every other one. */
function asciiOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length > SHORT) return undefined;
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return undefined;
    bytes[i] = code;
  }
  return bytes;
}

const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * The UTF-8 bytes of a text that has bytes of its own: different texts, different bytes. For what is authenticated.
 *
 * @param name The argument's name, as the caller knows it.
 * @throws {TypeError} `text` is not a string.
 * @throws {RangeError} It holds a lone surrogate, which would share its bytes with U+FFFD.
 *
 * @example
 * toUtf8Exact('owner', 'é'); // 195, 169
 */
export function toUtf8Exact(name: string, text: string): Uint8Array<ArrayBuffer> {
  if (typeof text !== 'string') throw new TypeError(`"${name}" expected string, got ${typeof text}`);
  const ascii = asciiOf(text);
  if (ascii !== undefined) return ascii;
  if (LONE_SURROGATE.test(text)) throw new RangeError(`"${name}" expected well-formed Unicode`);
  return new TextEncoder().encode(text);
}

/**
 * The text of some UTF-8 bytes; a byte order mark is kept as a character.
 *
 * @throws {TypeError} The bytes are not UTF-8.
 *
 * @example
 * fromUtf8(new Uint8Array([195, 169])); // 'é'
 */
export function fromUtf8(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}
