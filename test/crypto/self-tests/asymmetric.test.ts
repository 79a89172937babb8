import { createPrivateKey, createPublicKey, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ec } from '../../../src/crypto/ec/ec.ts';
import { ed25519 } from '../../../src/crypto/ed25519.ts';
import { createEngine, type SelfTest } from '../../../src/crypto/engine.ts';
import { EngineFailedError, UnsupportedAlgorithmError } from '../../../src/crypto/errors.ts';
import { mlDsa } from '../../../src/crypto/mldsa.ts';
import { mlKem } from '../../../src/crypto/mlkem.ts';
import { portablePrimitives } from '../../../src/crypto/portable-primitives.ts';
import type { KeyPair, MlDsa } from '../../../src/crypto/primitives.ts';
import { rsa } from '../../../src/crypto/rsa/rsa.ts';
import { asymmetricSelfTests } from '../../../src/crypto/self-tests/asymmetric.ts';
import { selfTests } from '../../../src/crypto/self-tests.ts';
import { brokenAt, callsOf } from '../breaking.ts';

/** Calls that each self-test makes: rows by directions, refusals included. */
const CALLS = { rsa: 11, ec: 18, ed25519: 6, mlDsa: 12, mlKem: 12 } as const;
const NAMES = Object.keys(CALLS) as (keyof typeof CALLS)[];
// Copies, since a proxy may not change what a frozen object says.
const PRIMITIVES = {
  rsa: { ...rsa },
  ec: { ...ec },
  ed25519: { ...ed25519 },
  mlDsa: { ...mlDsa },
  mlKem: { ...mlKem },
};

test('every asymmetric primitive has a test', () => {
  expect(Object.keys(asymmetricSelfTests)).toEqual(NAMES);
});

describe.each(NAMES)('%s', (name) => {
  const selfTest = asymmetricSelfTests[name] as SelfTest;
  const primitive = PRIMITIVES[name];

  test(`gives every known answer, in ${CALLS[name]} calls`, async () => {
    expect(await callsOf(selfTest, primitive)).toBe(CALLS[name]);
  });

  test.each([...Array(CALLS[name]).keys()])(
    'call %i broken: every later operation is refused',
    async (index) => {
      const broken = { ...portablePrimitives, [name]: brokenAt(primitive, index) };
      const engine = createEngine('portable', broken, selfTests);
      const message = `engine portable is in the error state: self-test of ${name} failed`;
      await expect(engine.use(name)).rejects.toThrow(new EngineFailedError(message));
      for (const other of NAMES) await expect(engine.use(other)).rejects.toThrow(EngineFailedError);
      expect(engine.describe().state).toBe('error');
    },
  );

  test('passes an engine that does none of the parameters', async () => {
    const refusing = new Proxy(primitive, {
      get: () => () => {
        throw new UnsupportedAlgorithmError('not with these parameters');
      },
    });
    await selfTest(refusing);
  });
});

describe('an engine without deterministic signatures', () => {
  const hedging = <T extends { sign: (...input: never[]) => unknown }>(primitive: T): T => ({
    ...primitive,
    sign: (...input: unknown[]) => {
      const { random } = input.at(-1) as { random?: unknown };
      if (random === undefined) throw new UnsupportedAlgorithmError('only hedged');
      return (primitive.sign as (...input: unknown[]) => unknown)(...input);
    },
  });

  test('is held to signatures of its own', async () => {
    await asymmetricSelfTests.ec(hedging(PRIMITIVES.ec));
    await asymmetricSelfTests.mlDsa(hedging(PRIMITIVES.mlDsa));
  });

  test('and fails where they do not verify', async () => {
    const wrong = { ...hedging(PRIMITIVES.ec), verify: () => false };
    await expect(async () => asymmetricSelfTests.ec(wrong)).rejects.toThrow('wrong answer');
  });
});

test('OpenSSL accepts the ML-DSA signatures whose digests are the known answers', async () => {
  const accepted: boolean[] = [];
  let pair: KeyPair | undefined;
  const watching: MlDsa = {
    ...mlDsa,
    generateKey: async (parameterSet, random) => {
      pair = await mlDsa.generateKey(parameterSet, random);
      return pair;
    },
    sign: async (parameterSet, privateKey, message, options) => {
      const signature = await mlDsa.sign(parameterSet, privateKey, message, options);
      const key = createPublicKey(
        createPrivateKey({ key: Buffer.from(pair?.privateKey ?? []), format: 'der', type: 'pkcs8' }),
      );
      accepted.push(verify(null, message, key, signature));
      return signature;
    },
  };
  await asymmetricSelfTests.mlDsa(watching);
  expect(accepted).toEqual([true, true, true]);
});
