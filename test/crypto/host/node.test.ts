/** The host engine: exact where it answers, honest where it cannot, and silent about OpenSSL. */
import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { nodePrimitives } from '../../../src/crypto/host/node.ts';
import { portablePrimitives } from '../../../src/crypto/portable-primitives.ts';
import type { CurveName, Primitives, Random } from '../../../src/crypto/primitives.ts';
import { hostRandom } from '../../../src/crypto/random.ts';

const host = nodePrimitives() as Primitives;
const portable = portablePrimitives as Primitives;
const random = hostRandom();
const none = new Uint8Array();

async function refusalOf(call: () => unknown): Promise<{ name: string; message: string }> {
  try {
    await call();
  } catch (error) {
    const { name, message } = error as Error;
    return { name, message };
  }
  return { name: 'none', message: '' };
}

function counting(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => i & 255);
}

interface DerPair {
  readonly pkcs8: Uint8Array;
  readonly spki: Uint8Array;
}

function derPair({ privateKey, publicKey }: KeyPairKeyObjectResult): DerPair {
  return {
    pkcs8: new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' })),
    spki: new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })),
  };
}

const rsaPair = derPair(generateKeyPairSync('rsa', { modulusLength: 2048 }));
const ecPair = derPair(generateKeyPairSync('ec', { namedCurve: 'P-256' }));
const edPair = derPair(generateKeyPairSync('ed25519'));

/** Calls that both engines refuse, with the class that both give. */
const REFUSALS: readonly (readonly [title: string, name: string, (engine: Primitives) => unknown])[] = [
  ['a block of 15 bytes', 'RangeError', ({ aesBlock }) => aesBlock.encryptBlock(counting(16), counting(15))],
  ['a key of 20 bytes', 'RangeError', ({ aesGcm }) => aesGcm.seal(counting(20), counting(12), none, none)],
  ['a key that is text', 'TypeError', ({ aesGcm }) => aesGcm.seal('k' as never, counting(12), none, none)],
  ['an empty nonce', 'RangeError', ({ aesGcm }) => aesGcm.seal(counting(32), none, none, none)],
  [
    'a tag of 11 bytes',
    'RangeError',
    ({ aesGcm }) => aesGcm.seal(counting(32), counting(12), none, none, 11),
  ],
  [
    'less than a tag',
    'AuthenticationError',
    ({ aesGcm }) => aesGcm.open(counting(32), counting(12), none, none),
  ],
  [
    'a ciphertext of zeroes',
    'AuthenticationError',
    ({ aesGcm }) => aesGcm.open(counting(32), counting(12), new Uint8Array(40), none),
  ],
  ['to wrap 8 bytes', 'RangeError', ({ aesKeyWrap }) => aesKeyWrap.wrap(counting(32), counting(8))],
  ['to wrap 17 bytes', 'RangeError', ({ aesKeyWrap }) => aesKeyWrap.wrap(counting(32), counting(17))],
  ['to wrap nothing', 'RangeError', ({ aesKeyWrap }) => aesKeyWrap.wrapPadded(counting(32), none)],
  [
    'a wrapped key of zeroes',
    'AuthenticationError',
    ({ aesKeyWrap }) => aesKeyWrap.unwrap(counting(32), new Uint8Array(40)),
  ],
  [
    'a wrapped key of 16 bytes',
    'AuthenticationError',
    ({ aesKeyWrap }) => aesKeyWrap.unwrap(counting(32), new Uint8Array(16)),
  ],
  [
    'a padded one of zeroes',
    'AuthenticationError',
    ({ aesKeyWrap }) => aesKeyWrap.unwrapPadded(counting(32), new Uint8Array(16)),
  ],
  [
    'a padded one of 15 bytes',
    'AuthenticationError',
    ({ aesKeyWrap }) => aesKeyWrap.unwrapPadded(counting(32), new Uint8Array(15)),
  ],
  ['an unknown hash', 'UnsupportedAlgorithmError', ({ hash }) => hash.digest('MD5' as never, none)],
  [
    'a hash called constructor',
    'UnsupportedAlgorithmError',
    ({ hash }) => hash.digest('constructor' as never, none),
  ],
  ['a negative length', 'RangeError', ({ hash }) => hash.digestXof('SHAKE-128', none, -1)],
  ['a MAC of 3 bytes', 'RangeError', ({ hmac }) => hmac.mac('SHA-256', none, none, 3)],
  ['a MAC of 33 bytes', 'RangeError', ({ hmac }) => hmac.mac('SHA-256', none, none, 33)],
  ['too long an HKDF', 'RangeError', ({ hkdf }) => hkdf.derive('SHA-256', none, none, none, 255 * 32 + 1)],
  ['an HKDF of nothing', 'RangeError', ({ hkdf }) => hkdf.derive('SHA-256', none, none, none, 0)],
  ...[
    { counterBits: 12 },
    { counterLocation: 5 },
    { length: 0 },
    { length: 255 * 32 + 1 },
    { counterLocation: -1 },
  ].map((change): (typeof REFUSALS)[number] => [
    `a KBKDF with ${JSON.stringify(change)}`,
    'RangeError',
    ({ kbkdf }) => kbkdf.derive({ ...KBKDF, ...change } as never),
  ]),
];

