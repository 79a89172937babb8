import { describe, expect, it } from 'vitest';
import { wipe } from '../../src/bytes/wipe.ts';

describe('wipe', () => {
  it('leaves zeroes in every kind of array that may hold a secret', () => {
    const secrets = [
      new Uint8Array(33).fill(0xff),
      new Uint32Array(9).fill(0xffffffff),
      new Int32Array(9).fill(-1),
      new BigUint64Array(9).fill(0xffffffffffffffffn),
    ];
    wipe(...secrets);
    for (const { buffer } of secrets) expect(new Uint8Array(buffer).every((byte) => byte === 0)).toBe(true);
  });

  it('wipes every array given, and passes over undefined wherever it stands', () => {
    const first = new Uint8Array([1]);
    const last = new Uint8Array([2]);
    wipe(undefined, first, undefined, last, undefined);
    expect([first[0], last[0]]).toEqual([0, 0]);
  });

  it('wipes a view in place, and nothing beside it', () => {
    const whole = new Uint8Array([1, 2, 3, 4]);
    wipe(whole.subarray(1, 3));
    expect(whole).toEqual(new Uint8Array([1, 0, 0, 4]));
  });
});
