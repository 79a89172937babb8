import {
  constants,
  createCipheriv,
  createDecipheriv,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { AuthenticationError, InvalidKeyError } from '../../../src/crypto/errors.ts';
import { aesKeyWrap } from '../../../src/crypto/keywrap.ts';
import type { OaepScheme } from '../../../src/crypto/primitives.ts';
import { unwrapRsaAes, wrapRsaAes } from '../../../src/crypto/rsa/aes-key-wrap.ts';
import { rsa } from '../../../src/crypto/rsa/rsa.ts';
import { seededRandom } from '../random.ts';
import { nodeRsaPair } from './keys.ts';

const TOOLS = { rsa, aesKeyWrap, random: seededRandom('wrap') };
const PAIR = nodeRsaPair(2048);
const SCHEME: OaepScheme = { hash: 'SHA-256' };
// RFC 5649 §3: the alternative initial value's constant.
const KWP_IV = Buffer.from('a65959a6', 'hex');

test.each([1, 8, 32, 33, 1218, 2000])('%i bytes come back', async (length) => {
  const key = TOOLS.random(length);
  const wrapped = await wrapRsaAes(TOOLS, PAIR.spki, SCHEME, key);
  expect(wrapped.length).toBe(256 + 8 * Math.ceil(length / 8) + 8);
  expect(await unwrapRsaAes(TOOLS, PAIR.pkcs8, SCHEME, wrapped)).toEqual(key);
});

test.each(['sha1', 'sha256'])(
  'node:crypto unwraps what is wrapped here, and the other way, with %s',
  async (oaepHash) => {
    const scheme: OaepScheme = { hash: oaepHash === 'sha1' ? 'SHA-1' : 'SHA-256' };
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    const secret = randomBytes(121);

    const wrapped = Buffer.from(await wrapRsaAes(TOOLS, PAIR.spki, scheme, secret));
    const aesKey = privateDecrypt({ key: PAIR.privateKey, padding, oaepHash }, wrapped.subarray(0, 256));
    const unwrap = createDecipheriv('id-aes256-wrap-pad', aesKey, KWP_IV);
    expect(Buffer.concat([unwrap.update(wrapped.subarray(256)), unwrap.final()])).toEqual(secret);

    const wrap = createCipheriv('id-aes256-wrap-pad', aesKey, KWP_IV);
    const theirs = Buffer.concat([
      publicEncrypt({ key: PAIR.publicKey, padding, oaepHash }, aesKey),
      wrap.update(secret),
      wrap.final(),
    ]);
    expect(Buffer.from(await unwrapRsaAes(TOOLS, PAIR.pkcs8, scheme, theirs))).toEqual(secret);
  },
);

describe('unwrapping has one error', async () => {
  const wrapped = await wrapRsaAes(TOOLS, PAIR.spki, SCHEME, new Uint8Array(40));
  const flip = (at: number) => wrapped.map((octet, i) => (i === at ? octet ^ 1 : octet));
  const shortKey = Buffer.concat([
    await rsa.encrypt(PAIR.spki, SCHEME, new Uint8Array(16), TOOLS.random),
    await aesKeyWrap.wrapPadded(new Uint8Array(16), new Uint8Array(40)),
  ]);
  test.each([
    ['the RSA half damaged', flip(100)],
    ['the AES half damaged', flip(270)],
    ['the last byte damaged', flip(wrapped.length - 1)],
    ['the last byte missing', wrapped.slice(0, -1)],
    ['eight bytes missing', wrapped.slice(0, -8)],
    ['a byte more', Uint8Array.of(...wrapped, 0)],
    ['no AES half', wrapped.slice(0, 256)],
    ['half an RSA half', wrapped.slice(0, 100)],
    ['nothing', new Uint8Array(0)],
    ['an AES key of 16 bytes', Uint8Array.from(shortKey)],
    ['ones', new Uint8Array(304).fill(0xff)],
  ])('%s', async (_what, input) => {
    await expect(unwrapRsaAes(TOOLS, PAIR.pkcs8, SCHEME, input)).rejects.toThrow(new AuthenticationError());
  });

  test('for another scheme', async () => {
    await expect(unwrapRsaAes(TOOLS, PAIR.pkcs8, { hash: 'SHA-1' }, wrapped)).rejects.toThrow(
      AuthenticationError,
    );
  });

  test('but a key that is none is said to be', async () => {
    await expect(unwrapRsaAes(TOOLS, PAIR.spki, SCHEME, wrapped)).rejects.toThrow(InvalidKeyError);
    await expect(wrapRsaAes(TOOLS, PAIR.pkcs8, SCHEME, wrapped)).rejects.toThrow(InvalidKeyError);
  });
});

test('the AES key is fresh each time and wiped', async () => {
  const drawn: Uint8Array[] = [];
  const source = seededRandom('fresh');
  const random = (length: number) => {
    const bytes = source(length);
    if (length === 32) drawn.push(bytes);
    return bytes;
  };
  const first = await wrapRsaAes({ ...TOOLS, random }, PAIR.spki, SCHEME, new Uint8Array(8));
  const second = await wrapRsaAes({ ...TOOLS, random }, PAIR.spki, SCHEME, new Uint8Array(8));
  expect(first.subarray(256)).not.toEqual(second.subarray(256));
  expect(drawn.every((bytes) => bytes.every((octet) => octet === 0))).toBe(true);
});
