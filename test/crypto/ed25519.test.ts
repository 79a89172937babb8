import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes } from '../../src/bytes/concat.ts';
import { fromHex, toHex } from '../../src/bytes/hex.ts';
import { toUtf8 } from '../../src/bytes/utf8.ts';
import { encodeDer, octets } from '../../src/crypto/der/element.ts';
import { decodePkcs8, encodePkcs8 } from '../../src/crypto/der/pkcs8.ts';
import { decodeSpki, encodeSpki } from '../../src/crypto/der/spki.ts';
import {
  decodeEd25519PrivateKey,
  decodeEd25519PublicKey,
  ed25519,
  ed25519PublicKeyOf,
  encodeEd25519PrivateKey,
  encodeEd25519PublicKey,
} from '../../src/crypto/ed25519.ts';
import { InvalidKeyError } from '../../src/crypto/errors.ts';
import type { EdVariant } from '../../src/crypto/primitives.ts';
import { attack } from './mutation.ts';
import { seededRandom } from './random.ts';

const SEED = 8032;
const random = seededRandom('ed25519');
const MESSAGE = toUtf8('a message');
/** The order of the base point. RFC 8032 §5.1 */
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

interface Vector {
  readonly alg: EdVariant;
  readonly privateKey: string;
  readonly publicKey: string;
  readonly message: string;
  readonly signature: string;
}

function nodePair() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const spki = Uint8Array.from(publicKey.export({ format: 'der', type: 'spki' }));
  const pkcs8 = Uint8Array.from(privateKey.export({ format: 'der', type: 'pkcs8' }));
  return { publicKey, privateKey, spki, pkcs8 };
}
const PAIR = nodePair();

describe('RFC 8032 §7.1 and §7.3', () => {
  const url = new URL('../../vectors/rfc/rfc8032.json', import.meta.url);
  const { groups } = JSON.parse(readFileSync(url, 'utf8')) as {
    groups: readonly { readonly alg: EdVariant; readonly tests: readonly Vector[] }[];
  };
  const vectors = groups.flatMap(({ alg, tests }) => tests.map((vector) => ({ ...vector, alg })));
  test.each(vectors)('$alg of the message "$message"', async (vector) => {
    const { alg, privateKey, publicKey, message, signature } = vector;
    const pkcs8 = encodeEd25519PrivateKey(fromHex(privateKey));
    const spki = encodeEd25519PublicKey(fromHex(publicKey));
    expect(toHex(ed25519PublicKeyOf(fromHex(privateKey)))).toBe(publicKey);
    expect(toHex(await ed25519.sign(alg, pkcs8, fromHex(message)))).toBe(signature);
    expect(await ed25519.verify(alg, spki, fromHex(message), fromHex(signature))).toBe(true);
    const other = alg === 'Ed25519' ? 'Ed25519ph' : 'Ed25519';
    expect(await ed25519.verify(other, spki, fromHex(message), fromHex(signature))).toBe(false);
  });
});

describe('node:crypto', () => {
  test('signs what verifies here, and verifies what is signed here: 40 random messages', async () => {
    const property = fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (message) => {
      const theirs = sign(null, message, PAIR.privateKey);
      expect(toHex(await ed25519.sign('Ed25519', PAIR.pkcs8, message))).toBe(toHex(theirs));
      expect(await ed25519.verify('Ed25519', PAIR.spki, message, theirs)).toBe(true);
    });
    await fc.assert(property, { seed: SEED, numRuns: 40 });
  });

  test('reads generated pairs', async () => {
    const pair = await ed25519.generateKey(random);
    const publicKey = createPublicKey({ key: Buffer.from(pair.publicKey), format: 'der', type: 'spki' });
    expect(verify(null, MESSAGE, publicKey, await ed25519.sign('Ed25519', pair.privateKey, MESSAGE))).toBe(
      true,
    );
  });

  test('writes keys that re-encode to the same bytes', () => {
    expect(toHex(encodeEd25519PrivateKey(decodeEd25519PrivateKey(PAIR.pkcs8).seed))).toBe(toHex(PAIR.pkcs8));
    expect(toHex(encodeEd25519PublicKey(decodeEd25519PublicKey(PAIR.spki)))).toBe(toHex(PAIR.spki));
  });
});