const KBKDF = {
  hash: 'SHA-256',
  key: counting(32),
  fixedInput: counting(4),
  counterBits: 8,
  counterLocation: 'before',
  length: 32,
} as const;

describe('what the host refuses', () => {
  it.each(REFUSALS)('refuses %s with %s, as the portable engine does', async (_, name, call) => {
    expect((await refusalOf(() => call(host))).name).toBe(name);
    expect((await refusalOf(() => call(portable))).name).toBe(name);
  });

  it('refuses keys that are malformed, cut, of another algorithm or of another curve', async () => {
    const scheme = { scheme: 'PKCS1', hash: 'SHA-256' } as const;
    const calls = [
      () => host.rsa.sign(none, scheme, none, random),
      () => host.rsa.sign(ecPair.pkcs8, scheme, none, random),
      () => host.rsa.sign(rsaPair.pkcs8.subarray(0, 600), scheme, none, random),
      () => host.rsa.verify(ecPair.spki, scheme, none, none),
      () => host.ec.sign('P-384', ecPair.pkcs8, 'SHA-256', none, { random }),
      () => host.ec.verify('P-384', ecPair.spki, 'SHA-256', none, none),
      () => host.ec.verify('P-256', Uint8Array.of(...ecPair.spki, 0), 'SHA-256', none, none),
      () => host.ec.deriveSharedSecret('P-256', ecPair.pkcs8, edPair.spki),
      () => host.ed25519.sign('Ed25519', ecPair.pkcs8, none),
      () => host.ed25519.verify('Ed25519', rsaPair.spki, none, none),
    ];
    for (const call of calls) expect((await refusalOf(call)).name, String(call)).toBe('InvalidKeyError');
  });

  it('refuses points that are not on the curve', async () => {
    const spki = new Uint8Array(ecPair.spki);
    spki[spki.length - 1] ^= 1;
    const verify = () => host.ec.verify('P-256', spki, 'SHA-256', none, none);
    expect((await refusalOf(verify)).name).toBe('InvalidKeyError');
    const derive = () => host.ec.deriveSharedSecret('P-256', ecPair.pkcs8, spki);
    expect((await refusalOf(derive)).name).toBe('InvalidKeyError');
  });

  it('says nothing of OpenSSL', async () => {
    for (const [, , call] of REFUSALS) {
      expect((await refusalOf(() => call(host))).message).not.toMatch(
        /openssl|routines|unsupported state|error:/i,
      );
    }
  });

  it('answers false to a signature of any wrong kind', async () => {
    const message = counting(3);
    const signature = await host.ec.sign('P-256', ecPair.pkcs8, 'SHA-256', message, { random });
    const wrong = [none, counting(64), signature.subarray(1), Uint8Array.of(...signature, 0)];
    for (const bad of wrong) {
      expect(await host.ec.verify('P-256', ecPair.spki, 'SHA-256', message, bad)).toBe(false);
      expect(await host.ec.verify('P-256', ecPair.spki, 'SHA-256', message, bad, 'p1363')).toBe(false);
      expect(await host.ed25519.verify('Ed25519', edPair.spki, message, bad)).toBe(false);
      const scheme = { scheme: 'PSS', hash: 'SHA-256' } as const;
      expect(await host.rsa.verify(rsaPair.spki, scheme, message, bad)).toBe(false);
    }
    expect(await host.ec.verify('P-256', ecPair.spki, 'SHA-256', message, signature)).toBe(true);
  });
});

