import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine, type Engine, type SelfTests } from '../../src/crypto/engine.ts';
import { AuthenticationError, EngineFailedError } from '../../src/crypto/errors.ts';
import type { Kbkdf } from '../../src/crypto/primitives.ts';
import { hostRandom, RandomFailedError } from '../../src/crypto/random.ts';
import { derive, open, SEALING_OVERHEAD, seal } from '../../src/keystore/sealing.ts';
import { deriveByHand, oneUseKeyByHand, openByHand, openGcmByHand, sealByHand } from './by-hand.ts';
import { testEngine } from './engine.ts';
import { isZero, observe, recordingRandom, toolsOf } from './house.ts';
import { expectRefusals } from './tampering.ts';
import { twoKeyCiphertext } from './two-key-ciphertext.ts';

const RUNS = { seed: 20_261_124, numRuns: 200 };
const BASE_KEY = Uint8Array.from({ length: 32 }, (_, i) => i + 1);
const OTHER_KEY = Uint8Array.from({ length: 32 }, (_, i) => i + 2);
const PURPOSE = { label: 'a label', aad: Uint8Array.from([1, 2, 3]) };
const MESSAGE = new TextEncoder().encode('attack at dawn');
const tools = toolsOf();

describe('seal and open', () => {
  it('gives back every message, and adds 64 bytes to it', async () => {
    const messages = fc.tuple(fc.uint8Array({ maxLength: 100 }), fc.uint8Array({ maxLength: 40 }));
    const property = fc.asyncProperty(messages, async ([message, aad]) => {
      const sealed = await seal(tools, BASE_KEY, { label: 'x', aad }, message);
      expect(sealed.length).toBe(message.length + SEALING_OVERHEAD);
      expect(await open(tools, BASE_KEY, { label: 'x', aad }, sealed)).toEqual(message);
    });
    await fc.assert(property, RUNS);
    expect(SEALING_OVERHEAD).toBe(64);
  });

  it('writes what FORMATS §1 says: nonce, commitment, ciphertext, tag, opened by hand', async () => {
    const { random, copies } = recordingRandom();
    const sealed = await seal(toolsOf({ random }), BASE_KEY, PURPOSE, MESSAGE);
    const [key, commitment] = oneUseKeyByHand(BASE_KEY, PURPOSE.label, sealed.subarray(0, 16));
    expect(copies).toEqual([sealed.subarray(0, 16)]);
    expect(commitment.equals(sealed.subarray(16, 48))).toBe(true);
    expect(openGcmByHand(key, sealed.subarray(48), PURPOSE.aad).equals(MESSAGE)).toBe(true);
    expect(openByHand(BASE_KEY, PURPOSE.label, sealed, PURPOSE.aad).equals(MESSAGE)).toBe(true);
  });

  it('opens what was sealed by hand from FORMATS §1', async () => {
    const nonce = Buffer.alloc(16, 7);
    const sealed = sealByHand({ baseKey: BASE_KEY, label: PURPOSE.label, nonce }, MESSAGE, PURPOSE.aad);
    expect(await open(tools, BASE_KEY, PURPOSE, sealed)).toEqual(MESSAGE);
  });

  it('derives a key for each message: two seals of one message share no field', async () => {
    const [a, b] = [
      await seal(tools, BASE_KEY, PURPOSE, MESSAGE),
      await seal(tools, BASE_KEY, PURPOSE, MESSAGE),
    ];
    for (const [from, to] of [
      [0, 16],
      [16, 48],
      [48, 62],
      [62, 78],
    ] as const) {
      expect(a.subarray(from, to)).not.toEqual(b.subarray(from, to));
    }
  });

  it('refuses another base key, another label and other associated data, and says nothing of which', async () => {
    const sealed = await seal(tools, BASE_KEY, PURPOSE, MESSAGE);
    const attempts = [
      open(tools, OTHER_KEY, PURPOSE, sealed),
      open(tools, BASE_KEY, { ...PURPOSE, label: 'another label' }, sealed),
      open(tools, BASE_KEY, { ...PURPOSE, label: '' }, sealed),
      open(tools, BASE_KEY, { ...PURPOSE, aad: new Uint8Array() }, sealed),
      open(tools, BASE_KEY, { ...PURPOSE, aad: Uint8Array.from([1, 2, 3, 0]) }, sealed),
    ];
    for (const attempt of attempts) await expect(attempt).rejects.toThrow(new AuthenticationError());
  });

  it('refuses every flipped bit, every truncation and every extension', async () => {
    for (const message of [MESSAGE, new Uint8Array()]) {
      const sealed = await seal(tools, BASE_KEY, PURPOSE, message);
      const open_ = (forged: Uint8Array) => open(tools, BASE_KEY, PURPOSE, forged);
      const counts = await expectRefusals(sealed, open_, 'AuthenticationError');
      expect(counts['AuthenticationError']).toBe(10 * sealed.length + 24);
    }
  });

  it('takes base keys of 32 bytes alone', async () => {
    const sealed = await seal(tools, BASE_KEY, PURPOSE, MESSAGE);
    for (const length of [0, 16, 31, 33, 64]) {
      const key = new Uint8Array(length);
      await expect(seal(tools, key, PURPOSE, MESSAGE)).rejects.toThrow(RangeError);
      await expect(open(tools, key, PURPOSE, sealed)).rejects.toThrow(RangeError);
    }
  });

  it('leaves the arrays of its caller as they were', async () => {
    const [key, aad, message] = [BASE_KEY.slice(), PURPOSE.aad.slice(), MESSAGE.slice()];
    const sealed = await seal(tools, key, { label: 'x', aad }, message);
    const kept = sealed.slice();
    await open(tools, key, { label: 'x', aad }, sealed);
    expect([key, aad, message, sealed]).toEqual([BASE_KEY, PURPOSE.aad, MESSAGE, kept]);
  });
});

