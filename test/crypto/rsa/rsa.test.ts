import { constants, createHash, privateDecrypt, publicEncrypt, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import {
  AuthenticationError,
  InvalidKeyError,
  UnsupportedAlgorithmError,
} from '../../../src/crypto/errors.ts';
import { HASH_NAMES, OUTPUT_LENGTHS } from '../../../src/crypto/hash.ts';
import type { Bytes, HashName, OaepScheme, RsaSignatureScheme } from '../../../src/crypto/primitives.ts';
import { bytesFromInteger, integerFromBytes } from '../../../src/crypto/rsa/integer.ts';
import { createRsa, rsa } from '../../../src/crypto/rsa/rsa.ts';
import { seededRandom } from '../random.ts';
import { nodeRsaPair, numbersOf } from './keys.ts';

const SEED = 186_5;
const random = seededRandom('rsa');
const PAIR = nodeRsaPair(2048);
const MESSAGE = random(100);
const FOR_VECTORS = createRsa({ minimumModulusBits: 1024, minimumExponent: 3n });

const NODE_NAMES: Readonly<Record<HashName, string>> = {
  'SHA-1': 'sha1',
  'SHA-224': 'sha224',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
  'SHA-512/224': 'sha512-224',
  'SHA-512/256': 'sha512-256',
  'SHA3-224': 'sha3-224',
  'SHA3-256': 'sha3-256',
  'SHA3-384': 'sha3-384',
  'SHA3-512': 'sha3-512',
};
const pkcs1 = (hash: HashName): RsaSignatureScheme => ({ scheme: 'PKCS1', hash });
const pss = (hash: HashName, saltLength?: number): RsaSignatureScheme => ({
  scheme: 'PSS',
  hash,
  saltLength,
});
const nodePss = (saltLength: number) => ({ padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });

describe.each(HASH_NAMES)('with %s', (hash) => {
  const name = NODE_NAMES[hash];

  test('PKCS #1 v1.5 signatures are those of node:crypto', async () => {
    const signature = await rsa.sign(PAIR.pkcs8, pkcs1(hash), MESSAGE, random);
    expect(toHex(signature)).toBe(toHex(sign(name, MESSAGE, PAIR.privateKey)));
    expect(await rsa.verify(PAIR.spki, pkcs1(hash), MESSAGE, signature)).toBe(true);
  });

  test('PSS signatures go both ways', async () => {
    const saltLength = OUTPUT_LENGTHS[hash];
    const ours = await rsa.sign(PAIR.pkcs8, pss(hash), MESSAGE, random);
    expect(verify(name, MESSAGE, { key: PAIR.publicKey, ...nodePss(saltLength) }, ours)).toBe(true);
    const theirs = sign(name, MESSAGE, { key: PAIR.privateKey, ...nodePss(saltLength) });
    expect(await rsa.verify(PAIR.spki, pss(hash), MESSAGE, theirs)).toBe(true);
  });

  test('OAEP goes both ways, with a label', async () => {
    const oaepLabel = Buffer.from('label');
    const options = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: name, oaepLabel };
    const scheme: OaepScheme = { hash, label: oaepLabel };
    const ours = await rsa.encrypt(PAIR.spki, scheme, MESSAGE, random);
    expect(privateDecrypt({ key: PAIR.privateKey, ...options }, ours)).toEqual(Buffer.from(MESSAGE));
    const theirs = publicEncrypt({ key: PAIR.publicKey, ...options }, MESSAGE);
    expect(await rsa.decrypt(PAIR.pkcs8, scheme, theirs, random)).toEqual(MESSAGE);
  });

  test('a digest is signed and verified as its message is', async () => {
    const digest = createHash(name).update(MESSAGE).digest();
    const signature = await rsa.signDigest(PAIR.pkcs8, pkcs1(hash), digest, random);
    expect(await rsa.verify(PAIR.spki, pkcs1(hash), MESSAGE, signature)).toBe(true);
    expect(await rsa.verifyDigest(PAIR.spki, pkcs1(hash), digest, signature)).toBe(true);
  });
});

