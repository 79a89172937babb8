/** What ECDSA and ECDH must do, whoever computes: run over the portable engine's and the kernel's. */
import { createHash, createPublicKey, diffieHellman, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes } from '../../../src/bytes/concat.ts';
import { fromHex, toHex } from '../../../src/bytes/hex.ts';
import { toUtf8 } from '../../../src/bytes/utf8.ts';
import { encodeEcdsaSignature } from '../../../src/crypto/der/ecdsa-signature.ts';
import { decodeSpki } from '../../../src/crypto/der/spki.ts';
import { decodeEcPrivateKey, encodeEcPrivateKey, encodeEcPublicKey } from '../../../src/crypto/ec/key.ts';
import { InvalidKeyError, UnsupportedAlgorithmError } from '../../../src/crypto/errors.ts';
import { HASH_NAMES } from '../../../src/crypto/hash.ts';
import type { CurveName, Ec, HashName } from '../../../src/crypto/primitives.ts';
import { bytesFromInteger, integerFromBytes } from '../../../src/crypto/rsa/integer.ts';
import { seededRandom } from '../random.ts';
import { CURVES, nodeEcPair, ORDER_LENGTHS, ORDERS } from './keys.ts';

interface Vector {
  readonly curve: CurveName;
  readonly hash: HashName;
  readonly privateKey: string;
  readonly publicKey: string;
  readonly tests: readonly { readonly message: string; readonly signature: string }[];
}