describe('the key commitment', () => {
  const nonce = Buffer.alloc(16, 3);
  const [keyA, commitmentA] = oneUseKeyByHand(BASE_KEY, PURPOSE.label, nonce);
  const [keyB, commitmentB] = oneUseKeyByHand(OTHER_KEY, PURPOSE.label, nonce);
  const forged = twoKeyCiphertext(keyA, keyB, PURPOSE.aad);

  it('is needed: AES-GCM alone opens one ciphertext under two keys', () => {
    const [a, b] = [openGcmByHand(keyA, forged, PURPOSE.aad), openGcmByHand(keyB, forged, PURPOSE.aad)];
    expect(a.length).toBe(16);
    expect(a.equals(b)).toBe(false);
  });

  it('lets that ciphertext open under the one key to which it commits, and not under the other', async () => {
    for (const [commitment, committed, other] of [
      [commitmentA, BASE_KEY, OTHER_KEY],
      [commitmentB, OTHER_KEY, BASE_KEY],
    ] as const) {
      const sealed = Buffer.concat([nonce, commitment, forged]);
      expect((await open(tools, committed, PURPOSE, sealed)).length).toBe(16);
      await expect(open(tools, other, PURPOSE, sealed)).rejects.toThrow(AuthenticationError);
    }
  });

  it('is compared before anything is decrypted', async () => {
    const { engine, opened } = observe();
    const sealed = Buffer.concat([nonce, commitmentA, forged]);
    await expect(open({ engine }, OTHER_KEY, PURPOSE, sealed)).rejects.toThrow(AuthenticationError);
    expect(opened).toEqual([]);
  });
});

describe('derive', () => {
  it('is SP 800-108r1 §4.1 with the fixed input of FORMATS §1, by hand', async () => {
    const inputs = fc.record({
      key: fc.uint8Array({ minLength: 1, maxLength: 80 }),
      label: fc.string({ maxLength: 20 }),
      context: fc.uint8Array({ maxLength: 40 }),
      length: fc.integer({ min: 1, max: 100 }),
    });
    const property = fc.asyncProperty(inputs, async ({ key, label, context, length }) => {
      const derived = await derive(tools.engine, key, label, context, length);
      expect(derived).toEqual(new Uint8Array(deriveByHand(key, label, context, length)));
    });
    await fc.assert(property, RUNS);
  });

  it('gives other bytes for each label, context and length', async () => {
    const give = (label: string, context: number[], length: number) =>
      derive(tools.engine, BASE_KEY, label, Uint8Array.from(context), length);
    const outputs = [
      await give('a', [1], 32),
      await give('b', [1], 32),
      await give('a', [2], 32),
      await give('a', [], 32),
      (await give('a', [1], 64)).slice(0, 32),
    ];
    expect(new Set(outputs.map((bytes) => Buffer.from(bytes).toString('hex'))).size).toBe(outputs.length);
  });
});

describe('what sealing leaves behind', () => {
  it('wipes the one-use key and the commitment after sealing and after opening', async () => {
    const { engine, derived } = observe();
    const sealed = await seal({ engine, random: tools.random }, BASE_KEY, PURPOSE, MESSAGE);
    await open({ engine }, BASE_KEY, PURPOSE, sealed);
    expect(derived.map((bytes) => bytes.length)).toEqual([64, 64]);
    expect(derived.every(isZero)).toBe(true);
  });

  it('wipes them when the commitment differs, and when the tag does', async () => {
    const { engine, derived } = observe();
    const sealed = await seal(tools, BASE_KEY, PURPOSE, MESSAGE);
    await expect(open({ engine }, OTHER_KEY, PURPOSE, sealed)).rejects.toThrow();
    await expect(open({ engine }, BASE_KEY, { ...PURPOSE, aad: MESSAGE }, sealed)).rejects.toThrow();
    expect(derived.length).toBe(2);
    expect(derived.every(isZero)).toBe(true);
  });

  it('wipes them when the cipher itself fails', async () => {
    const { derived, engine } = observe(withoutGcm());
    await expect(seal({ engine, random: tools.random }, BASE_KEY, PURPOSE, MESSAGE)).rejects.toThrow();
    expect(derived.length).toBe(1);
    expect(derived.every(isZero)).toBe(true);
  });
});

describe('sealing in a failing world', () => {
  it('seals nothing with a generator that is stuck', async () => {
    const { engine, derived } = observe();
    const random = hostRandom({ getRandomValues: (array) => array.fill(0) });
    await expect(seal({ engine, random }, BASE_KEY, PURPOSE, MESSAGE)).rejects.toThrow(RandomFailedError);
    expect(derived).toEqual([]);
  });

  it('says that the engine failed, not that the message is forged', async () => {
    const sealed = await seal(tools, BASE_KEY, PURPOSE, MESSAGE);
    await expect(open({ engine: withoutGcm() }, BASE_KEY, PURPOSE, sealed)).rejects.toThrow(
      EngineFailedError,
    );
  });
});

/** The test's engine with a GCM whose self-test fails. */
function withoutGcm(): Engine {
  const broken = () => {
    throw new Error('wrong answer');
  };
  const kbkdf: Kbkdf = { derive: async (input) => (await testEngine().use('kbkdf')).derive(input) };
  const tests = new Proxy({}, { get: (_, name) => (name === 'aesGcm' ? broken : () => undefined) });
  return createEngine('portable', { kbkdf, aesGcm: { seal: broken, open: broken } }, tests as SelfTests);
}
