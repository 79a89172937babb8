/**
 * Random bytes drawn many at a time and handed out in small portions: for hosts whose generator costs a call into the
 * operating system each time, as OpenSSL's does in Node, where a nonce of 16 bytes takes as long as what it is for.
 *
 * A byte is handed out once and is zero in the pool from then on. What has lain there for a second is thrown away: nobody who
 * goes on from a snapshot of a process finds bytes that another one goes on with, and no key to come lies in memory for
 * long. It is no generator of its own: every byte comes from the source, whose health test sees all of them.
 *
 * @module
 */
import { expectInteger } from '../bytes/expect.ts';
import { wipe } from '../bytes/wipe.ts';
import type { Random } from './primitives.ts';

const POOL = 1024;
/** What is longer is drawn from the source at once. */
const LONGEST = 64;
const MAX_AGE_MS = 1000;

/**
 * A source of fresh bytes over another one.
 *
 * @param source What draws; `hostRandom()` for instance.
 * @param nowMs A clock that nobody moves, in milliseconds.
 * @returns A function from a length in bytes, 0 or more, to a new array.
 *
 * @example
 * const random = pooledRandom(hostRandom(), Date.now);
 * random(32); // 32 fresh bytes
 */
export function pooledRandom(source: Random, nowMs: () => number): Random {
  let pool: Uint8Array<ArrayBuffer> = new Uint8Array();
  let at = 0;
  let drawnAtMs = 0;
  return (length) => {
    expectInteger('length', length, 0, 2 ** 31);
    if (length > LONGEST) return source(length);
    const ageMs = nowMs() - drawnAtMs;
    // A clock that was set back makes it old too.
    const isFresh = ageMs >= 0 && ageMs < MAX_AGE_MS;
    if (!isFresh || at + length > pool.length) {
      wipe(pool);
      pool = source(POOL);
      at = 0;
      drawnAtMs = nowMs();
    }
    const fresh = pool.slice(at, at + length);
    pool.fill(0, at, at + length);
    at += length;
    return fresh;
  };
}
