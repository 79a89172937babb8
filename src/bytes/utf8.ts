/**
 * UTF-8 (RFC 3629), strict when reading.
 *
 * @module
 */

/**
 * The UTF-8 bytes of a text. A lone surrogate becomes U+FFFD, as everywhere on the web.
 *
 * @example
 * toUtf8('é'); // 195, 169
 */
export function toUtf8(text: string): Uint8Array<ArrayBuffer> {
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