describe('differential to node:crypto', () => {
  test('20 random messages, salts and moduli sign, verify, encrypt and decrypt alike', async () => {
    const pairs = [1024, 1025, 1031, 2048, 2050, 3072].map((bits) => nodeRsaPair(bits));
    const arbitrary = fc.record({
      pair: fc.constantFrom(...pairs),
      hash: fc.constantFrom<HashName>('SHA-1', 'SHA-256', 'SHA-384'),
      saltLength: fc.integer({ min: 0, max: 60 }),
      message: fc.uint8Array({ maxLength: 60 }),
    });
    const property = fc.asyncProperty(arbitrary, async ({ pair, hash, saltLength, message }) => {
      const name = NODE_NAMES[hash];
      const options = nodePss(saltLength);
      const ours = await FOR_VECTORS.sign(pair.pkcs8, pss(hash, saltLength), message, random);
      expect(verify(name, message, { key: pair.publicKey, ...options }, ours)).toBe(true);
      const theirs = sign(name, message, { key: pair.privateKey, ...options });
      expect(await rsa.verify(pair.spki, pss(hash, saltLength), message, theirs)).toBe(true);
      const short = message.subarray(0, 20);
      const sealed = await FOR_VECTORS.encrypt(pair.spki, { hash }, short, random);
      const opened = privateDecrypt({ key: pair.privateKey, oaepHash: name }, sealed);
      expect(toHex(opened)).toBe(toHex(short));
    });
    await fc.assert(property, { seed: SEED, numRuns: 20 });
  });
});

describe('the hashes of OAEP and PSS are chosen apart', () => {
  test('what has one MGF hash does not open with another', async () => {
    const mixed: OaepScheme = { hash: 'SHA-1', mgfHash: 'SHA-256' };
    const sealed = await rsa.encrypt(PAIR.spki, mixed, MESSAGE, random);
    expect(await rsa.decrypt(PAIR.pkcs8, mixed, sealed, random)).toEqual(MESSAGE);
    await expect(async () => rsa.decrypt(PAIR.pkcs8, { hash: 'SHA-1' }, sealed, random)).rejects.toThrow(
      AuthenticationError,
    );
  });

  test('nor verify', async () => {
    const mixed: RsaSignatureScheme = { scheme: 'PSS', hash: 'SHA-256', mgfHash: 'SHA-1', saltLength: 9 };
    const signature = await rsa.sign(PAIR.pkcs8, mixed, MESSAGE, random);
    expect(await rsa.verify(PAIR.spki, mixed, MESSAGE, signature)).toBe(true);
    expect(await rsa.verify(PAIR.spki, { ...mixed, mgfHash: 'SHA-256' }, MESSAGE, signature)).toBe(false);
  });
});

describe('verification answers false and never throws', () => {
  const { n } = numbersOf(PAIR);
  const good = sign('sha256', MESSAGE, PAIR.privateKey);
  const bad: Readonly<Record<string, Uint8Array>> = {
    nothing: new Uint8Array(0),
    'one byte': new Uint8Array(1),
    zeros: new Uint8Array(256),
    ones: new Uint8Array(256).fill(0xff),
    'the number one': bytesFromInteger(1n, 256),
    'the modulus': bytesFromInteger(n, 256),
    'the modulus less one': bytesFromInteger(n - 1n, 256),
    'a signature cut short': good.subarray(0, 255),
    'a signature with a zero in front': Uint8Array.of(0, ...good),
    'a signature with a zero behind': Uint8Array.of(...good, 0),
    'a signature with the modulus added': addTo(good, n),
    'a signature of another message': sign('sha256', Buffer.from('other'), PAIR.privateKey),
    'a signature by another hash': sign('sha384', MESSAGE, PAIR.privateKey),
    'a signature by another key': sign('sha256', MESSAGE, nodeRsaPair(2048).privateKey),
    '10,000 bytes': new Uint8Array(10_000).fill(1),
    'random bytes': random(256),
  };
  for (const scheme of [pkcs1('SHA-256'), pss('SHA-256')]) {
    test.each(Object.entries(bad))(`${scheme.scheme}: %s`, async (_what, signature) => {
      expect(await rsa.verify(PAIR.spki, scheme, MESSAGE, signature)).toBe(false);
    });
  }

  test('of a PKCS #1 v1.5 signature by PSS, and the other way', async () => {
    expect(await rsa.verify(PAIR.spki, pss('SHA-256'), MESSAGE, good)).toBe(false);
    const theirs = sign('sha256', MESSAGE, { key: PAIR.privateKey, ...nodePss(32) });
    expect(await rsa.verify(PAIR.spki, pkcs1('SHA-256'), MESSAGE, theirs)).toBe(false);
  });

  test('of encodings that parsers have taken: forgeries of the padding', async () => {
    const digest = createHash('sha256').update(MESSAGE).digest();
    const info = Buffer.concat([Buffer.from('3031300d060960864801650304020105000420', 'hex'), digest]);
    const withoutNull = Buffer.concat([
      Buffer.from('302f300b0609608648016503040201', 'hex'),
      Buffer.from('0420', 'hex'),
      digest,
    ]);
    const forged = [
      // Garbage behind the digest (Bleichenbacher 2006), and in front of it.
      padded(8, Buffer.concat([info, Buffer.alloc(256 - 3 - 8 - info.length)])),
      padded(
        256 - 3 - info.length,
        Buffer.concat([info.subarray(0, -1), Buffer.of(info[info.length - 1] ^ 1)]),
      ),
      // No NULL, block type 02, a padding octet that is not ff, no padding.
      padded(256 - 3 - withoutNull.length, withoutNull),
      padded(256 - 3 - info.length, info, (encoded) => encoded.fill(2, 1, 2)),
      padded(256 - 3 - info.length, info, (encoded) => encoded.fill(0xfe, 9, 10)),
      padded(256 - 3 - info.length, info, (encoded) => encoded.fill(1, 0, 1)),
      Buffer.concat([Buffer.alloc(256 - info.length - 1), Buffer.of(0), info]),
    ];
    const { d } = numbersOf(PAIR);
    const { powerVartime } = await import('../../../src/crypto/rsa/integer.ts');
    for (const encoded of forged) {
      const signature = powerVartime(integerFromBytes(encoded), bytesFromInteger(d, 256), n);
      expect(await rsa.verify(PAIR.spki, pkcs1('SHA-256'), MESSAGE, bytesFromInteger(signature, 256))).toBe(
        false,
      );
    }
  });

  test('each of 256 bits flipped', async () => {
    for (let bit = 0; bit < 2048; bit += 8) {
      const flipped = Uint8Array.from(good);
      flipped[bit >> 3] ^= 1 << ((bit >> 3) & 7);
      expect(await rsa.verify(PAIR.spki, pkcs1('SHA-256'), MESSAGE, flipped)).toBe(false);
    }
  });
});

