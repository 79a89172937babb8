import { describe, expect, it } from 'vitest';
import { createEngine } from '../../src/crypto/engine.ts';
import { EngineFailedError, UnsupportedAlgorithmError } from '../../src/crypto/errors.ts';
import type { AesGcm, Bytes } from '../../src/crypto/primitives.ts';
import { createSizedEngine } from '../../src/crypto/sized-engine.ts';

const passing = { aesGcm: () => undefined } as never;
const failing = {
  aesGcm: () => {
    throw new Error('wrong answer');
  },
} as never;

function marking(mark: number): AesGcm {
  const answer = (): Bytes => new Uint8Array([mark]);
  return { seal: answer, open: answer };
}

const short = createEngine('kernel', { aesGcm: marking(1) }, passing);
const long = createEngine('host', { aesGcm: marking(2) }, passing);
const none = new Uint8Array();

describe('an engine by size', () => {
  it('gives messages below the size to the one engine, and all others to the other', async () => {
    const gcm = await createSizedEngine({ short, long, longFrom: 100 }).use('aesGcm');
    for (const [length, mark] of [
      [0, 1],
      [99, 1],
      [100, 2],
      [5000, 2],
    ] as const) {
      expect(await gcm.seal(none, none, new Uint8Array(length), none)).toEqual(new Uint8Array([mark]));
      expect(await gcm.open(none, none, new Uint8Array(length), none)).toEqual(new Uint8Array([mark]));
    }
  });

  it('has AES-GCM alone, and only where both engines have it', async () => {
    const sized = createSizedEngine({ short, long, longFrom: 100 });
    expect([sized.supports('aesGcm'), sized.supports('hash')]).toEqual([true, false]);
    await expect(sized.use('hash')).rejects.toThrow(UnsupportedAlgorithmError);
    const half = createSizedEngine({ short, long: createEngine('host', {}, passing), longFrom: 1 });
    expect(half.supports('aesGcm')).toBe(false);
  });

  it('refuses when the self-test of either engine fails', async () => {
    for (const bad of [
      { short: createEngine('kernel', { aesGcm: marking(1) }, failing), long },
      { short, long: createEngine('host', { aesGcm: marking(2) }, failing) },
    ]) {
      await expect(createSizedEngine({ ...bad, longFrom: 1 }).selfTest()).rejects.toThrow(EngineFailedError);
    }
  });

  it('says which engine does the short messages and which the long ones, and tests these when one comes', async () => {
    const fresh = createEngine('host', { aesGcm: marking(2) }, passing);
    const sized = createSizedEngine({ short, long: fresh, longFrom: 100 });
    const report = (selfTest: string) => [
      {
        primitive: 'aesGcm',
        engine: 'kernel',
        selfTest: 'passed',
        longer: { from: 100, engine: 'host', selfTest },
      },
    ];
    const gcm = await sized.use('aesGcm');
    await gcm.seal(none, none, new Uint8Array(99), none);
    expect(sized.describe().primitives).toEqual(report('not run'));
    await gcm.seal(none, none, new Uint8Array(100), none);
    expect(sized.describe().primitives).toEqual(report('passed'));
  });

  it('is in the error state when either engine is', async () => {
    const bad = createEngine('host', { aesGcm: marking(2) }, failing);
    const sized = createSizedEngine({ short, long: bad, longFrom: 100 });
    const gcm = await sized.use('aesGcm');
    await expect(gcm.open(none, none, new Uint8Array(100), none)).rejects.toThrow(EngineFailedError);
    expect(sized.describe().state).toBe('error');
    const half = createSizedEngine({ short, long: createEngine('host', {}, passing), longFrom: 1 });
    expect(half.describe()).toEqual({ name: 'auto', state: 'ready', primitives: [] });
  });

  it('wants a size', () => {
    expect(() => createSizedEngine({ short, long, longFrom: -1 })).toThrow(RangeError);
  });
});
