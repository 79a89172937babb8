/**
 * The canonical bytes of an encryption context: the same for equal maps, different for different ones.
 *
 *   u32 number of pairs, then for each pair in the order of the keys' UTF-8 bytes: u32 ‖ key, u32 ‖ value
 *
 * Lengths are written, so no choice of characters moves a boundary; keys such as `__proto__` are data like any other;
 * nothing is normalised (NFC and NFD differ, as they do for AWS). An empty map and an absent one are the same.
 *
 * @module
 */
import { compareBytes } from '../bytes/compare.ts';
import { toUtf8Exact } from '../bytes/utf8.ts';
import { Writer } from '../bytes/writer.ts';

/** String pairs that a ciphertext is bound to; they are authenticated and logged, never encrypted. */
export type EncryptionContext = Readonly<Record<string, string>>;

const ARGUMENT = 'encryption context';

/**
 * The canonical bytes of a context.
 *
 * @throws {TypeError} A value is not a string.
 * @throws {RangeError} A key or value is not well-formed Unicode: two of those could share their UTF-8 bytes.
 *
 * @example
 * canonicalContext({}); // 0, 0, 0, 0
 */
export function canonicalContext(context: EncryptionContext | undefined): Uint8Array {
  const pairs = Object.entries(context ?? {}).map(
    ([key, value]) => [toUtf8Exact(ARGUMENT, key), toUtf8Exact(ARGUMENT, value)] as const,
  );
  pairs.sort(([a], [b]) => compareBytes(a, b));
  const writer = new Writer().u32(pairs.length);
  for (const [key, value] of pairs) writer.u32Bytes(key).u32Bytes(value);
  return writer.finish();
}
