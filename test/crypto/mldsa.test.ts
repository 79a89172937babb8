import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { concatBytes } from '../../src/bytes/concat.ts';
import { toHex } from '../../src/bytes/hex.ts';
import { toUtf8 } from '../../src/bytes/utf8.ts';
import { decodeSpki } from '../../src/crypto/der/spki.ts';
import { InvalidKeyError, UnsupportedAlgorithmError } from '../../src/crypto/errors.ts';
import { mlDsa } from '../../src/crypto/mldsa.ts';
import { encodeMlDsaSecretKey, encodeMlDsaSeed, expandMlDsaSeed } from '../../src/crypto/mldsa-key.ts';
import type { MlDsaParameterSet } from '../../src/crypto/primitives.ts';
import { seededRandom } from './random.ts';

const SETS: readonly MlDsaParameterSet[] = ['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'];
/** FIPS 204 table 2: a signature, and the challenge hash in front of it. */
const SIGNATURE_LENGTHS = { 'ML-DSA-44': 2420, 'ML-DSA-65': 3309, 'ML-DSA-87': 4627 };
const MESSAGE = toUtf8('a message');
const random = seededRandom('mldsa');

function shake256(length: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const shake = createHash('shake256', { outputLength: length });
  for (const part of parts) shake.update(part);
  return Uint8Array.from(shake.digest());
}

/** FIPS 204 algorithms 2 and 7: the representative of a message, by the definition. */
function muOf(spki: Uint8Array, message: Uint8Array, context: Uint8Array = new Uint8Array(0)): Uint8Array {
  const tr = shake256(64, decodeSpki(spki).key);
  return shake256(64, tr, Uint8Array.of(0, context.length), context, message);
}

