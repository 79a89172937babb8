import { describe, expect, test } from 'vitest';
import { ec } from '../../src/crypto/ec/ec.ts';
import { ed25519 } from '../../src/crypto/ed25519.ts';
import { createEngine, type Implementations, type SelfTests } from '../../src/crypto/engine.ts';
import { EngineFailedError } from '../../src/crypto/errors.ts';
import { digestOf, hash } from '../../src/crypto/hash.ts';
import { mlDsa } from '../../src/crypto/mldsa.ts';
import { mlKem } from '../../src/crypto/mlkem.ts';
import { isConsistentPair, type PairMaker } from '../../src/crypto/pairwise.ts';
import { portablePrimitives } from '../../src/crypto/portable-primitives.ts';
import {
  type Bytes,
  type Encapsulation,
  type KeyPair,
  PRIMITIVE_NAMES,
  type Primitives,
} from '../../src/crypto/primitives.ts';
import { rsa } from '../../src/crypto/rsa/rsa.ts';
import { corrupted } from '../../src/crypto/self-tests/answers.ts';
import { seededRandom } from './random.ts';
import { nodeRsaPair } from './rsa/keys.ts';

const random = seededRandom('pairwise');
const PASSING = Object.fromEntries(PRIMITIVE_NAMES.map((name) => [name, () => {}])) as unknown as SelfTests;

type Call = (...input: never[]) => Promise<unknown>;

/** What generateKey is called with, by primitive. */
const INPUTS: { readonly [N in PairMaker]: Parameters<Primitives[N]['generateKey']> } = {
  rsa: [2048, random],
  ec: ['P-256', random],
  ed25519: [random],
  mlDsa: ['ML-DSA-44', random],
  mlKem: ['ML-KEM-512', random],
};
// RSA pairs are drawn from two that exist: the search for primes is tested elsewhere.
const RSA_PAIRS = [nodeRsaPair(2048), nodeRsaPair(2048)].map((pair) => keyPair(pair.pkcs8, pair.spki));
let drawn = 0;
const MAKERS: Pick<Primitives, PairMaker> = {
  rsa: { ...rsa, generateKey: () => copyOf(RSA_PAIRS[drawn++ % 2]) },
  ec,
  ed25519,
  mlDsa,
  mlKem,
};
const NAMES = Object.keys(MAKERS) as PairMaker[];

function keyPair(privateKey: Uint8Array, publicKey: Uint8Array): KeyPair {
  return { privateKey: privateKey as Bytes, publicKey: publicKey as Bytes };
}

function copyOf({ privateKey, publicKey }: KeyPair): KeyPair {
  return { privateKey: privateKey.slice(), publicKey: publicKey.slice() };
}

test('every primitive that makes pairs is tried here', () => {
  const makers = PRIMITIVE_NAMES.filter((name) => Object.hasOwn(portablePrimitives[name], 'generateKey'));
  expect(makers).toEqual(NAMES);
});

test('a pair of a primitive that has no test is none: its engine refuses everything from then on', async () => {
  const pair = keyPair(new Uint8Array(3).fill(1), new Uint8Array(3));
  const hashing = { ...hash, generateKey: () => pair };
  const engine = createEngine('portable', { hash: hashing }, PASSING);
  const maker = (await engine.use('hash')) as unknown as { readonly generateKey: Call };
  await expect(maker.generateKey()).rejects.toThrow(EngineFailedError);
  expect(pair.privateKey).toEqual(new Uint8Array(3));
});