/** What the host cannot do with these parameters, so that another engine is asked. */
const UNSUPPORTED: readonly (readonly [string, () => unknown])[] = [
  ['a nonce of 129 bytes', () => host.aesGcm.seal(counting(32), counting(129), none, none)],
  ['a deterministic ECDSA signature', () => host.ec.sign('P-256', ecPair.pkcs8, 'SHA-256', none)],
  [
    'to sign a digest by ECDSA',
    () => host.ec.signDigest('P-256', ecPair.pkcs8, 'SHA-256', counting(32), { random }),
  ],
  [
    'to verify a digest by ECDSA',
    () => host.ec.verifyDigest('P-256', ecPair.spki, 'SHA-256', counting(32), none),
  ],
  ['Ed25519ph', () => host.ed25519.sign('Ed25519ph', edPair.pkcs8, none)],
  ['to verify Ed25519ph', () => host.ed25519.verify('Ed25519ph', edPair.spki, none, none)],
];

describe('what the host does not do', () => {
  it.each(UNSUPPORTED)('leaves %s to another engine', async (_, call) => {
    expect((await refusalOf(call)).name).toBe('UnsupportedAlgorithmError');
  });
});

describe('what the host gives', () => {
  it.each([1, 12, 16, 128])('is the portable GCM with a nonce of %i bytes', async (length) => {
    const [key, nonce, text] = [counting(32), counting(length), counting(100)];
    const sealed = await host.aesGcm.seal(key, nonce, text, counting(7), 13);
    expect(toHex(sealed)).toBe(toHex(await portable.aesGcm.seal(key, nonce, text, counting(7), 13)));
    expect(toHex(await host.aesGcm.open(key, nonce, sealed, counting(7), 13))).toBe(toHex(text));
  });

  it.each(['P-256', 'P-384', 'P-521', 'secp256k1'] satisfies CurveName[])(
    'is a key pair on %s that signs, verifies and agrees',
    async (curve) => {
      const [ours, theirs] = [
        await host.ec.generateKey(curve, random),
        await host.ec.generateKey(curve, random),
      ];
      const signature = await host.ec.sign(curve, ours.privateKey, 'SHA3-256', counting(9), { random });
      expect(await host.ec.verify(curve, ours.publicKey, 'SHA3-256', counting(9), signature)).toBe(true);
      expect(await host.ec.verify(curve, theirs.publicKey, 'SHA3-256', counting(9), signature)).toBe(false);
      const secret = await host.ec.deriveSharedSecret(curve, ours.privateKey, theirs.publicKey);
      const other = await host.ec.deriveSharedSecret(curve, theirs.privateKey, ours.publicKey);
      expect(toHex(secret)).toBe(toHex(other));
    },
  );

  it('is one Ed25519 key pair for one seed', async () => {
    const seed: Random = (length) => new Uint8Array(length).fill(7);
    const [first, second] = [await host.ed25519.generateKey(seed), await host.ed25519.generateKey(seed)];
    expect(toHex(first.publicKey)).toBe(toHex(second.publicKey));
    const signature = await host.ed25519.sign('Ed25519', first.privateKey, counting(5));
    expect(await host.ed25519.verify('Ed25519', first.publicKey, counting(5), signature)).toBe(true);
  });

  it('is an RSA key pair of the size asked for, and of no other', async () => {
    const pair = await host.rsa.generateKey(2048, random);
    const scheme = { scheme: 'PSS', hash: 'SHA-384', mgfHash: 'SHA-256', saltLength: 0 } as const;
    const signature = await host.rsa.sign(pair.privateKey, scheme, counting(3), random);
    expect(signature.length).toBe(256);
    expect(await host.rsa.verify(pair.publicKey, scheme, counting(3), signature)).toBe(true);
    expect((await refusalOf(() => host.rsa.generateKey(1024 as never, random))).name).toBe('RangeError');
  });
});
