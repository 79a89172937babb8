/**
 * The grammar of misuse: one sentence for every argument that breaks a contract.
 *
 * `"name" expected X, got Y`, thrown as TypeError for the wrong kind and RangeError for the wrong size.
 * It prints lengths and integers, never what bytes, texts and objects hold: an argument may be a secret.
 *
 * @module
 */

/**
 * Requires a Uint8Array, and a length in bytes where one is given.
 *
 * @param name The argument's name, as the caller knows it.
 * @param value What the caller passed.
 * @param lengths The lengths in bytes that are allowed; none means any length.
 * @throws {TypeError} `value` is not a Uint8Array.
 * @throws {RangeError} Its length is not one of `lengths`.
 *
 * @example
 * expectBytes('key', new Uint8Array(32), 16, 24, 32);
 */
export function expectBytes(name: string, value: unknown, ...lengths: readonly number[]): void {
  if (!(value instanceof Uint8Array))
    throw new TypeError(`"${name}" expected Uint8Array, got ${kindOf(value)}`);
  if (lengths.length === 0 || lengths.includes(value.length)) return;
  throw new RangeError(`"${name}" expected ${lengths.join(' or ')} bytes, got ${value.length}`);
}

/**
 * Requires an integer within bounds, both included.
 *
 * @throws {TypeError} `value` is not a number.
 * @throws {RangeError} It is not an integer from `min` to `max`.
 *
 * @example
 * expectInteger('tagLength', 16, 4, 16);
 */
export function expectInteger(name: string, value: unknown, min: number, max: number): void {
  if (typeof value !== 'number') throw new TypeError(`"${name}" expected integer, got ${kindOf(value)}`);
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  throw new RangeError(`"${name}" expected integer from ${min} to ${max}, got ${value}`);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}
