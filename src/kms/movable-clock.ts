/**
 * A clock that tests move: ahead of another one by as much as it was told to.
 *
 * It goes on by itself in between, and never back: what has fallen due has happened.
 *
 * @module
 */
import type { Clock } from '../keystore/domain-key.ts';

/** Called, it tells the time in milliseconds since 1970. */
export interface MovableClock extends Clock {
  /** Moves it on. @throws {RangeError} By less than nothing, or to where no date is. */
  advance(ms: number): void;
  /** Moves it to a time. @throws {RangeError} Which has passed already, or which is none. */
  moveTo(atMs: number): void;
  /** Back to the clock that it is ahead of: for a service that begins anew. */
  reset(): void;
}

/** ECMA-262 §21.4.1.1: the last time that a Date can tell. */
const LAST_MS = 8.64e15;

/**
 * A clock that tests move.
 *
 * @param base What it is ahead of; the host's clock when absent.
 *
 * @example
 * const clock = movableClock(() => 5);
 * clock.advance(2);
 * clock(); // 7
 */
export function movableClock(base: Clock = Date.now): MovableClock {
  let aheadMs = 0;
  const clock = (): number => base() + aheadMs;
  const moveTo = (atMs: number): void => {
    const nowMs = clock();
    if (!Number.isFinite(atMs) || Math.abs(atMs) > LAST_MS) throw new RangeError('expected a time');
    if (atMs < nowMs)
      throw new RangeError(`the clock does not go back: it is ${new Date(nowMs).toISOString()}`);
    aheadMs += atMs - nowMs;
  };
  return Object.assign(clock, {
    moveTo,
    advance: (ms: number) => moveTo(clock() + ms),
    reset: () => {
      aheadMs = 0;
    },
  });
}
