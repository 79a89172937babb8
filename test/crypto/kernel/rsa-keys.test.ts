/** Public keys that the kernel keeps: known again, held to the rules each time, replaced, released. */
import { constants, publicEncrypt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { InvalidKeyError, UnsupportedAlgorithmError } from '../../../src/crypto/errors.ts';
import type { RsaPlaces } from '../../../src/crypto/kernel/rsa-kernel.ts';
import { createKeptKeys, type KeptKey } from '../../../src/crypto/kernel/rsa-keys.ts';
import { rsaPublicKeyFromNumbers } from '../../../src/crypto/rsa/from-numbers.ts';
import { PRIVATE_KEY_RULES, readRsaPublicKey, VERIFICATION_RULES } from '../../../src/crypto/rsa/key.ts';
import { seededRandom } from '../random.ts';
import { type NodePair, nodeRsaPair } from '../rsa/keys.ts';
import { isClean, ownRsaKernel } from './rsa-instances.ts';

const random = seededRandom('rsa keys');

function raise({ memory, kernel, input, output }: RsaPlaces, key: KeptKey, octets: Uint8Array): Uint8Array {
  memory.set(octets, input);
  kernel.raise(key.number);
  const raised = memory.slice(output, output + key.n.length);
  memory.fill(0, output, output + key.n.length);
  return raised;
}

function below(pair: NodePair): Uint8Array {
  const octets = random(readRsaPublicKey(pair.spki).n.length);
  octets[0] = 0;
  return octets;
}

describe('public keys in the kernel', () => {
  it('raise as node:crypto does, 20 of them in 16 places, and leave nothing of the input', () => {
    const { places, kernel } = ownRsaKernel();
    const keys = createKeptKeys(places);
    const pairs = Array.from({ length: 20 }, (_, i) => nodeRsaPair(1024 + 8 * i, i % 2 === 0 ? 65_537 : 3));
    for (let turn = 0; turn < 60; turn++) {
      const pair = pairs[(turn * 7) % 20] as NodePair;
      const key = keys.open(pair.spki, VERIFICATION_RULES);
      expect(key.number).toBeLessThan(16);
      const input = below(pair);
      const theirs = publicEncrypt({ key: pair.publicKey, padding: constants.RSA_NO_PADDING }, input);
      expect(toHex(raise(places, key, input))).toBe(toHex(theirs));
      expect(isClean(kernel)).toBe(true);
    }
  });

  it('are known again in the same place, by their encoding and by their octets', () => {
    const keys = createKeptKeys(ownRsaKernel().places);
    const [one, other] = [nodeRsaPair(1024), nodeRsaPair(1024)];
    const first = keys.open(one.spki, VERIFICATION_RULES);
    keys.open(other.spki, VERIFICATION_RULES);
    expect(keys.open(one.spki.slice(), VERIFICATION_RULES)).toBe(first);
    expect(keys.openOctets(readRsaPublicKey(one.spki), VERIFICATION_RULES)).toBe(first);
  });

  it('are held to stricter rules although they are known', () => {
    const keys = createKeptKeys(ownRsaKernel().places);
    const { spki } = nodeRsaPair(1024);
    keys.open(spki, VERIFICATION_RULES);
    for (let i = 0; i < 2; i++) expect(() => keys.open(spki, PRIVATE_KEY_RULES)).toThrow(InvalidKeyError);
    keys.open(spki, VERIFICATION_RULES);
  });

  it('are zero when they are released, and can be used again', () => {
    const { places } = ownRsaKernel();
    const keys = createKeptKeys(places);
    const pair = nodeRsaPair(2048);
    keys.open(pair.spki, VERIFICATION_RULES);
    keys.release();
    const kept = Buffer.from(places.memory.buffer, 0x5000, 0x30000 - 0x5000);
    expect(kept.equals(Buffer.alloc(kept.length))).toBe(true);
    const input = below(pair);
    const key = keys.open(pair.spki, VERIFICATION_RULES);
    const theirs = publicEncrypt({ key: pair.publicKey, padding: constants.RSA_NO_PADDING }, input);
    expect(toHex(raise(places, key, input))).toBe(toHex(theirs));
  });

  it.each([512, 4104, 8192])('of %i bits are not for the kernel', (bits) => {
    const keys = createKeptKeys(ownRsaKernel().places);
    const spki = rsaPublicKeyFromNumbers(new Uint8Array(bits / 8).fill(0xff), Uint8Array.of(1, 0, 1));
    const rules = { minimumModulusBits: 512, minimumExponent: 3n };
    expect(() => keys.open(spki, rules)).toThrow(UnsupportedAlgorithmError);
  });
});
