import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AuthenticationError } from '../../../src/crypto/errors.ts';
import type { AesGcm } from '../../../src/crypto/primitives.ts';
import {
  expectRecord,
  type GcmRecord,
  packOf,
  packOfOne,
  runPack,
  unpack,
} from '../../../src/crypto/stream/pack.ts';
import { forEachEngine } from '../engines.ts';
import { isZero, observe, RUNS } from './streams.ts';

const KEY = Uint8Array.from({ length: 32 }, (_, i) => i);

/** Records of any content; nonces may repeat, since nothing here is a secret. */
const someRecords = fc.array(
  fc.record({
    nonce: fc.uint8Array({ minLength: 12, maxLength: 12 }),
    text: fc.uint8Array({ maxLength: 40 }),
    aad: fc.option(fc.uint8Array({ maxLength: 20 }), { nil: undefined }),
  }),
  { maxLength: 8 },
);

function sealedByHand({ nonce, text, aad }: GcmRecord): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', KEY, nonce);
  cipher.setAAD(aad ?? new Uint8Array());
  return new Uint8Array(Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]));
}

describe('a pack', () => {
  forEachEngine((createEngine) => {
    it('seals each record as it would be sealed alone, and opens them again', async () => {
      const gcm = await createEngine().use('aesGcm');
      const property = fc.asyncProperty(someRecords, async (records) => {
        const sealed = unpack(records, 'seal', await runPack(gcm, KEY, 'seal', packOf(records)));
        expect(sealed).toEqual(records.map(sealedByHand));
        const forms = records.map((record, i) => ({ ...record, text: sealed[i] ?? new Uint8Array() }));
        const opened = unpack(forms, 'open', await runPack(gcm, KEY, 'open', packOf(forms)));
        expect(opened).toEqual(records.map(({ text }) => Uint8Array.from(text)));
      });
      await fc.assert(property, { ...RUNS, numRuns: 30 });
    });
  });

  it('opens wholly or not at all', async () => {
    const { engine, plaintexts } = observe();
    const gcm = await engine.use('aesGcm');
    const records = [1, 2, 3].map((i) => ({ nonce: new Uint8Array(12).fill(i), text: Uint8Array.of(i, i) }));
    const sealed = records.map((record) => ({ ...record, text: sealedByHand(record) }));
    sealed[2]?.text.fill(0);
    await expect(runPack(gcm, KEY, 'open', packOf(sealed))).rejects.toThrow(AuthenticationError);
    expect(plaintexts.length).toBe(2);
    expect(plaintexts.every(isZero)).toBe(true);
  });

  it('wipes its texts and its copy of the key, done or failed', async () => {
    const { engine, secrets } = observe();
    const gcm = await engine.use('aesGcm');
    const good = packOfOne(new Uint8Array(12), Uint8Array.of(1, 2, 3));
    const bad = packOfOne(new Uint8Array(12), new Uint8Array(20).fill(1));
    await runPack(gcm, KEY, 'seal', good);
    await expect(runPack(gcm, KEY, 'open', bad)).rejects.toThrow(AuthenticationError);
    expect(isZero(good.bytes) && isZero(bad.bytes)).toBe(true);
    expect(secrets.length).toBe(2);
    expect(secrets.every(isZero)).toBe(true);
    expect(KEY[1]).toBe(1);
  });

  it('needs the key no longer than until it has begun', async () => {
    const records = [1, 2].map((i) => ({ nonce: new Uint8Array(12).fill(i), text: Uint8Array.of(i) }));
    const key = Uint8Array.from(KEY);
    const gcm = await observe().engine.use('aesGcm');
    const running = runPack(gcm, key, 'seal', packOf(records));
    key.fill(0);
    expect(unpack(records, 'seal', await running)).toEqual(records.map(sealedByHand));
  });

  it('gives a result that fills its buffer, even where the engine gives a part of one', async () => {
    const part = new Uint8Array(100).fill(5).subarray(10, 30);
    const gcm: AesGcm = { seal: () => part, open: () => part };
    const result = await runPack(gcm, KEY, 'seal', packOfOne(new Uint8Array(12), new Uint8Array(4)));
    expect([...result]).toEqual(new Array(20).fill(5));
    expect(result.buffer.byteLength).toBe(20);
    expect(isZero(part)).toBe(true);
  });

  it('takes records of 12-byte nonces and of bytes', () => {
    const text = new Uint8Array();
    const nonce = new Uint8Array(12);
    expect(() => expectRecord({ nonce, text })).not.toThrow();
    expect(() => expectRecord({ nonce: new Uint8Array(16), text })).toThrow(RangeError);
    expect(() => expectRecord({ nonce, text: 'text' as never })).toThrow(TypeError);
    expect(() => expectRecord({ nonce, text, aad: 'aad' as never })).toThrow(TypeError);
  });
});
