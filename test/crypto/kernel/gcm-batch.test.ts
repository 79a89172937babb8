/** Batches: each record what a single call gives, all or nothing on the way back, nothing left behind. */
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AuthenticationError } from '../../../src/crypto/errors.ts';
import { holds, ownKernel, workOf } from './instances.ts';

const { gcm } = ownKernel();
const COUNTS = [0, 1, 2, 7, 1000];
const LENGTHS = [0, 1, 16, 31, 32, 33, 100, 500, 4096];

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

  it.each(LENGTHS)('of records of %i bytes under fresh keys gives what single calls give', (length) => {
    for (const count of COUNTS.filter((n) => n * length < 500_000)) {
      const [keys, nonces, texts] = [
        randomBytes(32 * count),
        randomBytes(12 * count),
        randomBytes(length * count),
      ];
      const sealed = gcm.sealBatchFresh(keys, { length, nonces, texts });
      for (let i = 0; i < count; i++) {
        const single = gcm.seal(
          ...[part(keys, 32, i), part(nonces, 12, i), part(texts, length, i), new Uint8Array()],
        );
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

  it('leaves no fresh key behind', () => {
    const own = ownKernel();
    const [keys, nonces, texts] = [randomBytes(32 * 50), randomBytes(12 * 50), randomBytes(100 * 50)];
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
