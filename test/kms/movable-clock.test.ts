import { describe, expect, it } from 'vitest';
import { movableClock } from '../../src/kms/movable-clock.ts';

describe('a movable clock', () => {
  it('goes on with the clock below it, ahead by as much as it was told', () => {
    let nowMs = 1000;
    const clock = movableClock(() => nowMs);
    expect(clock()).toBe(1000);
    clock.advance(500);
    nowMs += 7;
    expect(clock()).toBe(1507);
    clock.moveTo(9000);
    nowMs += 1;
    expect(clock()).toBe(9001);
    clock.advance(0);
    expect(clock()).toBe(9001);
  });

  it('does not go back, until everything begins anew', () => {
    const clock = movableClock(() => 1000);
    clock.advance(5);
    expect(() => clock.moveTo(1004)).toThrow('the clock does not go back: it is 1970-01-01T00:00:01.005Z');
    expect(() => clock.advance(-1)).toThrow(RangeError);
    expect(clock()).toBe(1005);
    clock.reset();
    expect(clock()).toBe(1000);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 8.64e15 + 1])('does not move to %s', (atMs) => {
    const clock = movableClock(() => 1000);
    expect(() => clock.moveTo(atMs)).toThrow('expected a time');
    expect(clock()).toBe(1000);
  });

  it('is the host’s when nobody moves it', () => {
    const before = Date.now();
    expect(movableClock()()).toBeGreaterThanOrEqual(before);
  });
});
