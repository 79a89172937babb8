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

/** A view of Node's, as far as it is used: over memory that is ours, never over Node's pool. */
interface NodeBuffer {
  toString(encoding: 'base64'): string;
  /** Decodes as much as is base64 of either alphabet, and says how many bytes came of it. */
  write(text: string, encoding: 'base64'): number;
}

interface NodeHost {
  readonly Buffer?: { from(memory: ArrayBufferLike, offset: number, length: number): NodeBuffer };
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
  const { Buffer } = globalThis as NodeHost;
  if (Buffer !== undefined)
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
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
  const { Buffer } = globalThis as NodeHost;
  const bytes = Buffer === undefined ? decoded(text) : decodedBy(Buffer, text);
  if (bytes === undefined) throw new RangeError('"text" expected base64');
  return bytes;
}

/** What the host decodes is encoded anew: only the one text of some bytes comes back as it was. */
function decodedBy(host: NonNullable<NodeHost['Buffer']>, text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 4 !== 0) return undefined;
  const bytes = new Uint8Array((text.length / 4) * 3 - paddingOf(text));
  const view = host.from(bytes.buffer, 0, bytes.length);
  return view.write(text, 'base64') === bytes.length && view.toString('base64') === text ? bytes : undefined;
}

function decoded(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!isCanonical(text)) return undefined;
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

function paddingOf(text: string): number {
  if (text.endsWith('==')) return 2;
  return text.endsWith('=') ? 1 : 0;
}

function isCanonical(text: string): boolean {
  if (text.length % 4 !== 0) return false;
  const padding = paddingOf(text);
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
