import { describe, expect, test } from 'vitest';
import { createEngine, type SelfTest } from '../../../src/crypto/engine.ts';
import { EngineFailedError, UnsupportedAlgorithmError } from '../../../src/crypto/errors.ts';
import { portablePrimitives } from '../../../src/crypto/portable-primitives.ts';
import type { PrimitiveName, Primitives } from '../../../src/crypto/primitives.ts';
import { symmetricSelfTests } from '../../../src/crypto/self-tests/symmetric.ts';
import { selfTests } from '../../../src/crypto/self-tests.ts';
import { brokenAt, callsOf } from '../breaking.ts';

/** Calls that each self-test makes: rows by directions, refusals included. */
const CALLS = { aesBlock: 3, aesGcm: 9, aesKeyWrap: 9, hash: 13, hmac: 18, hkdf: 2, kbkdf: 3 } as const;
const NAMES = Object.keys(CALLS) as (keyof typeof CALLS)[];

function primitiveNamed<N extends PrimitiveName>(name: N): Primitives[N] {
  return portablePrimitives[name] as Primitives[N];
}

test('every symmetric primitive has a test', () => {
  expect(Object.keys(symmetricSelfTests)).toEqual(NAMES);
});

describe.each(NAMES)('%s', (name) => {
  const selfTest = symmetricSelfTests[name] as SelfTest;
  const primitive = primitiveNamed(name);

  test(`gives every known answer, in ${CALLS[name]} calls`, async () => {
    expect(await callsOf(selfTest, primitive)).toBe(CALLS[name]);
  });

  test.each([...Array(CALLS[name]).keys()])(
    'call %i broken: every later operation is refused',
    async (index) => {
      const engine = createEngine(
        'portable',
        { ...portablePrimitives, [name]: brokenAt(primitive, index) },
        selfTests,
      );
      const message = `engine portable is in the error state: self-test of ${name} failed`;
      await expect(engine.use(name)).rejects.toThrow(new EngineFailedError(message));
      for (const other of NAMES) await expect(engine.use(other)).rejects.toThrow(EngineFailedError);
      await expect(engine.selfTest()).rejects.toThrow(EngineFailedError);
      expect(engine.describe().state).toBe('error');
    },
  );

  test('passes an engine that does not do some of the parameters', async () => {
    const refusing = new Proxy(primitive, {
      get: () => () => {
        throw new UnsupportedAlgorithmError('not with these parameters');
      },
    });
    await selfTest(refusing);
  });
});
