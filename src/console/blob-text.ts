/**
 * Bytes as people write them: text in UTF-8, hexadecimal, base64.
 *
 * @module
 */
import { fromBase64, toBase64 } from '../bytes/base64.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { fromUtf8, toUtf8 } from '../bytes/utf8.ts';

export type BlobEncoding = 'text' | 'hex' | 'base64';

/** In the order in which they are offered. */
export const BLOB_ENCODINGS: readonly BlobEncoding[] = ['text', 'hex', 'base64'];

/**
 * The bytes that somebody wrote. White space in hexadecimal and base64 is passed over: people paste it.
 *
 * @throws {RangeError} It is not in that encoding; the message is one sentence for whoever wrote it.
 *
 * @example
 * readBlob('00 ff', 'hex'); // 0, 255
 */
export function readBlob(text: string, encoding: BlobEncoding): Uint8Array {
  if (encoding === 'text') return toUtf8(text);
  const digits = text.replace(/\s+/g, '');
  try {
    return encoding === 'hex' ? fromHex(digits.toLowerCase()) : fromBase64(digits);
  } catch {
    const expected = encoding === 'hex' ? 'pairs of hexadecimal digits' : 'base64, with its padding';
    throw new RangeError(`This is not ${expected}.`);
  }
}

/**
 * Bytes as text; `undefined` when they are no UTF-8.
 *
 * @example
 * writeBlob(new Uint8Array([0, 255]), 'hex'); // '00ff'
 */
export function writeBlob(bytes: Uint8Array, encoding: BlobEncoding): string | undefined {
  if (encoding === 'hex') return toHex(bytes);
  if (encoding === 'base64') return toBase64(bytes);
  try {
    const text = fromUtf8(bytes);
    return isPrintable(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Text that shows as what it is: no control characters besides white space. */
function isPrintable(text: string): boolean {
  return !/[^\P{Cc}\t\n\r]/u.test(text);
}
