/**
 * Key pairs in the keystore: the functions by themselves, and the keystore's methods that call them.
 *
 * @module
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/crypto/engine.ts';
import { AuthenticationError, InvalidKeyError } from '../../src/crypto/errors.ts';
import { createNodeEngine } from '../../src/crypto/host/node.ts';
import type { KeyPair, PrimitiveName, Primitives } from '../../src/crypto/primitives.ts';
import {
  generateKeyPair,
  type KeyPairKind,
  type SignatureScheme,
  type SignedContent,
  signContent,
  verifyContent,
} from '../../src/keystore/key-algorithm.ts';
import type { Keystore, MaterialReference, SealedKeyPair } from '../../src/keystore/keystore.ts';
import { isZero, openHouse, toolsOf } from './house.ts';

type Form = SignedContent['form'];

const RSA: KeyPairKind = { kind: 'rsa', modulusBits: 2048 };
const P256: KeyPairKind = { kind: 'ec', curve: 'P-256' };
const CONTENT = new Uint8Array(64).map((_, i) => i);

/** Every kind of scheme, with the forms that it signs of 64 bytes. */
const SCHEMES: readonly (readonly [string, KeyPairKind, SignatureScheme, readonly Form[]])[] = [
  ['RSA PKCS #1', RSA, { kind: 'rsa', scheme: { scheme: 'PKCS1', hash: 'SHA-512' } }, ['message', 'digest']],
  ['RSA PSS', RSA, { kind: 'rsa', scheme: { scheme: 'PSS', hash: 'SHA-512' } }, ['message', 'digest']],
  [
    'ECDSA',
    { kind: 'ec', curve: 'P-521' },
    { kind: 'ecdsa', curve: 'P-521', hash: 'SHA-512' },
    ['message', 'digest'],
  ],
  ['Ed25519', { kind: 'ed25519' }, { kind: 'eddsa', variant: 'Ed25519' }, ['message']],
  ['Ed25519ph', { kind: 'ed25519' }, { kind: 'eddsa', variant: 'Ed25519ph' }, ['message']],
  [
    'ML-DSA-44',
    { kind: 'mlDsa', parameterSet: 'ML-DSA-44' },
    { kind: 'mlDsa', parameterSet: 'ML-DSA-44' },
    ['message', 'mu'],
  ],
];

/** The making of RSA keys is the host's here: it takes its time, and is tested in its own room. */
async function makePair(kind: KeyPairKind): Promise<KeyPair> {
  return await generateKeyPair(
    kind.kind === 'rsa' ? toolsOf({ engine: createNodeEngine() }) : toolsOf(),
    kind,
  );
}

describe('a signature', () => {
  it.each(SCHEMES)('by %s is good for its own form of the content alone', async (_, kind, scheme, forms) => {
    const tools = toolsOf();
    const { privateKey, publicKey } = await makePair(kind);
    for (const form of forms) {
      const signature = await signContent(tools, privateKey, scheme, { form, bytes: CONTENT });
      const verify = (other: Form, bytes: Uint8Array): Promise<boolean> =>
        verifyContent(tools.engine, publicKey, scheme, { form: other, bytes }, signature);
      expect(await verify(form, CONTENT)).toBe(true);
      expect(await verify(form, new Uint8Array(64))).toBe(false);
      for (const other of forms) expect(await verify(other, CONTENT)).toBe(other === form);
    }
  });
});

describe('a key pair of the keystore', () => {
  let keystore: Keystore;
  let pair: SealedKeyPair;
  let key: MaterialReference;
  beforeAll(async () => {
    ({ keystore } = await openHouse());
    pair = await keystore.createKeyPair('me/pair', P256);
    key = { owner: 'me/pair', materialId: pair.materialId, backingKey: pair.sealed };
  });
  const scheme: SignatureScheme = { kind: 'ecdsa', curve: 'P-256', hash: 'SHA-256' };
  const content: SignedContent = { form: 'message', bytes: CONTENT };

  it('signs and verifies', async () => {
    const signature = await keystore.sign(key, scheme, content);
    expect(await keystore.verify(pair.publicKey, scheme, content, signature)).toBe(true);
    expect(await keystore.verify(pair.publicKey, scheme, content, signature.subarray(1))).toBe(false);
  });

  it('opens for its own owner alone', async () => {
    const stolen = { ...key, owner: 'you/pair' };
    await expect(keystore.sign(stolen, scheme, content)).rejects.toThrow(AuthenticationError);
    await expect(keystore.deriveSharedSecret(stolen, 'P-256', pair.publicKey)).rejects.toThrow(
      AuthenticationError,
    );
  });

  it('agrees with a pair that left the keystore, from both sides, and with no bad point', async () => {
    const other = await keystore.generateKeyPair(P256);
    const sealed = await keystore.sealBackingKey('me/other', other.privateKey);
    const otherKey = { owner: 'me/other', materialId: sealed.materialId, backingKey: sealed.sealed };
    const secret = await keystore.deriveSharedSecret(key, 'P-256', other.publicKey);
    expect(await keystore.deriveSharedSecret(otherKey, 'P-256', pair.publicKey)).toEqual(secret);
    const call = keystore.deriveSharedSecret(key, 'P-256', new Uint8Array(91));
    await expect(call).rejects.toThrow(InvalidKeyError);
  });

  it('has its private half wiped when it is sealed, and when sealing fails', async () => {
    const made: KeyPair[] = [];
    const tools = toolsOf();
    const engine = recordPairs(tools.engine, made);
    const house = await openHouse({ engine });
    await house.keystore.createKeyPair('me/pair', P256);
    // Half a character: no owner of that name can be written down.
    await expect(house.keystore.createKeyPair('\ud800', P256)).rejects.toThrow(RangeError);
    expect(made.map(({ privateKey }) => isZero(privateKey))).toEqual([true, true]);
    expect(made.map(({ publicKey }) => isZero(publicKey))).toEqual([false, false]);
  });
});