export function ecSuite(ec: Ec): void {
  const SEED = 6979;
  const random = seededRandom('ec');
  const MESSAGE = toUtf8('a message');
  const P1363 = { encoding: 'p1363' } as const;
  const nodeName = (hash: HashName) => hash.toLowerCase().replace('sha-', 'sha').replace('/', '-');

  describe('RFC 6979 A.2', () => {
    const url = new URL('../../../vectors/rfc/rfc6979.json', import.meta.url);
    const { groups } = JSON.parse(readFileSync(url, 'utf8')) as { groups: readonly Vector[] };
    test.each(groups.flatMap((group) => group.tests.map((vector) => ({ ...group, ...vector }))))(
      '$curve with $hash signs $message',
      async ({ curve, hash, privateKey, publicKey, message, signature }) => {
        const pkcs8 = encodeEcPrivateKey(curve, fromHex(privateKey));
        expect(toHex(await ec.sign(curve, pkcs8, hash, fromHex(message), P1363))).toBe(signature);
        const spki = encodeEcPublicKey(curve, fromHex(publicKey));
        expect(await ec.verify(curve, spki, hash, fromHex(message), fromHex(signature), 'p1363')).toBe(true);
      },
    );
  });

  describe.each(CURVES)('%s', (curve) => {
    const pair = nodeEcPair(curve);
    const length = ORDER_LENGTHS[curve];

    test.each(HASH_NAMES)('signs and verifies both ways with %s', async (hash) => {
      const ours = await ec.sign(curve, pair.pkcs8, hash, MESSAGE);
      expect(verify(nodeName(hash), MESSAGE, pair.publicKey, ours)).toBe(true);
      const theirs = sign(nodeName(hash), MESSAGE, pair.privateKey);
      expect(await ec.verify(curve, pair.spki, hash, MESSAGE, theirs)).toBe(true);
      const compact = await ec.sign(curve, pair.pkcs8, hash, MESSAGE, P1363);
      expect(compact.length).toBe(2 * length);
      const key = { key: pair.publicKey, dsaEncoding: 'ieee-p1363' } as const;
      expect(verify(nodeName(hash), MESSAGE, key, compact)).toBe(true);
    });

    test('a digest is signed as its message is', async () => {
      const digest = createHash('sha384').update(MESSAGE).digest();
      const signature = await ec.signDigest(curve, pair.pkcs8, 'SHA-384', digest);
      expect(toHex(signature)).toBe(toHex(await ec.sign(curve, pair.pkcs8, 'SHA-384', MESSAGE)));
      expect(await ec.verifyDigest(curve, pair.spki, 'SHA-384', digest, signature)).toBe(true);
    });

    test('generates pairs that node:crypto reads, and that belong together', async () => {
      const made = await ec.generateKey(curve, random);
      const publicKey = createPublicKey({ key: Buffer.from(made.publicKey), format: 'der', type: 'spki' });
      const signature = await ec.sign(curve, made.privateKey, 'SHA-256', MESSAGE);
      expect(verify('sha256', MESSAGE, publicKey, signature)).toBe(true);
      const { point } = decodeEcPrivateKey(curve, made.privateKey);
      expect(toHex(point ?? new Uint8Array())).toBe(toHex(decodeSpki(made.publicKey).key));
    });

    test('a generated scalar is the drawn number modulo n - 1, plus 1 (FIPS 186-5 A.2.1), and the draw is wiped', async () => {
      let drawn = new Uint8Array(0);
      let seed = 0n;
      const made = await ec.generateKey(curve, (count) => {
        drawn = random(count);
        seed = integerFromBytes(drawn);
        return drawn;
      });
      expect(8 * drawn.length).toBeGreaterThanOrEqual(ORDERS[curve].toString(2).length + 64);
      const { scalar } = decodeEcPrivateKey(curve, made.privateKey);
      expect(integerFromBytes(scalar)).toBe((seed % (ORDERS[curve] - 1n)) + 1n);
      expect(drawn.every((octet) => octet === 0)).toBe(true);
    });

    test('signatures are the same each time, and another each time when hedged (RFC 6979 §3.6)', async () => {
      const once = await ec.sign(curve, pair.pkcs8, 'SHA-256', MESSAGE);
      expect(await ec.sign(curve, pair.pkcs8, 'SHA-256', MESSAGE)).toEqual(once);
      const hedged = [];
      for (let i = 0; i < 3; i++)
        hedged.push(await ec.sign(curve, pair.pkcs8, 'SHA-256', MESSAGE, { random }));
      expect(new Set([once, ...hedged].map(toHex)).size).toBe(4);
      for (const signature of hedged) {
        expect(await ec.verify(curve, pair.spki, 'SHA-256', MESSAGE, signature)).toBe(true);
      }
    });

    test('high s is made and taken: half of all signatures have it', async () => {
      let high = 0;
      for (let i = 0; i < 24; i++) {
        const message = Uint8Array.of(i);
        const compact = await ec.sign(curve, pair.pkcs8, 'SHA-256', message, P1363);
        const s = integerFromBytes(compact.subarray(length));
        if (s > ORDERS[curve] / 2n) high++;
        const other = concatBytes(compact.subarray(0, length), bytesFromInteger(ORDERS[curve] - s, length));
        expect(await ec.verify(curve, pair.spki, 'SHA-256', message, other, 'p1363')).toBe(true);
      }
      expect(high).toBeGreaterThan(2);
      expect(high).toBeLessThan(22);
    });

    test('derives the secret that node:crypto derives, by compressed points too', async () => {
      for (let i = 0; i < 3; i++) {
        const peer = nodeEcPair(curve);
        const expected = diffieHellman({ privateKey: pair.privateKey, publicKey: peer.publicKey });
        const secret = await ec.deriveSharedSecret(curve, pair.pkcs8, peer.spki);
        expect(secret.length).toBe(length);
        expect(toHex(secret)).toBe(expected.toString('hex'));
        expect(toHex(await ec.deriveSharedSecret(curve, peer.pkcs8, pair.spki))).toBe(
          expected.toString('hex'),
        );
        const point = decodeSpki(peer.spki).key;
        const prefix = Uint8Array.of(2 | (point[point.length - 1] & 1));
        const compressed = encodeEcPublicKey(curve, concatBytes(prefix, point.subarray(1, 1 + length)));
        expect(toHex(await ec.deriveSharedSecret(curve, pair.pkcs8, compressed))).toBe(
          expected.toString('hex'),
        );
      }
    });

    test('a peer that is not on the curve is refused: no small subgroups, no other curves', async () => {
      const point = Uint8Array.from(decodeSpki(pair.spki).key);
      point[2 * length] ^= 1;
      const off = encodeEcPublicKey(curve, point);
      await expect(async () => ec.deriveSharedSecret(curve, pair.pkcs8, off)).rejects.toThrow(
        InvalidKeyError,
      );
      const infinity = encodeEcPublicKey(curve, Uint8Array.of(0));
      await expect(async () => ec.deriveSharedSecret(curve, pair.pkcs8, infinity)).rejects.toThrow(
        InvalidKeyError,
      );
      const other = nodeEcPair(curve === 'P-384' ? 'P-256' : 'P-384');
      await expect(async () => ec.deriveSharedSecret(curve, pair.pkcs8, other.spki)).rejects.toThrow(
        InvalidKeyError,
      );
    });

    describe('verification answers false and never throws', () => {
      const n = ORDERS[curve];
      const good = sign('sha256', MESSAGE, pair.privateKey);
      const numbers = (r: bigint, s: bigint, width = length + 1) =>
        encodeEcdsaSignature({ r: bytesFromInteger(r, width), s: bytesFromInteger(s, width) });
      const bad: Readonly<Record<string, Uint8Array>> = {
        nothing: new Uint8Array(0),
        'one byte': Uint8Array.of(0x30),
        zeros: new Uint8Array(good.length),
        ones: new Uint8Array(good.length).fill(255),
        'random bytes': random(70),
        'cut short': good.subarray(0, -1),
        'a byte behind': concatBytes(good, Uint8Array.of(0)),
        'r and s of zero': numbers(0n, 0n),
        'r of zero': numbers(0n, 1n),
        's of zero': numbers(1n, 0n),
        'r and s of one': numbers(1n, 1n),
        'r of n': numbers(n, 1n),
        's of n': numbers(1n, n),
        'r and s of n': numbers(n, n),
        'r of n + 1': numbers(n + 1n, 1n),
        'huge r and s': numbers(1n << 5000n, 1n << 5000n, 700),
        'another message': sign('sha256', Buffer.from('other'), pair.privateKey),
        'another hash': sign('sha512', MESSAGE, pair.privateKey),
        'another key': sign('sha256', MESSAGE, nodeEcPair(curve).privateKey),
        'P1363 in place of DER': sign('sha256', MESSAGE, { key: pair.privateKey, dsaEncoding: 'ieee-p1363' }),
      };
      test.each(Object.entries(bad))('DER: %s', async (_what, signature) => {
        expect(await ec.verify(curve, pair.spki, 'SHA-256', MESSAGE, signature)).toBe(false);
      });

      const compact = sign('sha256', MESSAGE, { key: pair.privateKey, dsaEncoding: 'ieee-p1363' });
      const badCompact: Readonly<Record<string, Uint8Array>> = {
        nothing: new Uint8Array(0),
        zeros: new Uint8Array(2 * length),
        ones: new Uint8Array(2 * length).fill(255),
        'cut short': compact.subarray(0, -1),
        'a byte behind': concatBytes(compact, Uint8Array.of(0)),
        'a zero before each number': concatBytes(
          Uint8Array.of(0),
          compact.subarray(0, length),
          Uint8Array.of(0),
          compact.subarray(length),
        ),
        'r of n': concatBytes(bytesFromInteger(n, length), compact.subarray(length)),
        's of n': concatBytes(compact.subarray(0, length), bytesFromInteger(n, length)),
        's of zero': concatBytes(compact.subarray(0, length), new Uint8Array(length)),
        'DER in place of P1363': good,
      };
      test.each(Object.entries(badCompact))('P1363: %s', async (_what, signature) => {
        expect(await ec.verify(curve, pair.spki, 'SHA-256', MESSAGE, signature, 'p1363')).toBe(false);
      });

      test('one flipped bit anywhere, and r raised by n where that fits', async () => {
        for (let at = 0; at < good.length; at += 3) {
          const flipped = Uint8Array.from(good);
          flipped[at] ^= 1 << (at & 7);
          expect(await ec.verify(curve, pair.spki, 'SHA-256', MESSAGE, flipped)).toBe(false);
        }
        const r = integerFromBytes(compact.subarray(0, length)) + n;
        if (r >> BigInt(8 * length) !== 0n) return;
        const raised = concatBytes(bytesFromInteger(r, length), compact.subarray(length));
        expect(await ec.verify(curve, pair.spki, 'SHA-256', MESSAGE, raised, 'p1363')).toBe(false);
      });
    });
  });

  test('differential to node:crypto: 60 random messages, curves and hashes', async () => {
    const pairs = CURVES.map((curve) => ({ curve, ...nodeEcPair(curve) }));
    const arbitrary = fc.record({
      pair: fc.constantFrom(...pairs),
      hash: fc.constantFrom(...HASH_NAMES),
      message: fc.uint8Array({ maxLength: 200 }),
      hedged: fc.boolean(),
    });
    const property = fc.asyncProperty(arbitrary, async ({ pair, hash, message, hedged }) => {
      const options = hedged ? { random } : {};
      const ours = await ec.sign(pair.curve, pair.pkcs8, hash, message, options);
      expect(verify(nodeName(hash), message, pair.publicKey, ours)).toBe(true);
      const theirs = sign(nodeName(hash), message, pair.privateKey);
      expect(await ec.verify(pair.curve, pair.spki, hash, message, theirs)).toBe(true);
    });
    await fc.assert(property, { seed: SEED, numRuns: 60 });
  });

  test('misuse is told', async () => {
    const { pkcs8, spki } = nodeEcPair('P-256');
    const bad = 'bad' as never;
    await expect(async () => ec.generateKey(bad, random)).rejects.toThrow(UnsupportedAlgorithmError);
    await expect(async () => ec.sign('P-256', pkcs8, bad, MESSAGE)).rejects.toThrow(
      UnsupportedAlgorithmError,
    );
    await expect(async () => ec.sign('P-256', pkcs8, 'SHA-256', bad)).rejects.toThrow(TypeError);
    await expect(async () => ec.sign('P-256', bad, 'SHA-256', MESSAGE)).rejects.toThrow(TypeError);
    await expect(async () => ec.sign('P-256', pkcs8, 'SHA-256', MESSAGE, { encoding: bad })).rejects.toThrow(
      TypeError,
    );
    await expect(async () => ec.verify('P-256', spki, 'SHA-256', MESSAGE, bad)).rejects.toThrow(TypeError);
    await expect(async () => ec.verify('P-256', spki, 'SHA-256', MESSAGE, MESSAGE, bad)).rejects.toThrow(
      TypeError,
    );
    await expect(async () => ec.signDigest('P-256', pkcs8, 'SHA-256', new Uint8Array(31))).rejects.toThrow(
      RangeError,
    );
    const digest = new Uint8Array(33);
    await expect(async () => ec.verifyDigest('P-256', spki, 'SHA-256', digest, MESSAGE)).rejects.toThrow(
      RangeError,
    );
    await expect(async () => ec.verify('P-384', spki, 'SHA-256', MESSAGE, MESSAGE)).rejects.toThrow(
      InvalidKeyError,
    );
    await expect(async () => ec.sign('P-256', spki, 'SHA-256', MESSAGE)).rejects.toThrow(InvalidKeyError);
  });

  test("the caller's arrays are unchanged", async () => {
    const { pkcs8, spki } = nodeEcPair('P-256');
    const signature = await ec.sign('P-256', pkcs8, 'SHA-256', MESSAGE, { random });
    const arrays = [pkcs8, spki, MESSAGE, signature];
    const before = arrays.map(toHex);
    await ec.verify('P-256', spki, 'SHA-256', MESSAGE, signature);
    await ec.deriveSharedSecret('P-256', pkcs8, spki);
    await ec.sign('P-256', pkcs8, 'SHA-256', MESSAGE);
    expect(arrays.map(toHex)).toEqual(before);
  });
}
