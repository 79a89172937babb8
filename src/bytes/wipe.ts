/**
 * Wiping: zeroes over secrets that are no longer needed.
 *
 * What it can promise: the array given holds zeroes on return. What it cannot: that the runtime made no copy of its
 * own. Keep secrets in typed arrays, never in strings or BigInts, and wipe on every exit, the throwing ones included.
 *
 * @module
 */

/** Anything whose memory can be zeroed in place. */
export type Wipeable = Uint8Array | Uint32Array | Int32Array | BigUint64Array;

/**
 * Overwrites every array given with zeroes; `undefined` is passed over, so that a `finally` block stays one line.
 *
 * @example
 * const key = new Uint8Array([1, 2, 3]);
 * wipe(key); // key is now 0, 0, 0
 */
export function wipe(...secrets: readonly (Wipeable | undefined)[]): void {
  for (const secret of secrets) {
    if (secret instanceof BigUint64Array) secret.fill(0n);
    else secret?.fill(0);
  }
}
