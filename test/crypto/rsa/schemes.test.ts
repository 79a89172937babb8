/** The schemes over powers that come from elsewhere are those of the portable engine. */
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { AuthenticationError } from '../../../src/crypto/errors.ts';
import type { Bytes, RsaSignatureScheme } from '../../../src/crypto/primitives.ts';
import { bytesFromInteger, integerFromBytes, powerVartime } from '../../../src/crypto/rsa/integer.ts';
import { decodeRsaPrivateKey, readRsaPrivateKey, readRsaPublicKey } from '../../../src/crypto/rsa/key.ts';
import { rsa as portable } from '../../../src/crypto/rsa/rsa.ts';
import { createRsaSchemes, type RaisingKey } from '../../../src/crypto/rsa/schemes.ts';
import { nodeRsaPair } from './keys.ts';

const RULES = { minimumModulusBits: 1024, minimumExponent: 3n };
const fixed = (length: number): Bytes => new Uint8Array(length).fill(0x5a);
const message = Uint8Array.of(4, 5, 6);
/** What was handed to a power: it must be wiped when it was a secret. */
const raised: Uint8Array[] = [];

function raising(n: Uint8Array, exponent: Uint8Array): RaisingKey {
  const modulus = integerFromBytes(n);
  return {
    n,
    modulusBits: modulus.toString(2).length,
    raise: (input) => {
      raised.push(input);
      return bytesFromInteger(powerVartime(integerFromBytes(input), exponent, modulus), n.length);
    },
  };
}

const schemes = createRsaSchemes({
  generateKey: portable.generateKey,
  openPrivateKey: (pkcs8) => {
    const { n } = readRsaPrivateKey(pkcs8);
    return raising(n, bytesFromInteger(decodeRsaPrivateKey(pkcs8, RULES).d, n.length));
  },
  openPublicKey: (spki) => {
    const { n, e } = readRsaPublicKey(spki);
    return raising(n, e);
  },
});

describe.each([2048, 2049])('over powers modulo %i bits', (bits) => {
  const pair = nodeRsaPair(bits);

  it.each<RsaSignatureScheme>([
    { scheme: 'PKCS1', hash: 'SHA-384' },
    { scheme: 'PSS', hash: 'SHA-256' },
    { scheme: 'PSS', hash: 'SHA-1', mgfHash: 'SHA-512', saltLength: 0 },
  ])('signatures are the portable ones: %o', async (scheme) => {
    const signature = await schemes.sign(pair.pkcs8, scheme, message, fixed);
    expect(toHex(signature)).toBe(toHex(await portable.sign(pair.pkcs8, scheme, message, fixed)));
    expect(await schemes.verify(pair.spki, scheme, message, signature)).toBe(true);
    expect(await schemes.verify(pair.spki, scheme, fixed(3), signature)).toBe(false);
    expect(await schemes.verify(pair.spki, scheme, message, signature.subarray(1))).toBe(false);
    expect(await schemes.verify(pair.spki, scheme, message, new Uint8Array(signature.length).fill(255))).toBe(
      false,
    );
  });

  it('OAEP is the portable one, and what was encoded is wiped', async () => {
    const scheme = { hash: 'SHA-256', label: message } as const;
    const ciphertext = await schemes.encrypt(pair.spki, scheme, message, fixed);
    expect(raised.at(-1)?.every((octet) => octet === 0)).toBe(true);
    expect(toHex(ciphertext)).toBe(toHex(await portable.encrypt(pair.spki, scheme, message, fixed)));
    expect(toHex(await schemes.decrypt(pair.pkcs8, scheme, ciphertext, fixed))).toBe(toHex(message));
    const decrypt = async (octets: Uint8Array) => schemes.decrypt(pair.pkcs8, scheme, octets, fixed);
    for (const bad of [ciphertext.subarray(1), ciphertext.map((octet, i) => octet ^ (i === 99 ? 1 : 0))]) {
      await expect(decrypt(bad)).rejects.toThrow(AuthenticationError);
    }
  });
});