describe('decryption has one error', async () => {
  const { n } = numbersOf(PAIR);
  const scheme: OaepScheme = { hash: 'SHA-256' };
  const good = await rsa.encrypt(PAIR.spki, scheme, MESSAGE, random);
  const bad: Readonly<Record<string, Uint8Array>> = {
    nothing: new Uint8Array(0),
    'a byte too few': good.subarray(1),
    'a byte too many': Uint8Array.of(0, ...good),
    zeros: new Uint8Array(256),
    'the number one': bytesFromInteger(1n, 256),
    'the modulus': bytesFromInteger(n, 256),
    ones: new Uint8Array(256).fill(0xff),
    'a ciphertext with the modulus added': addTo(good, n),
    'random bytes': random(256).map((octet, i) => (i === 0 ? octet & 0x3f : octet)),
    'a flipped bit': good.map((octet, i) => (i === 128 ? octet ^ 4 : octet)),
    'another label': await rsa.encrypt(PAIR.spki, { ...scheme, label: MESSAGE }, MESSAGE, random),
    'another hash': await rsa.encrypt(PAIR.spki, { hash: 'SHA-1' }, MESSAGE, random),
    'PKCS #1 v1.5 padding': publicEncrypt(
      { key: PAIR.publicKey, padding: constants.RSA_PKCS1_PADDING },
      MESSAGE,
    ),
  };
  test.each(Object.entries(bad))('%s', async (_what, ciphertext) => {
    const decrypt = async (): Promise<Bytes> => rsa.decrypt(PAIR.pkcs8, scheme, ciphertext, random);
    await expect(decrypt()).rejects.toThrow(new AuthenticationError());
  });
});

