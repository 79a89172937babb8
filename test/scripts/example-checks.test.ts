/** What the comments of examples are compared with. */
import { describe, expect, it } from 'vitest';
import { __equals, __throws } from '../../scripts/example-checks.ts';

describe('an example', () => {
  it('has the value that its comment says', () => {
    __equals('00ff', '00ff');
    __equals(new Uint8Array([1, 2]), [1, 2]);
    __equals(new Uint8Array([7]), 7);
    __equals(undefined, undefined);
    expect(() => __equals('00ff', '00fe')).toThrow(/comment says/);
    expect(() => __equals(new Uint8Array([1, 2]), [1, 3])).toThrow(/comment says/);
    expect(() => __equals(Promise.resolve(1), 1)).toThrow(/comment says/);
  });

  it('throws the error that its comment says, at once or late', async () => {
    await __throws(async () => {
      throw new RangeError('now');
    }, 'RangeError');
    await expect(__throws(() => Promise.reject(new TypeError()), 'RangeError')).rejects.toThrow(/TypeError/);
    await expect(__throws(async () => 1, 'RangeError')).rejects.toThrow(/the value is 1/);
  });
});
