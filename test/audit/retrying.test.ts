import { describe, expect, it } from 'vitest';
import { Retrying } from '../../src/audit/retrying.ts';

describe('retrying', () => {
  it('waits twice as long after each failure, a minute at most', () => {
    const retrying = new Retrying();
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      retrying.fail(new Error('no'), 0);
      let ms = 0;
      while (retrying.isTooEarly(ms)) ms += 500;
      waits.push(ms);
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  });

  it('tells the first failure of a row, the last one, and how many there were', () => {
    const retrying = new Retrying();
    expect(retrying.isTooEarly(0)).toBe(false);
    expect(retrying.fail(new RangeError('one'), 5)).toBe(true);
    expect(retrying.fail('two', 6)).toBe(false);
    expect(retrying.lastFailure).toEqual({ atMs: 6, message: 'two' });
    expect(retrying.succeed()).toBe(2);
    expect(retrying.lastFailure).toBeUndefined();
    expect(retrying.isTooEarly(6)).toBe(false);
    expect(retrying.fail(new RangeError('three'), 7)).toBe(true);
    expect(retrying.lastFailure?.message).toBe('RangeError: three');
  });
});
