import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { HASH_NAMES, OUTPUT_LENGTHS } from '../../../src/crypto/hash.ts';
import type { HashName } from '../../../src/crypto/primitives.ts';
import { encodePkcs1 } from '../../../src/crypto/rsa/pkcs1.ts';

// RFC 8017 §9.2 note 1: the front of T for each hash.
const PREFIXES: Readonly<Partial<Record<HashName, string>>> = {
  'SHA-1': '3021300906052b0e03021a05000414',
  'SHA-224': '302d300d06096086480165030402040500041c',
  'SHA-256': '3031300d060960864801650304020105000420',
  'SHA-384': '3041300d060960864801650304020205000430',
  'SHA-512': '3051300d060960864801650304020305000440',
  'SHA-512/224': '302d300d06096086480165030402050500041c',
  'SHA-512/256': '3031300d060960864801650304020605000420',
};

describe('the encoded message (RFC 8017 §9.2)', () => {
  test.each(Object.entries(PREFIXES))('of %s has the prefix of the standard', (name, prefix) => {
    const hash = name as HashName;
    const digest = new Uint8Array(OUTPUT_LENGTHS[hash]).fill(0xd5);
    const encoded = toHex(encodePkcs1(hash, digest, 256) ?? new Uint8Array());
    const tail = prefix + toHex(digest);
    expect(encoded).toBe(`0001${'ff'.repeat(256 - 3 - tail.length / 2)}00${tail}`);
  });

  test.each(HASH_NAMES)('of %s has at least eight octets ff, and is none where they do not fit', (hash) => {
    const digest = new Uint8Array(OUTPUT_LENGTHS[hash]);
    const full = encodePkcs1(hash, digest, 512)?.lastIndexOf(0xff) ?? 0;
    const infoLength = 512 - full - 2;
    const shortest = encodePkcs1(hash, digest, infoLength + 11);
    expect(toHex(shortest ?? new Uint8Array())).toMatch(/^0001ffffffffffffffff0030/);
    expect(encodePkcs1(hash, digest, infoLength + 10)).toBeUndefined();
  });
});