test('the drawn seed is the key, and is wiped', async () => {
  let drawn = new Uint8Array(0);
  const pair = await ed25519.generateKey((length) => {
    drawn = new Uint8Array(length).fill(7);
    return drawn;
  });
  expect(decodeEd25519PrivateKey(pair.privateKey).seed).toEqual(new Uint8Array(32).fill(7));
  expect(drawn).toEqual(new Uint8Array(32));
});

describe('verification answers false and never throws', async () => {
  const good = await ed25519.sign('Ed25519', PAIR.pkcs8, MESSAGE);
  const [r, s] = [good.subarray(0, 32), good.subarray(32)];
  const bad: Readonly<Record<string, Uint8Array>> = {
    nothing: new Uint8Array(0),
    'one byte': new Uint8Array(1),
    zeros: new Uint8Array(64),
    ones: new Uint8Array(64).fill(255),
    'random bytes': random(64),
    'cut short': good.subarray(0, 63),
    'a byte behind': concatBytes(good, Uint8Array.of(0)),
    twice: concatBytes(good, good),
    'S of zero': concatBytes(r, new Uint8Array(32)),
    'S raised by the order (§5.1.7 step 1)': concatBytes(r, littleEndian(fromLittleEndian(s) + L)),
    'S of the order': concatBytes(r, littleEndian(L)),
    'S of 2^256 - 1': concatBytes(r, new Uint8Array(32).fill(255)),
    'R that is no point': concatBytes(littleEndian(2n), s),
    'R with a y of p + 1, which is 1 written twice': concatBytes(littleEndian(2n ** 255n - 18n), s),
    'R with the sign of -0': concatBytes(littleEndian(1n + 2n ** 255n), s),
    'R of another message': concatBytes(
      (await ed25519.sign('Ed25519', PAIR.pkcs8, Uint8Array.of(1))).subarray(0, 32),
      s,
    ),
    'another message': sign(null, Uint8Array.of(9), PAIR.privateKey),
    'another key': sign(null, MESSAGE, nodePair().privateKey),
  };
  test.each(Object.entries(bad))('%s', async (_what, signature) => {
    for (const variant of ['Ed25519', 'Ed25519ph'] as const) {
      expect(await ed25519.verify(variant, PAIR.spki, MESSAGE, signature)).toBe(false);
    }
  });

  test('any flipped bit', async () => {
    for (let bit = 0; bit < 512; bit += 5) {
      const flipped = Uint8Array.from(good);
      flipped[bit >> 3] ^= 1 << (bit & 7);
      expect(await ed25519.verify('Ed25519', PAIR.spki, MESSAGE, flipped)).toBe(false);
    }
  });
});

