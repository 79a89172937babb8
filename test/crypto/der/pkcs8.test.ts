import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes/hex.ts';
import { decodePkcs8, encodePkcs8 } from '../../../src/crypto/der/pkcs8.ts';
import { InvalidKeyError } from '../../../src/crypto/errors.ts';
import { decoders } from '../decoders.ts';
import { attack } from '../mutation.ts';

// RFC 8410 §10.3: a key by itself, and the same with an attribute and its public key.
const SEED = '0420d4ee72dbf913584ad5b6d8f1f769f8ad3afe7c28cbf1d4fbe097a88f44755842';
const V1 = `302e020100300506032b65700422${SEED}`;
const ATTRIBUTE = '301d060a2a864886f70d01090914310f0c0d437572646c6520436861697273';
const PUBLIC = '19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1';
const V2 = `3072020101300506032b65700422${SEED}a01f${ATTRIBUTE}812100${PUBLIC}`;

const lengthOf = (hex: string) => (hex.length / 2).toString(16).padStart(2, '0');

function withAttribute(attribute: string): string {
  const content = `${V1.slice(4)}a0${lengthOf(attribute)}${attribute}`;
  return `30${lengthOf(content)}${content}`;
}

/** An attribute whose value is so many SEQUENCEs, one in the other. */
function nested(depth: number): string {
  let value = '';
  for (let i = 0; i < depth; i++) value = `30${lengthOf(value)}${value}`;
  const content = `060355040331${lengthOf(value)}${value}`;
  return `30${lengthOf(content)}${content}`;
}

describe('the published keys of RFC 8410', () => {
  test('version 0 is a key alone', () => {
    const { algorithm, key, attributes, publicKey } = decodePkcs8(fromHex(V1));
    expect([algorithm, toHex(key), attributes, publicKey]).toEqual(['Ed25519', SEED, undefined, undefined]);
  });

  test('version 1 has attributes and a public key, which are kept', () => {
    const { key, attributes, publicKey } = decodePkcs8(fromHex(V2));
    expect(toHex(key)).toBe(SEED);
    expect(toHex(attributes ?? new Uint8Array())).toBe(ATTRIBUTE);
    expect(toHex(publicKey ?? new Uint8Array())).toBe(PUBLIC);
  });

  test.each([V1, V2])('they re-encode to themselves', (hex) => {
    expect(toHex(encodePkcs8(decodePkcs8(fromHex(hex))))).toBe(hex);
  });
});

test.each([
  ['RSA', generateKeyPairSync('rsa', { modulusLength: 2048 })],
  ['P-384', generateKeyPairSync('ec', { namedCurve: 'P-384' })],
  ['Ed25519', generateKeyPairSync('ed25519')],
  ['ML-DSA-44', generateKeyPairSync('ml-dsa-44')],
  ['ML-KEM-768', generateKeyPairSync('ml-kem-768')],
])('%s keys go both ways between node:crypto and here', (name, { privateKey }) => {
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
  const opened = decodePkcs8(pkcs8);
  expect(opened.algorithm).toBe(name);
  const written = encodePkcs8(opened);
  const back = createPrivateKey({ key: Buffer.from(written), format: 'der', type: 'pkcs8' });
  expect(back.equals(privateKey)).toBe(true);
});

describe('refuses', () => {
  test.each([
    ['nothing', ''],
    ['version 0 with a public key', V2.replace('020101', '020100')],
    ['version 1 without one (RFC 5958 §2)', V1.replace('020100', '020101')],
    ['version 2', V2.replace('020101', '020102')],
    ['a key cut short', V1.slice(0, -2)],
    ['a byte behind the key', `${V1}00`],
    ['an unknown member', `3030020100300506032b65700422${SEED}0500`],
    ['an empty SEQUENCE', '3000'],
    ['a key that is no OCTET STRING', V1.replace('0422', '0322')],
    ['attributes out of order (X.690 §11.6)', withAttribute('3007060355040a3100' + '300706035504033100')],
    ['an attribute twice', withAttribute('300706035504033100' + '300706035504033100')],
    ['an attribute with a third member', withAttribute('30090603550403310005' + '00')],
    ['an attribute whose values are no SET', withAttribute('300706035504033000')],
    ['an attribute value that is not DER', withAttribute('300a06035504033103300180')],
    ['an attribute that nests 9 deep', withAttribute(nested(9))],
  ])('%s', (_what, hex) => {
    expect(() => decodePkcs8(fromHex(hex))).toThrow(InvalidKeyError);
  });
});

test.each(['300706035504033100', nested(8)])('a well-formed attribute is taken: %s', (attribute) => {
  const hex = withAttribute(attribute);
  expect(toHex(encodePkcs8(decodePkcs8(fromHex(hex))))).toBe(hex);
});

test('20,000 mutated inputs are refused as documented or re-encode to themselves', () => {
  const { accepted, refused } = attack(decoders()[3], 20_000, 4);
  expect(accepted).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(5_000);
});