describe('an ML-KEM pair of the keystore', () => {
  it.each(['ML-KEM-512', 'ML-KEM-768', 'ML-KEM-1024'] as const)(
    'finds what was encapsulated to its public half: %s',
    async (parameterSet) => {
      const { keystore } = await openHouse();
      const kind = { kind: 'mlKem', parameterSet } as const;
      const { publicKey, materialId, sealed } = await keystore.createKeyPair('me/kem', kind);
      const key = { owner: 'me/kem', materialId, backingKey: sealed };
      const { sharedSecret, ciphertext } = await keystore.encapsulate(publicKey, parameterSet);
      expect(await keystore.decapsulate(key, parameterSet, ciphertext)).toEqual(sharedSecret);
      const short = keystore.decapsulate(key, parameterSet, ciphertext.subarray(1));
      await expect(short).rejects.toThrow(RangeError);
      const bad = keystore.encapsulate(publicKey.subarray(1), parameterSet);
      await expect(bad).rejects.toThrow(InvalidKeyError);
    },
  );
});

describe('an RSA pair of the keystore', () => {
  it('decrypts what was encrypted for its public half, and refuses the rest', async () => {
    const { keystore } = await openHouse();
    const { privateKey, publicKey } = await makePair(RSA);
    const { materialId, sealed } = await keystore.sealBackingKey('me/rsa', privateKey);
    const key = { owner: 'me/rsa', materialId, backingKey: sealed };
    const oaep = { hash: 'SHA-256' } as const;
    const ciphertext = await keystore.encryptOaep(publicKey, oaep, CONTENT);
    expect(await keystore.decryptOaep(key, oaep, ciphertext)).toEqual(CONTENT);
    for (const bad of [ciphertext.subarray(1), new Uint8Array(256)]) {
      await expect(keystore.decryptOaep(key, oaep, bad)).rejects.toThrow(AuthenticationError);
    }
    const long = keystore.encryptOaep(publicKey, oaep, new Uint8Array(191));
    await expect(long).rejects.toThrow(RangeError);
  });
});

describe('a MAC of the keystore', () => {
  it('verifies whole and unchanged alone, under its own key alone', async () => {
    const { keystore } = await openHouse();
    const keyOf = async (owner: string): Promise<MaterialReference> => {
      const { materialId, sealed } = await keystore.createBackingKey(owner, 28);
      return { owner, materialId, backingKey: sealed };
    };
    const key = await keyOf('me/mac');
    const mac = await keystore.mac(key, 'SHA-224', CONTENT);
    expect(mac).toHaveLength(28);
    expect(await keystore.verifyMac(key, 'SHA-224', CONTENT, mac)).toBe(true);
    expect(await keystore.verifyMac(key, 'SHA-224', CONTENT, mac.subarray(0, 27))).toBe(false);
    expect(await keystore.verifyMac(key, 'SHA-224', CONTENT.subarray(1), mac)).toBe(false);
    expect(await keystore.verifyMac(await keyOf('me/other'), 'SHA-224', CONTENT, mac)).toBe(false);
  });
});

/** The same engine, which remembers every EC pair that it makes: the very arrays. */
function recordPairs(engine: Engine, made: KeyPair[]): Engine {
  const use = async <N extends PrimitiveName>(name: N): Promise<Primitives[N]> => {
    const primitive = await engine.use(name);
    if (name !== 'ec') return primitive;
    const ec = primitive as Primitives['ec'];
    const generateKey: typeof ec.generateKey = async (curve, random) => {
      const pair = await ec.generateKey(curve, random);
      made.push(pair);
      return pair;
    };
    return { ...primitive, generateKey };
  };
  return {
    name: engine.name,
    get hasFailed() {
      return engine.hasFailed;
    },
    supports: (name) => engine.supports(name),
    selfTest: () => engine.selfTest(),
    describe: () => engine.describe(),
    use,
  };
}
