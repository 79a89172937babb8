/**
 * Joining byte strings.
 *
 * @module
 */

/**
 * A new array that holds the given parts in order.
 *
 * @example
 * concatBytes(new Uint8Array([1]), new Uint8Array([2, 3])); // 1, 2, 3
 */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
