/** Batches: each record what a single call gives, all or nothing on the way back, nothing left behind. */
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AuthenticationError } from '../../../src/crypto/errors.ts';
import { holds, ownKernel, workOf } from './instances.ts';

const { gcm } = ownKernel();
/** Less than a group of 32, a part of one, whole ones, and what is left behind a group: too few, or a part. */
const COUNTS = [0, 1, 2, 7, 13, 14, 31, 32, 33, 45, 46, 75, 1000];
/** Up to 480 bytes a record goes into a group; seven blocks are hashed at once. */
const LENGTHS = [0, 1, 16, 31, 32, 33, 100, 112, 113, 127, 240, 480, 481, 500, 4096];

function part(bytes: Uint8Array, length: number, i: number): Uint8Array {
  return bytes.subarray(i * length, (i + 1) * length);
}

describe('a batch', () => {
  it.each(LENGTHS)('of records of %i bytes gives what single calls give, and opens again', (length) => {
    const bytes = randomBytes(32);
    const key = gcm.createKey(bytes);
    for (const count of COUNTS.filter((n) => n * length < 500_000)) {
      const [nonces, texts, aad] = [
        randomBytes(12 * count),
        randomBytes(length * count),
        randomBytes(count % 20),
      ];
      const sealed = key.sealBatch({ length, nonces, texts, aad });
      for (let i = 0; i < count; i++) {
        const single = gcm.seal(bytes, part(nonces, 12, i), part(texts, length, i), aad);
        expect(Buffer.compare(part(sealed, length + 16, i), single)).toBe(0);
      }
      const opened = key.openBatch({ length, nonces, texts: sealed, aad });
      expect(Buffer.compare(opened, texts)).toBe(0);
    }
    key.release();
  });

  it.each([16, 24, 32])('under a key of %i bytes gives what single calls give', (keyLength) => {
    const [bytes, nonces, texts] = [randomBytes(keyLength), randomBytes(12 * 40), randomBytes(50 * 40)];
    const key = gcm.createKey(bytes);
    const sealed = key.sealBatch({ length: 50, nonces, texts });
    for (let i = 0; i < 40; i++) {
      const single = gcm.seal(bytes, part(nonces, 12, i), part(texts, 50, i), new Uint8Array());
      expect(Buffer.compare(part(sealed, 66, i), single)).toBe(0);
    }
    key.release();
  });

  it('goes on with its key where other messages and batches come between', () => {
    const [mine, other] = [randomBytes(32), randomBytes(32)];
    const [key, stranger] = [gcm.createKey(mine), gcm.createKey(other)];
    const nonces = randomBytes(12 * 40);
    const [short, long, text] = [randomBytes(20 * 40), randomBytes(300 * 40), randomBytes(5000)];
    const first = key.sealBatch({ length: 20, nonces, texts: short });
    const between = stranger.seal(nonces.subarray(0, 12), text);
    gcm.sealBatchFresh(randomBytes(32 * 40), { length: 20, nonces, texts: short });
    const second = key.sealBatch({ length: 300, nonces, texts: long });
    expect(key.sealBatch({ length: 20, nonces, texts: short })).toEqual(first);
    expect(stranger.seal(nonces.subarray(0, 12), text)).toEqual(between);
    expect(key.openBatch({ length: 300, nonces, texts: second })).toEqual(Uint8Array.from(long));
    expect(key.seal(nonces.subarray(0, 12), text)).toEqual(
      gcm.seal(mine, nonces.subarray(0, 12), text, new Uint8Array()),
    );
    key.release();
    stranger.release();
  });

  it.each(LENGTHS)('of records of %i bytes under fresh keys gives what single calls give', (length) => {
    for (const count of COUNTS.filter((n) => n * length < 500_000)) {
      const [keys, nonces, texts] = [
        randomBytes(32 * count),
        randomBytes(12 * count),
        randomBytes(length * count),
      ];
      const aad = randomBytes(count % 40);
      const sealed = gcm.sealBatchFresh(keys, { length, nonces, texts, aad });
      for (let i = 0; i < count; i++) {
        const single = gcm.seal(part(keys, 32, i), part(nonces, 12, i), part(texts, length, i), aad);
        expect(Buffer.compare(part(sealed, length + 16, i), single)).toBe(0);
      }
    }
  });

  it('opens nothing when one record differs, and leaves nothing behind', () => {
    const own = ownKernel();
    const bytes = randomBytes(32);
    const key = own.gcm.createKey(bytes);
    const [nonces, texts] = [randomBytes(12 * 50), randomBytes(32 * 50)];
    const sealed = key.sealBatch({ length: 32, nonces, texts });
    expect(holds(own, texts) || holds(own, bytes)).toBe(false);
    key.openBatch({ length: 32, nonces, texts: sealed });
    expect(holds(own, texts)).toBe(false);
    for (const at of [0, 20, 47, 48 * 25 + 40, sealed.length - 1]) {
      const forged = sealed.with(at, sealed[at] ^ 0x80);
      expect(() => key.openBatch({ length: 32, nonces, texts: forged })).toThrow(AuthenticationError);
      expect(holds(own, texts)).toBe(false);
    }
    key.release();
    expect(workOf(own).every((byte) => byte === 0)).toBe(true);
  });

  it.each([10, 50])('of %i records leaves no fresh key behind', (count) => {
    const own = ownKernel();
    const [keys, nonces, texts] = [
      randomBytes(32 * count),
      randomBytes(12 * count),
      randomBytes(100 * count),
    ];
    own.gcm.sealBatchFresh(keys, { length: 100, nonces, texts });
    expect(holds(own, keys) || holds(own, texts)).toBe(false);
    expect(workOf(own).every((byte) => byte === 0)).toBe(true);
  });

  it('complains of lengths that do not agree', () => {
    const key = gcm.createKey(randomBytes(32));
    const none = new Uint8Array();
    const bad = [
      { length: 32, nonces: new Uint8Array(13), texts: new Uint8Array(32) },
      { length: 32, nonces: new Uint8Array(24), texts: new Uint8Array(63) },
      { length: -1, nonces: none, texts: none },
      { length: 1.5, nonces: none, texts: none },
      { length: 50_000, nonces: none, texts: none },
      { length: 1, nonces: none, texts: none, aad: new Uint8Array(1025) },
    ];
    for (const records of bad) {
      expect(() => key.sealBatch(records)).toThrow(RangeError);
      expect(() => key.openBatch(records)).toThrow(RangeError);
    }
    const records = { length: 1, nonces: new Uint8Array(12), texts: new Uint8Array(1) };
    expect(() => gcm.sealBatchFresh(new Uint8Array(31), records)).toThrow(RangeError);
    key.release();
  });
});
