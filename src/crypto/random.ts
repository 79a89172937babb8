/**
 * Random bytes from the host's generator, with a health test.
 *
 * The host must offer `crypto.getRandomValues`; where it does not, or where it repeats itself, this fails closed. It
 * is never a generator of its own, and nothing is drawn at import time: edge isolates may be snapshots.
 * Source of the test: the repetition count test of SP 800-90B §4.4.1, on all blocks of 16 bytes, where a repetition by
 * chance has a probability of 2^-128.
 *
 * @module
 */
import { equalBytes } from '../bytes/equal.ts';
import { expectInteger } from '../bytes/expect.ts';
import type { Random } from './primitives.ts';

/** getRandomValues refuses more at once (Web Cryptography §10.1.1). */
const MAX_REQUEST = 65_536;
const BLOCK = 16;

/** The host's generator is missing, stuck or broken: nothing that needs randomness may go on. */
export class RandomFailedError extends Error {
  override readonly name = 'RandomFailedError';
}

/** The part of the Web Crypto interface that is needed. */
export interface RandomHost {
  getRandomValues(array: Uint8Array<ArrayBuffer>): unknown;
}

/**
 * A source of fresh bytes over the host's generator.
 *
 * @param host `globalThis.crypto` when absent, looked up at the first call.
 * @returns A function from a length in bytes, 0 or more, to a new array.
 * @throws {RandomFailedError} By the function: no generator, or one that repeats a block of 16 bytes.
 *
 * @example
 * const random = hostRandom();
 * random(32); // 32 fresh bytes
 */
export function hostRandom(host?: RandomHost): Random {
  let previous: Uint8Array | undefined;
  return (length) => {
    expectInteger('length', length, 0, 2 ** 31);
    const drawn = draw(host ?? globalThis.crypto, length + BLOCK);
    const sample = drawn.slice(length);
    if (repeats(drawn, previous, sample)) throw new RandomFailedError('the random generator repeats itself');
    previous = sample;
    const fresh = drawn.slice(0, length);
    drawn.fill(0);
    return fresh;
  };
}

/** The sample that is compared is never handed out, so that keeping it costs no secret. */
function repeats(drawn: Uint8Array, previous: Uint8Array | undefined, sample: Uint8Array): boolean {
  if (sample.every((byte) => byte === sample[0])) return true;
  if (previous !== undefined && equalBytes(previous, sample)) return true;
  // From the end, where the sample is, so that every pair of neighbours is whole.
  for (let at = drawn.length - BLOCK; at >= BLOCK; at -= BLOCK) {
    if (equalBytes(drawn.subarray(at - BLOCK, at), drawn.subarray(at, at + BLOCK))) return true;
  }
  return false;
}

function draw(host: RandomHost | undefined, length: number): Uint8Array<ArrayBuffer> {
  if (host?.getRandomValues === undefined) throw new RandomFailedError('this host has no random generator');
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += MAX_REQUEST) {
    host.getRandomValues(bytes.subarray(at, at + MAX_REQUEST));
  }
  return bytes;
}
