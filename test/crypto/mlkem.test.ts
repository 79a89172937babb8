import { createPrivateKey, decapsulate, encapsulate, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { concatBytes } from '../../src/bytes/concat.ts';
import { toHex } from '../../src/bytes/hex.ts';
import { decodePkcs8 } from '../../src/crypto/der/pkcs8.ts';
import { decodeSpki } from '../../src/crypto/der/spki.ts';
import { InvalidKeyError, UnsupportedAlgorithmError } from '../../src/crypto/errors.ts';
import { digestXof } from '../../src/crypto/hash.ts';
import { mlKem } from '../../src/crypto/mlkem.ts';
import { expandMlKemSeed } from '../../src/crypto/mlkem-expansion.ts';
import { encodeMlKemSecretKey, encodeMlKemSeed, mlKemLengths } from '../../src/crypto/mlkem-key.ts';
import type { MlKemParameterSet } from '../../src/crypto/primitives.ts';
import { seededRandom } from './random.ts';

const SETS: readonly MlKemParameterSet[] = ['ML-KEM-512', 'ML-KEM-768', 'ML-KEM-1024'];
const random = seededRandom('mlkem');

describe.each(SETS)('%s', (parameterSet) => {
  const lengths = mlKemLengths(parameterSet);
  const node = generateKeyPairSync(parameterSet.toLowerCase() as 'ml-kem-512');
  const spki = Uint8Array.from(node.publicKey.export({ format: 'der', type: 'spki' }));
  const pkcs8 = Uint8Array.from(node.privateKey.export({ format: 'der', type: 'pkcs8' }));

  test('secrets go both ways between node:crypto and here', async () => {
    const ours = await mlKem.encapsulate(parameterSet, spki, random);
    expect([ours.sharedSecret.length, ours.ciphertext.length]).toEqual([32, lengths.ciphertext]);
    expect(toHex(decapsulate(node.privateKey, ours.ciphertext))).toBe(toHex(ours.sharedSecret));
    const theirs = encapsulate(node.publicKey);
    const found = await mlKem.decapsulate(parameterSet, pkcs8, theirs.ciphertext);
    expect(toHex(found)).toBe(toHex(theirs.sharedKey));
  });

  test('a fresh secret is a fresh one, and m decides on all of it', async () => {
    const [one, other] = [
      await mlKem.encapsulate(parameterSet, spki, random),
      await mlKem.encapsulate(parameterSet, spki, random),
    ];
    expect(toHex(one.sharedSecret)).not.toBe(toHex(other.sharedSecret));
    const message = random(32);
    const given = await mlKem.encapsulateMessage(parameterSet, spki, message);
    expect(await mlKem.encapsulate(parameterSet, spki, () => message.slice())).toEqual(given);
  });

  test('m is wiped, and the caller of known answers keeps his own', async () => {
    let drawn = new Uint8Array(0);
    await mlKem.encapsulate(parameterSet, spki, (length) => {
      drawn = random(length);
      return drawn;
    });
    expect(drawn).toEqual(new Uint8Array(32));
    const message = random(32);
    const before = toHex(message);
    await mlKem.encapsulateMessage(parameterSet, spki, message);
    expect(toHex(message)).toBe(before);
  });

  test('results own their memory: no secret has neighbours in its buffer', async () => {
    const { sharedSecret, ciphertext } = await mlKem.encapsulate(parameterSet, spki, random);
    const found = await mlKem.decapsulate(parameterSet, pkcs8, ciphertext);
    for (const secret of [sharedSecret, found]) expect(secret.buffer.byteLength).toBe(32);
  });

  test('a generated private key is PKCS#8 with the seed alone, as long for every set; the seed is wiped', async () => {
    let drawn = new Uint8Array(0);
    const seed = random(64);
    const pair = await mlKem.generateKey(parameterSet, () => {
      drawn = seed.slice();
      return drawn;
    });
    // RFC 9935 §6: [0] IMPLICIT OCTET STRING of 64 bytes.
    expect(toHex(decodePkcs8(pair.privateKey).key)).toBe(`8040${toHex(seed)}`);
    expect(pair.privateKey.length).toBe(86);
    const { publicKey, secretKey } = expandMlKemSeed(parameterSet, seed);
    expect(toHex(decodeSpki(pair.publicKey).key)).toBe(toHex(publicKey));
    expect(drawn).toEqual(new Uint8Array(64));
    const { sharedSecret, ciphertext } = await mlKem.encapsulate(parameterSet, pair.publicKey, random);
    for (const privateKey of [pair.privateKey, encodeMlKemSecretKey(parameterSet, secretKey)]) {
      expect(await mlKem.decapsulate(parameterSet, privateKey, ciphertext)).toEqual(sharedSecret);
    }
  });

  test('implicit rejection: what is not for this key gives SHAKE256(z, ciphertext) (FIPS 203 algorithm 18)', async () => {
    const seed = random(64);
    const privateKey = encodeMlKemSeed(parameterSet, seed);
    const own = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
    const { publicKey } = await mlKem.generateKey(parameterSet, () => seed.slice());
    const { ciphertext } = await mlKem.encapsulate(parameterSet, publicKey, random);
    const flipped = (at: number) => ciphertext.map((octet, i) => (i === at ? octet ^ 1 : octet));
    const foreign = await mlKem.encapsulate(parameterSet, spki, random);
    for (const refused of [
      flipped(0),
      flipped(ciphertext.length >> 1),
      flipped(ciphertext.length - 1),
      new Uint8Array(ciphertext.length),
      new Uint8Array(ciphertext.length).fill(255),
      random(ciphertext.length),
      foreign.ciphertext,
    ]) {
      const secret = toHex(await mlKem.decapsulate(parameterSet, privateKey, refused));
      expect(secret).toBe(toHex(digestXof('SHAKE-256', concatBytes(seed.subarray(32), refused), 32)));
      expect(secret).toBe(toHex(decapsulate(own, refused)));
    }
  });

  test('a ciphertext of another length is misuse, whoever it is for', async () => {
    for (const length of [0, lengths.ciphertext - 1, lengths.ciphertext + 1]) {
      await expect(async () =>
        mlKem.decapsulate(parameterSet, pkcs8, new Uint8Array(length)),
      ).rejects.toThrow(RangeError);
    }
  });

  test("the caller's arrays are unchanged", async () => {
    const { ciphertext } = await mlKem.encapsulate(parameterSet, spki, random);
    const arrays = [spki, pkcs8, ciphertext];
    const before = arrays.map(toHex);
    await mlKem.encapsulate(parameterSet, spki, random);
    await mlKem.decapsulate(parameterSet, pkcs8, ciphertext);
    expect(arrays.map(toHex)).toEqual(before);
  });
});

test('misuse is told', async () => {
  const { publicKey, privateKey } = await mlKem.generateKey('ML-KEM-512', random);
  const text = 'text' as never;
  const bytes = new Uint8Array(768);
  await expect(async () => mlKem.generateKey('ML-KEM-99' as never, random)).rejects.toThrow(
    UnsupportedAlgorithmError,
  );
  await expect(async () => mlKem.encapsulateMessage('ML-KEM-512', publicKey, bytes)).rejects.toThrow(
    RangeError,
  );
  await expect(async () => mlKem.encapsulateMessage('ML-KEM-512', publicKey, text)).rejects.toThrow(
    TypeError,
  );
  await expect(async () => mlKem.encapsulate('ML-KEM-768', publicKey, random)).rejects.toThrow(
    InvalidKeyError,
  );
  await expect(async () => mlKem.encapsulate('ML-KEM-512', bytes, random)).rejects.toThrow(InvalidKeyError);
  await expect(async () => mlKem.decapsulate('ML-KEM-512', publicKey, bytes)).rejects.toThrow(
    InvalidKeyError,
  );
  await expect(async () => mlKem.decapsulate('ML-KEM-512', privateKey, text)).rejects.toThrow(TypeError);
});
