import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  exportPair,
  own,
  pairOfSeed,
  privateKeyOf,
  publicKeyOf,
  verified,
} from '../../../src/crypto/host/node-keys.ts';

const OCTET_STRING = 4;
const pair = exportPair(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);

describe('a result of the host', () => {
  it('is taken as it is where it owns its memory', () => {
    const alone = Buffer.allocUnsafeSlow(3).fill(7);
    expect(own(alone).buffer).toBe(alone.buffer);
  });

  it('is copied out of a pool, and leaves nothing there', () => {
    const pooled = Buffer.from('secret');
    expect(own(pooled)).toEqual(new TextEncoder().encode('secret'));
    expect(pooled.every((octet) => octet === 0)).toBe(true);
  });
});

describe('a key object', () => {
  it('comes of a key in DER, and goes back to the same', () => {
    expect(exportPair(privateKeyOf(pair.privateKey, 'P-256'))).toEqual(pair);
    expect(publicKeyOf(pair.publicKey, 'P-256').type).toBe('public');
  });

  it('does not come of a key for another algorithm, or of a broken one, and says nothing of OpenSSL', () => {
    const broken = pair.publicKey.map((octet, i) => (i === pair.publicKey.length - 1 ? octet ^ 1 : octet));
    for (const make of [
      () => privateKeyOf(pair.privateKey, 'P-384'),
      () => privateKeyOf(pair.privateKey.subarray(1), 'P-256'),
      () => publicKeyOf(pair.publicKey, 'Ed25519'),
      () => publicKeyOf(broken, 'P-256'),
    ]) {
      expect(make).toThrow(expect.objectContaining({ name: 'InvalidKeyError' }));
      expect(make).not.toThrow(/openssl|routines|error:/i);
    }
  });

  it('comes of a seed, the same each time', () => {
    const make = () => pairOfSeed('Ed25519', (length) => new Uint8Array(length).fill(7), OCTET_STRING);
    expect(make()).toEqual(make());
    expect(make().publicKey).toHaveLength(44);
  });
});

describe('a check of the host', () => {
  it('is false where the host throws', () => {
    const thrown = (): never => {
      throw new Error('malformed');
    };
    expect([verified(() => true), verified(() => false), verified(thrown)]).toEqual([true, false, false]);
  });
});
