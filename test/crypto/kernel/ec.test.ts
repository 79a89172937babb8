/** ECDSA and ECDH of the kernel: all that the portable engine's must do, the same answers, and nothing left behind. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../../src/bytes/concat.ts';
import { toHex } from '../../../src/bytes/hex.ts';
import { ec as portable } from '../../../src/crypto/ec/ec.ts';
import { encodeEcPrivateKey, readEcPrivateKey } from '../../../src/crypto/ec/key.ts';
import { InvalidKeyError, UnsupportedAlgorithmError } from '../../../src/crypto/errors.ts';
import { HASH_NAMES } from '../../../src/crypto/hash.ts';
import { kernelEc, lateKernelEc } from '../../../src/crypto/kernel/ec.ts';
import type { CurveName } from '../../../src/crypto/primitives.ts';
import { bytesFromInteger, integerFromBytes, publicPowerVartime } from '../../../src/crypto/rsa/integer.ts';
import { ecSuite } from '../ec/ec-suite.ts';
import { CURVES, nodeEcPair, ORDER_LENGTHS, ORDERS } from '../ec/keys.ts';
import { seededRandom } from '../random.ts';
import { isClean, ownEc } from './ec-own.ts';

ecSuite(lateKernelEc);

const MESSAGE = new Uint8Array([1, 2, 3]);

/** Scalars at the ends, and those whose windows and last steps are special. */
function edgeScalars(curve: CurveName): readonly bigint[] {
  const n = ORDERS[curve];
  const small = [1n, 2n, 3n, 15n, 16n, 17n, 31n, 32n, 33n, 63n, 64n, 65n];
  const powers = [100n, 128n, 200n, 251n, 252n, 255n].map((bits) => 1n << bits);
  const ends = [...small, 18n].map((k) => n - k);
  return [...small, ...powers, ...powers.map((k) => k - 1n), ...ends, n >> 1n, (n >> 1n) + 1n];
}

/** Scalars of secp256k1 one of whose halves is small, zero or negative. */
function splitScalars(n: bigint): readonly bigint[] {
  const lambda = 0x5363ad4cc05c30e0a5261c028812645a122e22ea20816678df02967c1b23bd72n;
  const halves = [0n, 1n, 2n, 31n, 32n, 33n, (1n << 126n) + 1n].flatMap((half) => [half, -half]);
  return halves.flatMap((first) => halves.map((second) => (((first + second * lambda) % n) + n) % n));
}

function inverse(value: bigint, prime: bigint): bigint {
  return publicPowerVartime(value, prime - 2n, prime);
}

/** The scalar of a private key that the kernel has encoded. */
function openScalar(curve: CurveName, pkcs8: Uint8Array): Uint8Array {
  return readEcPrivateKey(curve, pkcs8).scalar;
}