describe('misuse', () => {
  test('a plaintext too long is refused with the length that fits', async () => {
    const long = async () => rsa.encrypt(PAIR.spki, { hash: 'SHA-256' }, new Uint8Array(191), random);
    await expect(long()).rejects.toThrow(new RangeError('"plaintext" expected 190 bytes or fewer, got 191'));
    await expect(
      (async () => rsa.encrypt(PAIR.spki, { hash: 'SHA-256' }, new Uint8Array(190), random))(),
    ).resolves.toHaveLength(256);
  });

  test('a digest of another length, a salt that does not fit, a hash that there is none of', async () => {
    const digest = new Uint8Array(31);
    await expect(async () => rsa.signDigest(PAIR.pkcs8, pkcs1('SHA-256'), digest, random)).rejects.toThrow(
      RangeError,
    );
    await expect(async () => rsa.verifyDigest(PAIR.spki, pss('SHA-256'), digest, digest)).rejects.toThrow(
      RangeError,
    );
    await expect(async () => rsa.sign(PAIR.pkcs8, pss('SHA-256', 223), MESSAGE, random)).rejects.toThrow(
      RangeError,
    );
    await expect(async () => rsa.sign(PAIR.pkcs8, pss('SHA-256', -1), MESSAGE, random)).rejects.toThrow(
      RangeError,
    );
    const unknown = { scheme: 'PKCS1', hash: 'MD5' } as never;
    await expect(async () => rsa.sign(PAIR.pkcs8, unknown, MESSAGE, random)).rejects.toThrow(
      UnsupportedAlgorithmError,
    );
  });

  test('a scheme that is neither', async () => {
    const scheme = { scheme: 'X931', hash: 'SHA-256' } as never;
    await expect(async () => rsa.sign(PAIR.pkcs8, scheme, MESSAGE, random)).rejects.toThrow(TypeError);
    await expect(async () => rsa.verify(PAIR.spki, scheme, MESSAGE, MESSAGE)).rejects.toThrow(TypeError);
  });

  test('what is not bytes', async () => {
    const text = 'text' as never;
    await expect(async () => rsa.sign(text, pkcs1('SHA-256'), MESSAGE, random)).rejects.toThrow(TypeError);
    await expect(async () => rsa.sign(PAIR.pkcs8, pkcs1('SHA-256'), text, random)).rejects.toThrow(TypeError);
    await expect(async () => rsa.verify(PAIR.spki, pkcs1('SHA-256'), MESSAGE, text)).rejects.toThrow(
      TypeError,
    );
    await expect(async () => rsa.decrypt(PAIR.pkcs8, { hash: 'SHA-256' }, text, random)).rejects.toThrow(
      TypeError,
    );
  });

  test('a private key in place of a public one, and the other way', async () => {
    await expect(async () => rsa.sign(PAIR.spki, pkcs1('SHA-256'), MESSAGE, random)).rejects.toThrow(
      InvalidKeyError,
    );
    await expect(async () => rsa.verify(PAIR.pkcs8, pkcs1('SHA-256'), MESSAGE, MESSAGE)).rejects.toThrow(
      InvalidKeyError,
    );
  });

  test('keys of 1024 bits verify, and do nothing else but for vectors', async () => {
    const small = nodeRsaPair(1024);
    const signature = sign('sha1', MESSAGE, small.privateKey);
    expect(await rsa.verify(small.spki, pkcs1('SHA-1'), MESSAGE, signature)).toBe(true);
    await expect(async () => rsa.sign(small.pkcs8, pkcs1('SHA-1'), MESSAGE, random)).rejects.toThrow(
      InvalidKeyError,
    );
    await expect(async () => rsa.encrypt(small.spki, { hash: 'SHA-1' }, MESSAGE, random)).rejects.toThrow(
      InvalidKeyError,
    );
    const ours = await FOR_VECTORS.sign(small.pkcs8, pkcs1('SHA-1'), MESSAGE, random);
    expect(toHex(ours)).toBe(toHex(signature));
  });
});

test("the caller's arrays are unchanged", async () => {
  const scheme: OaepScheme = { hash: 'SHA-256', label: random(8) };
  const ciphertext = await rsa.encrypt(PAIR.spki, scheme, MESSAGE, random);
  const signature = await rsa.sign(PAIR.pkcs8, pss('SHA-256'), MESSAGE, random);
  const arrays = [PAIR.pkcs8, PAIR.spki, MESSAGE, ciphertext, signature, scheme.label as Uint8Array];
  const before = arrays.map(toHex);
  await rsa.decrypt(PAIR.pkcs8, scheme, ciphertext, random);
  await rsa.verify(PAIR.spki, pss('SHA-256'), MESSAGE, signature);
  await rsa.sign(PAIR.pkcs8, pss('SHA-256'), MESSAGE, random);
  await rsa.encrypt(PAIR.spki, scheme, MESSAGE, random);
  expect(arrays.map(toHex)).toEqual(before);
});

function addTo(octets: Uint8Array, n: bigint): Uint8Array {
  const sum = integerFromBytes(octets) + n;
  return bytesFromInteger(sum, sum >> 2048n === 0n ? 256 : 257);
}

/** 00 01 ff … ff 00 ‖ rest, with so many ff. */
function padded(count: number, rest: Uint8Array, change: (encoded: Buffer) => unknown = () => {}): Buffer {
  const encoded = Buffer.concat([Buffer.of(0, 1), Buffer.alloc(count, 0xff), Buffer.of(0), rest]);
  change(encoded);
  return encoded;
}
