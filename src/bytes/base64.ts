/**
 * Base64 (RFC 4648 §4): the standard alphabet, padding required, one encoding for each byte string.
 *
 * Reading is strict where `atob` is lenient: no white space, no missing padding, no stray bits after the last byte.
 * Native routines are used where the host has them; the strictness is ours.
 *
 * @module
 */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const CHUNK = 8190;

interface NativeEncode {
  toBase64?(): string;
}

/**
 * The base64 text of some bytes, padded.
 *
 * @example
 * toBase64(new Uint8Array([1, 2])); // 'AQI='
 */
export function toBase64(bytes: Uint8Array): string {
  const native = bytes as NativeEncode;
  if (native.toBase64 !== undefined) return native.toBase64();
  let binary = '';
  for (let at = 0; at < bytes.length; at += CHUNK) {
    binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return btoa(binary);
}

/**
 * The bytes of a base64 text.
 *
 * @throws {TypeError} `text` is not a string.
 * @throws {RangeError} It is not the one base64 text of any bytes.
 *
 * @example
 * fromBase64('AQI='); // 1, 2
 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  if (typeof text !== 'string') throw new TypeError(`"text" expected string, got ${typeof text}`);
  if (!isCanonical(text)) throw new RangeError('"text" expected base64');
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

function isCanonical(text: string): boolean {
  if (text.length % 4 !== 0) return false;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const digits = text.length - padding;
  for (let i = 0; i < digits; i++) if (!isDigit(text.charCodeAt(i))) return false;
  if (padding === 0) return true;
  const last = ALPHABET.indexOf(text.charAt(digits - 1));
  return padding === 1 ? (last & 3) === 0 : (last & 15) === 0;
}

function isDigit(code: number): boolean {
  return (
    (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || (code >= 47 && code <= 57) || code === 43
  );
}