describe('a public key', () => {
  // The eight points of small order, as RFC 7748 §6.1 and ed25519's cofactor of 8 leave them; canonical encodings.
  const smallOrder = [
    '0100000000000000000000000000000000000000000000000000000000000000',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0000000000000000000000000000000000000000000000000000000000000080',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  ];
  test.each(smallOrder)('of small order signs nothing, and is refused at import: %s', async (key) => {
    const spki = encodeEd25519PublicKey(fromHex(key));
    // By the equation with the cofactor alone, this signature would hold for every message.
    const signature = concatBytes(fromHex(smallOrder[0]), new Uint8Array(32));
    expect(await ed25519.verify('Ed25519', spki, MESSAGE, signature)).toBe(false);
    expect(() => decodeEd25519PublicKey(spki)).toThrow(
      new InvalidKeyError('the Ed25519 public key has a small order'),
    );
  });

  const noPoint = {
    'that is no point': littleEndian(2n),
    'with a y of p': littleEndian(2n ** 255n - 19n),
    'with a y of p + 1': littleEndian(2n ** 255n - 18n),
    'with a y of 2^255 - 1': littleEndian(2n ** 255n - 1n),
    'with an x of -0': littleEndian(1n + 2n ** 255n),
    'of all ones': new Uint8Array(32).fill(255),
  };
  test.each(Object.entries(noPoint))('%s is refused', async (_what, key) => {
    const spki = encodeEd25519PublicKey(key);
    const refusal = new InvalidKeyError('the Ed25519 public key is not a point');
    await expect(async () => ed25519.verify('Ed25519', spki, MESSAGE, new Uint8Array(64))).rejects.toThrow(
      refusal,
    );
    await expect(async () => ed25519.verify('Ed25519', spki, MESSAGE, new Uint8Array(9))).rejects.toThrow(
      refusal,
    );
    expect(() => decodeEd25519PublicKey(spki)).toThrow(refusal);
  });

  test.each([
    ['31 bytes', encodeSpki('Ed25519', new Uint8Array(31))],
    ['33 bytes', encodeSpki('Ed25519', concatBytes(decodeSpki(PAIR.spki).key, Uint8Array.of(0)))],
    ['nothing', encodeSpki('Ed25519', new Uint8Array(0))],
    ['another algorithm', encodeSpki('P-256', decodeSpki(PAIR.spki).key)],
    ['a private key', PAIR.pkcs8],
    ['no encoding', decodeSpki(PAIR.spki).key],
  ])('of %s is refused', (_what, spki) => {
    expect(() => decodeEd25519PublicKey(spki)).toThrow(InvalidKeyError);
  });
});

describe('a private key', () => {
  const { seed } = decodeEd25519PrivateKey(PAIR.pkcs8);
  const withKey = (key: Uint8Array) => encodePkcs8({ algorithm: 'Ed25519', key });
  test.each([
    ['31 bytes', withKey(encodeDer(octets(seed.subarray(1))))],
    ['33 bytes', withKey(encodeDer(octets(concatBytes(seed, Uint8Array.of(0)))))],
    ['nothing', withKey(encodeDer(octets(new Uint8Array(0))))],
    ['no inner OCTET STRING (RFC 8410 §7)', withKey(seed)],
    ['something behind its seed', withKey(concatBytes(encodeDer(octets(seed)), Uint8Array.of(0)))],
    ['two OCTET STRINGs', withKey(encodeDer(octets(octets(seed))))],
    ['another algorithm', encodePkcs8({ ...decodePkcs8(PAIR.pkcs8), algorithm: 'ML-DSA-44' })],
    ['a public key', PAIR.spki],
    ['no encoding', seed],
  ])('of %s is refused', async (_what, pkcs8) => {
    await expect(async () => ed25519.sign('Ed25519', pkcs8, MESSAGE)).rejects.toThrow(InvalidKeyError);
  });

  test('may have its public key beside it', () => {
    const publicKey = decodeSpki(PAIR.spki).key;
    const pkcs8 = encodePkcs8({ ...decodePkcs8(PAIR.pkcs8), publicKey });
    expect(toHex(decodeEd25519PrivateKey(pkcs8).publicKey ?? new Uint8Array())).toBe(toHex(publicKey));
  });
});

test('raw keys of another length, and a variant that there is none of, are misuse', async () => {
  expect(() => encodeEd25519PrivateKey(new Uint8Array(31))).toThrow(RangeError);
  expect(() => encodeEd25519PublicKey(new Uint8Array(33))).toThrow(RangeError);
  await expect(async () => ed25519.sign('Ed448' as never, PAIR.pkcs8, MESSAGE)).rejects.toThrow(TypeError);
  await expect(async () => ed25519.sign('Ed25519', PAIR.pkcs8, 'm' as never)).rejects.toThrow(TypeError);
  await expect(async () => ed25519.verify('Ed25519', PAIR.spki, MESSAGE, 's' as never)).rejects.toThrow(
    TypeError,
  );
});

test('3,000 mutated keys are refused as documented or re-encode to themselves', () => {
  const decoder = {
    name: 'Ed25519 public key',
    seeds: [PAIR.spki],
    roundTrip: (input: Uint8Array) => encodeEd25519PublicKey(decodeEd25519PublicKey(input)),
    refusals: ['InvalidKeyError'],
  };
  expect(attack(decoder, 3000, 10).refused).toBeGreaterThan(1000);
});

test("the caller's arrays are unchanged", async () => {
  const signature = await ed25519.sign('Ed25519ph', PAIR.pkcs8, MESSAGE);
  const arrays = [PAIR.pkcs8, PAIR.spki, MESSAGE, signature];
  const before = arrays.map(toHex);
  await ed25519.verify('Ed25519ph', PAIR.spki, MESSAGE, signature);
  await ed25519.sign('Ed25519', PAIR.pkcs8, MESSAGE);
  expect(arrays.map(toHex)).toEqual(before);
});

function littleEndian(value: bigint): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: 32 }, (_octet, i) => Number((value >> BigInt(8 * i)) & 255n));
}

function fromLittleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, octet) => value * 256n + BigInt(octet), 0n);
}