describe.each(CURVES)('%s in the kernel', (curve) => {
  const { ec } = ownEc();
  const length = ORDER_LENGTHS[curve];

  it('multiplies by edge scalars as node:crypto does, by the comb and without one', () => {
    const peer = nodeEcPair(curve);
    for (const scalar of edgeScalars(curve).filter((k) => k < ORDERS[curve])) {
      const pkcs8 = encodeEcPrivateKey(curve, bytesFromInteger(scalar, length));
      const theirs = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
      const spki = Uint8Array.from(createPublicKey(theirs).export({ format: 'der', type: 'spki' }));
      expect(ec.verify(curve, spki, 'SHA-256', MESSAGE, ec.sign(curve, pkcs8, 'SHA-256', MESSAGE))).toBe(
        true,
      );
      const [first, second] = [
        ec.deriveSharedSecret(curve, pkcs8, peer.spki),
        ec.deriveSharedSecret(curve, peer.pkcs8, spki),
      ];
      expect({ scalar, secret: toHex(first) }).toEqual({ scalar, secret: toHex(second) });
    }
  });

  it('signs as the portable engine does with every hash, byte for byte, hedged or not', async () => {
    const { pkcs8 } = nodeEcPair(curve);
    for (const hash of HASH_NAMES) {
      for (const seed of ['a', 'b']) {
        const options = seed === 'a' ? {} : { random: seededRandom(seed) };
        const again = seed === 'a' ? {} : { random: seededRandom(seed) };
        const ours = ec.sign(curve, pkcs8, hash, MESSAGE, options);
        expect(toHex(ours)).toBe(toHex(await portable.sign(curve, pkcs8, hash, MESSAGE, again)));
      }
    }
  });

  it('generates the keys that the portable engine generates from the same draws', async () => {
    const ours = ec.generateKey(curve, seededRandom(curve));
    const theirs = await portable.generateKey(curve, seededRandom(curve));
    expect([ours.privateKey, ours.publicKey].map(toHex)).toEqual(
      [theirs.privateKey, theirs.publicKey].map(toHex),
    );
  });

  it('hashes messages of every length around its blocks and parts', async () => {
    const { pkcs8 } = nodeEcPair(curve);
    for (const hash of ['SHA-256', 'SHA-384', 'SHA-512'] as const) {
      for (const size of [0, 55, 56, 64, 111, 112, 128, 65_535, 65_536, 65_537, 200_000]) {
        const message = new Uint8Array(size).fill(size);
        const ours = ec.sign(curve, pkcs8, hash, message);
        expect(toHex(ours)).toBe(toHex(await portable.sign(curve, pkcs8, hash, message)));
      }
    }
  });

  it('finds the public half of a private key, and refuses what is none', () => {
    const { pkcs8, spki } = nodeEcPair(curve);
    expect(toHex(ec.publicKeyOf(curve, pkcs8))).toBe(toHex(spki));
    const zero = encodeEcPrivateKey(curve, new Uint8Array(length));
    expect(() => ec.publicKeyOf(curve, zero)).toThrow(InvalidKeyError);
  });

  it('verifies the same with a comb and without, and refuses the same', () => {
    const own = ownEc();
    const { pkcs8, spki } = nodeEcPair(curve);
    for (let i = 0; i < 24; i++) {
      const message = new Uint8Array([i]);
      const signature = own.ec.sign(curve, pkcs8, 'SHA-256', message, { encoding: 'p1363' });
      expect(own.ec.verify(curve, spki, 'SHA-256', message, signature, 'p1363')).toBe(true);
      signature[i] = (signature[i] as number) ^ 1;
      expect(own.ec.verify(curve, spki, 'SHA-256', message, signature, 'p1363')).toBe(false);
    }
  });

  it('verifies whatever key and generator are multiplied by, with keys never seen before', () => {
    const n = ORDERS[curve];
    const random = seededRandom(`factors ${curve}`);
    // The digest of P-521 is too short for every factor.
    const generatorFactors =
      curve === 'P-521' ? [0n] : [0n, 1n, n - 1n, integerFromBytes(random(length)) % n];
    const factors = [...edgeScalars(curve), ...(curve === 'secp256k1' ? splitScalars(n) : [])];
    for (const [i, keyFactor] of factors.filter((k) => k > 0n && k < n).entries()) {
      const { privateKey, publicKey } = ec.generateKey(curve, random);
      const scalar = integerFromBytes(openScalar(curve, privateKey));
      const generatorFactor = generatorFactors[i % generatorFactors.length] as bigint;
      const sum = (generatorFactor + keyFactor * scalar) % n;
      const x = ec
        .publicKeyOf(curve, encodeEcPrivateKey(curve, bytesFromInteger(sum, length)))
        .slice(-2 * length);
      const r = integerFromBytes(x.subarray(0, length)) % n;
      const s = (r * inverse(keyFactor, n)) % n;
      const digest = bytesFromInteger((generatorFactor * s) % n, curve === 'P-521' ? 64 : length);
      const signature = concatBytes(bytesFromInteger(r, length), bytesFromInteger(s, length));
      const hash = ({ 32: 'SHA-256', 48: 'SHA-384', 64: 'SHA-512' } as const)[digest.length as 32 | 48 | 64];
      const verify = (): boolean => ec.verifyDigest(curve, publicKey, hash, digest, signature, 'p1363');
      expect({ keyFactor, generatorFactor, is: verify() }).toEqual({ keyFactor, generatorFactor, is: true });
      digest[digest.length - 1] = (digest[digest.length - 1] as number) ^ 1;
      expect(verify()).toBe(false);
    }
  });

  it('verifies a digest of zero, whose factor of the generator is zero', () => {
    const own = ownEc();
    const { pkcs8, spki } = nodeEcPair(curve);
    const digest = new Uint8Array(32);
    const signature = own.ec.signDigest(curve, pkcs8, 'SHA-256', digest);
    for (let i = 0; i < 12; i++) {
      expect(own.ec.verifyDigest(curve, spki, 'SHA-256', digest, signature)).toBe(true);
    }
  });

  it('leaves zeros after success and after every refusal', () => {
    const own = ownEc();
    const { pkcs8, spki } = nodeEcPair(curve);
    const zero = encodeEcPrivateKey(curve, new Uint8Array(length));
    const order = encodeEcPrivateKey(curve, bytesFromInteger(ORDERS[curve], length));
    const bad = [zero, order].flatMap((key) => [
      () => own.ec.sign(curve, key, 'SHA-256', MESSAGE),
      () => own.ec.sign(curve, key, 'SHA3-256', MESSAGE),
      () => own.ec.deriveSharedSecret(curve, key, spki),
      () => own.ec.publicKeyOf(curve, key),
    ]);
    const off = Uint8Array.from(spki);
    off[off.length - 1] = (off[off.length - 1] as number) ^ 1;
    bad.push(() => own.ec.deriveSharedSecret(curve, pkcs8, off));
    for (const act of bad) {
      expect(act).toThrow(InvalidKeyError);
      expect(isClean(own)).toBe(true);
    }
    own.ec.generateKey(curve, seededRandom('clean'));
    own.ec.publicKeyOf(curve, pkcs8);
    expect(isClean(own)).toBe(true);
    for (const hash of ['SHA-256', 'SHA-512', 'SHA3-512'] as const) {
      const signature = own.ec.sign(curve, pkcs8, hash, MESSAGE, { random: seededRandom('clean') });
      expect(isClean(own)).toBe(true);
      for (let i = 0; i < 10; i++) own.ec.verify(curve, spki, hash, MESSAGE, signature);
      expect(isClean(own)).toBe(true);
      own.ec.verify(curve, spki, hash, MESSAGE, new Uint8Array(signature.length));
      expect(isClean(own)).toBe(true);
    }
    own.ec.deriveSharedSecret(curve, pkcs8, spki);
    own.ec.deriveSharedSecret(curve, pkcs8, nodeEcPair(curve).spki);
    expect(isClean(own)).toBe(true);
  });
});

it('a source that gives too few bytes is refused', () => {
  const { ec } = ownEc();
  const { pkcs8 } = nodeEcPair('P-256');
  const random = () => new Uint8Array(16);
  expect(() => ec.generateKey('P-256', random)).toThrow(RangeError);
  expect(() => ec.sign('P-256', pkcs8, 'SHA-256', MESSAGE, { random })).toThrow(RangeError);
});

describe('the instance of this process', () => {
  it('is one', () => {
    expect(kernelEc()).toBe(kernelEc());
  });

  it('knows no other curves', () => {
    expect(() => kernelEc().generateKey('P-224' as 'P-256', seededRandom('x'))).toThrow(
      UnsupportedAlgorithmError,
    );
  });
});