describe.each(SETS)('%s', (parameterSet) => {
  const { publicKey, privateKey } = generateKeyPairSync(parameterSet.toLowerCase() as 'ml-dsa-44');
  const spki = Uint8Array.from(publicKey.export({ format: 'der', type: 'spki' }));
  const pkcs8 = Uint8Array.from(privateKey.export({ format: 'der', type: 'pkcs8' }));

  test('signatures go both ways between node:crypto and here', async () => {
    for (const message of [MESSAGE, new Uint8Array(0), random(5000)]) {
      const ours = await mlDsa.sign(parameterSet, pkcs8, message);
      expect(ours.length).toBe(SIGNATURE_LENGTHS[parameterSet]);
      expect(verify(null, message, publicKey, ours)).toBe(true);
      const theirs = sign(null, message, privateKey);
      expect(await mlDsa.verify(parameterSet, spki, message, theirs)).toBe(true);
    }
  });

  test('signing is deterministic without randomness, hedged with it', async () => {
    const once = await mlDsa.sign(parameterSet, pkcs8, MESSAGE);
    expect(await mlDsa.sign(parameterSet, pkcs8, MESSAGE)).toEqual(once);
    // FIPS 204 algorithm 2: the deterministic variant is the hedged one with 32 zeros.
    const zeros = (length: number) => new Uint8Array(length);
    expect(await mlDsa.sign(parameterSet, pkcs8, MESSAGE, { random: zeros })).toEqual(once);
    const hedged = await mlDsa.sign(parameterSet, pkcs8, MESSAGE, { random });
    expect(hedged).not.toEqual(once);
    expect(await mlDsa.verify(parameterSet, spki, MESSAGE, hedged)).toBe(true);
  });

  test('the context is signed with the message, up to 255 bytes', async () => {
    const context = random(255);
    const signature = await mlDsa.sign(parameterSet, pkcs8, MESSAGE, { context });
    expect(await mlDsa.verify(parameterSet, spki, MESSAGE, signature, context)).toBe(true);
    expect(await mlDsa.verify(parameterSet, spki, MESSAGE, signature)).toBe(false);
    expect(await mlDsa.verify(parameterSet, spki, MESSAGE, signature, context.subarray(1))).toBe(false);
    // Context and message are told apart by a length, not joined.
    const moved = concatBytes(context.subarray(254), MESSAGE);
    expect(await mlDsa.verify(parameterSet, spki, moved, signature, context.subarray(0, 254))).toBe(false);
    const long = new Uint8Array(256);
    await expect(async () => mlDsa.sign(parameterSet, pkcs8, MESSAGE, { context: long })).rejects.toThrow(
      RangeError,
    );
    await expect(async () => mlDsa.verify(parameterSet, spki, MESSAGE, signature, long)).rejects.toThrow(
      RangeError,
    );
  });

  test('a signature over an external mu is one over its message, and the other way', async () => {
    const context = toUtf8('context');
    const mu = muOf(spki, MESSAGE, context);
    const signature = await mlDsa.signMu(parameterSet, pkcs8, mu);
    expect(signature).toEqual(await mlDsa.sign(parameterSet, pkcs8, MESSAGE, { context }));
    expect(await mlDsa.verifyMu(parameterSet, spki, mu, signature)).toBe(true);
    expect(await mlDsa.verifyMu(parameterSet, spki, muOf(spki, MESSAGE), signature)).toBe(false);
    expect(await mlDsa.signMu(parameterSet, pkcs8, mu, { random })).not.toEqual(signature);
    for (const length of [0, 32, 63, 65]) {
      const wrong = new Uint8Array(length);
      await expect(async () => mlDsa.signMu(parameterSet, pkcs8, wrong)).rejects.toThrow(RangeError);
      await expect(async () => mlDsa.verifyMu(parameterSet, spki, wrong, signature)).rejects.toThrow(
        RangeError,
      );
    }
    await expect(async () => mlDsa.signMu(parameterSet, pkcs8, mu, { context })).rejects.toThrow(RangeError);
  });

  test('a generated key is the key of the drawn seed, which is wiped', async () => {
    let drawn = new Uint8Array(0);
    const pair = await mlDsa.generateKey(parameterSet, (length) => {
      drawn = new Uint8Array(length).fill(9);
      return drawn;
    });
    const seed = new Uint8Array(32).fill(9);
    expect(toHex(pair.privateKey)).toBe(toHex(encodeMlDsaSeed(parameterSet, seed)));
    const { publicKey: raw, secretKey } = expandMlDsaSeed(parameterSet, seed);
    expect(toHex(decodeSpki(pair.publicKey).key)).toBe(toHex(raw));
    expect(drawn).toEqual(new Uint8Array(32));
    const expanded = encodeMlDsaSecretKey(parameterSet, secretKey);
    expect(await mlDsa.sign(parameterSet, expanded, MESSAGE)).toEqual(
      await mlDsa.sign(parameterSet, pair.privateKey, MESSAGE),
    );
  });

  test('SPKI has the key at offset 22, the BIT STRING at 17', async () => {
    const pair = await mlDsa.generateKey(parameterSet, random);
    expect([pair.publicKey[17], pair.publicKey.length - 22]).toEqual([
      0x03,
      decodeSpki(pair.publicKey).key.length,
    ]);
  });

  describe('verification answers false and never throws', async () => {
    const good = await mlDsa.sign(parameterSet, pkcs8, MESSAGE);
    const length = good.length;
    const withOctet = (at: number, octet: number) => good.map((old, i) => (i === at ? octet : old));
    // FIPS 204 §4: omega hint positions and k counts at the end.
    const k = { 'ML-DSA-44': 4, 'ML-DSA-65': 6, 'ML-DSA-87': 8 }[parameterSet];
    const bad: Readonly<Record<string, Uint8Array>> = {
      nothing: new Uint8Array(0),
      zeros: new Uint8Array(length),
      ones: new Uint8Array(length).fill(255),
      'random bytes': random(length),
      'cut short': good.subarray(1),
      'a byte behind': concatBytes(good, Uint8Array.of(0)),
      'a challenge hash with a flipped bit': withOctet(0, good[0] ^ 1),
      'a response with a flipped bit': withOctet(1000, good[1000] ^ 4),
      // FIPS 204 algorithm 21 steps 4, 9 and 16: the three ways in which a hint is malformed.
      'a hint count above omega': withOctet(length - 1, 255),
      'hint counts that fall': withOctet(length - k, good[length - 1] + 1),
      'hint positions that do not rise': good.map((old, i) =>
        i === length - k - omegaOf(k) + 1 ? good[i - 1] : old,
      ),
      'a hint position behind the last': withOctet(length - k - 1, 1),
      'another message': sign(null, Uint8Array.of(1), privateKey),
    };
    test.each(Object.entries(bad))('%s', async (_what, signature) => {
      expect(await mlDsa.verify(parameterSet, spki, MESSAGE, signature)).toBe(false);
      expect(await mlDsa.verifyMu(parameterSet, spki, muOf(spki, MESSAGE), signature)).toBe(false);
    });

    test('one flipped bit anywhere', async () => {
      for (let at = 0; at < length; at += 97) {
        expect([at, await mlDsa.verify(parameterSet, spki, MESSAGE, withOctet(at, good[at] ^ 16))]).toEqual([
          at,
          false,
        ]);
      }
    });

    test('another key', async () => {
      const other = await mlDsa.generateKey(parameterSet, random);
      expect(await mlDsa.verify(parameterSet, other.publicKey, MESSAGE, good)).toBe(false);
    });
  });

  test("the caller's arrays are unchanged", async () => {
    const context = random(3);
    const mu = muOf(spki, MESSAGE);
    const signature = await mlDsa.sign(parameterSet, pkcs8, MESSAGE, { context });
    const arrays = [spki, pkcs8, MESSAGE, context, mu, signature];
    const before = arrays.map(toHex);
    await mlDsa.verify(parameterSet, spki, MESSAGE, signature, context);
    await mlDsa.signMu(parameterSet, pkcs8, mu);
    await mlDsa.sign(parameterSet, pkcs8, MESSAGE, { context, random });
    expect(arrays.map(toHex)).toEqual(before);
  });
});

function omegaOf(k: number): number {
  return { 4: 80, 6: 55, 8: 75 }[k] ?? 0;
}

test('misuse is told', async () => {
  const { publicKey, privateKey } = await mlDsa.generateKey('ML-DSA-44', random);
  const text = 'text' as never;
  await expect(async () => mlDsa.generateKey('ML-DSA-99' as never, random)).rejects.toThrow(
    UnsupportedAlgorithmError,
  );
  await expect(async () => mlDsa.sign('ML-DSA-44', privateKey, text)).rejects.toThrow(TypeError);
  await expect(async () => mlDsa.verify('ML-DSA-44', publicKey, MESSAGE, text)).rejects.toThrow(TypeError);
  await expect(async () => mlDsa.sign('ML-DSA-65', privateKey, MESSAGE)).rejects.toThrow(InvalidKeyError);
  await expect(async () => mlDsa.verify('ML-DSA-87', publicKey, MESSAGE, MESSAGE)).rejects.toThrow(
    InvalidKeyError,
  );
});