describe.each(NAMES)('%s', (name) => {
  const primitive = MAKERS[name];
  const generate = async (maker = primitive): Promise<KeyPair> =>
    (maker.generateKey as Call)(...(INPUTS[name] as unknown as never[])) as Promise<KeyPair>;
  const consistent = (maker: unknown, pair: KeyPair) =>
    isConsistentPair(name, maker as never, pair, INPUTS[name] as never);

  const call = (member: string, ...input: unknown[]) =>
    (primitive as unknown as Record<string, Call>)[member](...(input as never[]));
  /** Ways in which an implementation that signs can go wrong. */
  const signingFaults: Readonly<Record<string, object>> = {
    'signs with a flipped bit': {
      sign: async (...input: never[]) => corrupted((await call('sign', ...input)) as Uint8Array),
    },
    'signs another message': {
      sign: (...input: unknown[]) => call('sign', ...input.map((value) => flipMessage(value))),
    },
    'refuses its own key': {
      sign: () => {
        throw new TypeError('no');
      },
    },
    'accepts nothing': { verify: () => false },
    'accepts everything': { verify: () => true },
    'verifies by an exception': { verify: () => Promise.reject(new Error('no')) },
  };
  /** Ways in which one that encapsulates can. */
  const encapsulatingFaults: Readonly<Record<string, object>> = {
    'tells another secret': {
      encapsulate: async (...input: unknown[]) => {
        const made = (await call('encapsulate', ...input)) as Encapsulation;
        return { ...made, sharedSecret: corrupted(made.sharedSecret) };
      },
    },
    'sends another ciphertext': {
      encapsulate: async (...input: unknown[]) => {
        const made = (await call('encapsulate', ...input)) as Encapsulation;
        return { ...made, ciphertext: corrupted(made.ciphertext) };
      },
    },
    'finds another secret': {
      decapsulate: async (...input: unknown[]) =>
        corrupted((await call('decapsulate', ...input)) as Uint8Array),
    },
    'refuses its own key': {
      decapsulate: () => {
        throw new TypeError('no');
      },
    },
  };
  /** Ways in which any implementation can go wrong. */
  const faults: Readonly<Record<string, object>> = {
    ...(name === 'mlKem' ? encapsulatingFaults : signingFaults),
    'hands out halves of two pairs': {
      generateKey: async () => keyPair((await generate()).privateKey, (await generate()).publicKey),
    },
    'hands out a public key with a flipped bit': {
      generateKey: async () => {
        const pair = await generate();
        return keyPair(pair.privateKey, corrupted(pair.publicKey));
      },
    },
  };

  test('a pair agrees with itself', async () => {
    expect(await consistent(primitive, await generate())).toBe(true);
  });

  test.each(Object.entries(faults))('one that %s is found out', async (_what, fault) => {
    const faulty = { ...primitive, ...fault };
    expect(await consistent(faulty, await generate(faulty as never))).toBe(false);
  });

  test.each(Object.entries(faults))(
    'an engine whose primitive %s refuses everything from then on',
    async (_what, fault) => {
      const made: KeyPair[] = [];
      const faulty = { ...primitive, ...fault };
      const watched = {
        ...faulty,
        generateKey: async () => {
          const pair = await generate(faulty as never);
          made.push(pair);
          return pair;
        },
      };
      const implementations: Implementations = { hash, [name]: watched };
      const engine = createEngine('portable', implementations, PASSING);
      const early = await engine.use('hash');
      expect(await early.digest('SHA-256', new Uint8Array(0))).toEqual(
        digestOf('SHA-256', new Uint8Array(0)),
      );

      const maker = await engine.use(name);
      await expect(generate(maker as never)).rejects.toThrow(EngineFailedError);
      await expect(generate(maker as never)).rejects.toThrow(EngineFailedError);
      await expect(engine.use('hash')).rejects.toThrow(EngineFailedError);
      await expect(engine.use(name)).rejects.toThrow(EngineFailedError);
      // Primitives that were handed out before refuse as well.
      expect(() => early.digest('SHA-256', new Uint8Array(0))).toThrow(EngineFailedError);
      const [, , method] = Object.values(maker) as (() => unknown)[];
      expect(() => method()).toThrow(EngineFailedError);
      const { state, primitives } = engine.describe();
      expect(state).toBe('error');
      expect(primitives.find((row) => row.primitive === name)?.selfTest).toBe('failed');
      // The pair is not handed out, its private half is wiped, and no second one is made.
      expect(made.length).toBe(1);
      expect(made[0].privateKey.every((octet) => octet === 0)).toBe(true);
    },
  );

  test('an engine whose primitive is right hands out the pair that was made', async () => {
    const engine = createEngine('portable', { [name]: primitive }, PASSING);
    const pair = await generate((await engine.use(name)) as never);
    expect(await consistent(primitive, pair)).toBe(true);
    expect(engine.describe().state).toBe('ready');
  });
});

test('a fault while generating is the caller’s to see, and does not close the engine', async () => {
  const engine = createEngine('portable', { ed25519 }, PASSING);
  const maker = await engine.use('ed25519');
  const broken = () => {
    throw new RangeError('no random bytes');
  };
  await expect(async () => maker.generateKey(broken)).rejects.toThrow('no random bytes');
  expect(engine.describe().state).toBe('ready');
});

function flipMessage(value: unknown): unknown {
  return value instanceof Uint8Array && value.length === 4 ? corrupted(value) : value;
}
