/** Every row of the vector port's table, on every engine, with DER keys and with raw ones. */
import { beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../../src/bytes/hex.ts';
import type { Engine } from '../../src/crypto/engine.ts';
import { HASH_NAMES } from '../../src/crypto/hash.ts';
import type { KeyPair } from '../../src/crypto/primitives.ts';
import { hostRandom } from '../../src/crypto/random.ts';
import { createVectorPort } from '../../src/crypto/vector-port.ts';
import { VECTOR_ROWS } from '../../src/crypto/vector-rows.ts';
import { forEachEngine } from './engines.ts';

type Answer = Record<string, string | boolean>;
type Line = Readonly<Record<string, unknown>>;

const random = hostRandom();
const KEY = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const hexPair = ({ privateKey, publicKey }: KeyPair) => ({
  privateKey: toHex(privateKey),
  publicKey: toHex(publicKey),
});

/** Lines with one answer, and where it is published. */
const ANSWERS: readonly (readonly [source: string, line: Line, answer: Answer])[] = [
  [
    'FIPS 197 C.3',
    { alg: 'AES', op: 'encrypt-block', key: KEY, plaintext: '00112233445566778899aabbccddeeff' },
    { ciphertext: '8ea2b7ca516745bfeafc49904b496089' },
  ],
  [
    'CAVS 14.0 gcmEncryptExtIV256, count 0',
    {
      alg: 'AES-GCM',
      op: 'seal',
      key: 'b52c505a37d78eda5dd34f20c22540ea1b58963cf8e5bf8ffa85f9f2492505b4',
      nonce: '516c33929df5a3284ff463d7',
      plaintext: '',
    },
    { ciphertext: '', tag: 'bdc1ac884d332457a1d2664f168c76f0' },
  ],
  [
    'RFC 3394 4.6',
    {
      alg: 'AES-KW',
      op: 'wrap',
      key: KEY,
      plaintext: '00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f',
    },
    { ciphertext: '28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21' },
  ],
  [
    'RFC 4231 4.2',
    { alg: 'HMAC', op: 'mac', hash: 'SHA-256', key: '0b'.repeat(20), message: '4869205468657265' },
    { tag: 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7' },
  ],
  [
    'RFC 4231 4.6',
    {
      alg: 'HMAC',
      op: 'mac',
      hash: 'SHA-256',
      key: '0c'.repeat(20),
      message: '546573742057697468205472756e636174696f6e',
      tagLength: 16,
    },
    { tag: 'a3b6167473100ee06e0c796c2955552b' },
  ],
  [
    'RFC 5869 A.1',
    {
      alg: 'HKDF',
      op: 'derive',
      hash: 'SHA-256',
      ikm: '0b'.repeat(22),
      salt: '000102030405060708090a0b0c',
      info: 'f0f1f2f3f4f5f6f7f8f9',
      length: 42,
    },
    { okm: '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865' },
  ],
  [
    'CAVS 14.4, HMAC_SHA1, middle, count 0',
    {
      alg: 'KBKDF-CTR-HMAC',
      op: 'derive',
      hash: 'SHA-1',
      key: 'f3f5dfa9be304476e633ccaec4f988013600e415',
      fixedInput:
        'f9de4cf03c3f15cff003e9bad5de4d16eb791417072e1d8fe0375ad434536fcc95bf7eb3ba1704a4899d80946060c4f094f8fd7a95a129f48ca7a937',
      counterBits: 8,
      counterLocation: 50,
      length: 16,
    },
    { okm: '0de4ce13a4114687526ecb0f53607867' },
  ],
  ['FIPS 202', { alg: 'SHAKE-128', op: 'digest', message: '', length: 4 }, { digest: '7f9c2ba4' }],
  [
    'FIPS 202',
    { alg: 'SHAKE-128', op: 'digest', message: '' },
    { digest: '7f9c2ba4e88f827d616045507605853e' },
  ],
  [
    'RFC 8032 7.1',
    {
      alg: 'Ed25519',
      op: 'sign',
      privateKey: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
      message: '72',
    },
    {
      signature:
        '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    },
  ],
  [
    'CAVS 11.0 KASValidityTest P-256, count 2',
    {
      alg: 'ECDH',
      op: 'derive',
      curve: 'P-256',
      privateKey: '8087ab163864bfa81001c72f736b6d94e7612559ac4c847d06ba2171840684d6',
      publicKey:
        '045a3955c54a49645ed818f3774ea10971a1db88c370d8966c5a6e88234ed5d82003b13f0dad73f64532f42b8b2fa6d1450d9ab24896e95c24674298f2da07ccda',
    },
    { sharedSecret: '0cb890a0dcc277c3dde0f91b4322a32e6365d7ec85316185d3286b4977849410' },
  ],
];

/** Answers that the host does not give. */
const DETERMINISTIC: typeof ANSWERS = [
  [
    'RFC 6979 A.2.5',
    {
      alg: 'ECDSA',
      op: 'sign',
      curve: 'P-256',
      privateKey: 'c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721',
      hash: 'SHA-256',
      encoding: 'p1363',
      message: '73616d706c65',
    },
    {
      signature:
        'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
    },
  ],
  [
    'RFC 8032 7.3',
    {
      alg: 'Ed25519ph',
      op: 'sign',
      privateKey: '833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42',
      message: '616263',
    },
    {
      signature:
        '98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae4131f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406',
    },
  ],
];

forEachEngine((createEngine, name) => {
  let engine: Engine;
  let ask: (line: Line) => Promise<Answer>;
  beforeAll(() => {
    engine = createEngine();
    const port = createVectorPort(engine, random);
    ask = async (line) => JSON.parse(await port(JSON.stringify(line)));
  });

  it.each(ANSWERS)('gives the answer of %s', async (_, line, answer) => {
    expect(await ask(line)).toEqual(answer);
  });

  it.each(DETERMINISTIC)(
    'gives the answer of %s, or says that it does not do it',
    async (_, line, answer) => {
      expect(await ask(line)).toEqual(name === 'host' ? { unsupported: true } : answer);
    },
  );

  it.each(HASH_NAMES)('digests by %s', async (hash) => {
    const digest = await (await engine.use('hash')).digest(hash, Uint8Array.of(1, 2));
    expect(await ask({ alg: hash, op: 'digest', message: '0102', length: digest.length })).toEqual({
      digest: toHex(digest),
    });
  });

  it('opens what it sealed, and refuses the rest', async () => {
    const gcm = { alg: 'AES-GCM', key: KEY, nonce: '00'.repeat(12), aad: 'aa' };
    for (const tagLength of [4, 8, 12, 13, 14, 15, 16]) {
      const sealed = await ask({ ...gcm, op: 'seal', plaintext: '010203', tagLength });
      expect((sealed['tag'] as string).length).toBe(2 * tagLength);
      expect(await ask({ ...gcm, op: 'open', ...sealed })).toEqual({ plaintext: '010203' });
      expect(await ask({ ...gcm, op: 'open', ...sealed, aad: '' })).toEqual({ error: 'AuthenticationError' });
    }
  });

  it.each([
    ['AES-KW', '00'.repeat(16)],
    ['AES-KWP', '0102030405'],
  ])('unwraps what it wrapped by %s, and refuses the rest', async (alg, plaintext) => {
    const { ciphertext } = await ask({ alg, op: 'wrap', key: KEY, plaintext });
    expect(await ask({ alg, op: 'unwrap', key: KEY, ciphertext })).toEqual({ plaintext });
    const other = KEY.replace('00', '01');
    expect(await ask({ alg, op: 'unwrap', key: other, ciphertext })).toEqual({
      error: 'AuthenticationError',
    });
  });

  it('verifies MACs, of the length that is asked for where one is', async () => {
    const base = { alg: 'HMAC', hash: 'SHA3-256', key: KEY, message: '00' };
    const { tag } = await ask({ ...base, op: 'mac', tagLength: 16 });
    expect(await ask({ ...base, op: 'verify', tag })).toEqual({ valid: true });
    expect(await ask({ ...base, op: 'verify', tag, tagLength: 16 })).toEqual({ valid: true });
    expect(await ask({ ...base, op: 'verify', tag, tagLength: 12 })).toEqual({ valid: false });
    expect(await ask({ ...base, op: 'verify', tag: `${tag}00` })).toEqual({ valid: false });
  });

  describe('RSA', () => {
    let pair: ReturnType<typeof hexPair>;
    beforeAll(async () => {
      pair = hexPair(await (await engine.use('rsa')).generateKey(2048, random));
    });

    it.each([
      { alg: 'RSA-PKCS1', hash: 'SHA-256' },
      { alg: 'RSA-PSS', hash: 'SHA-256' },
      { alg: 'RSA-PSS', hash: 'SHA-512', mgfHash: 'SHA-1', saltLength: 0 },
    ])('verifies what it signed: %o', async (scheme) => {
      const { signature } = await ask({ ...scheme, op: 'sign', ...pair, message: 'aabb' });
      expect(await ask({ ...scheme, op: 'verify', ...pair, message: 'aabb', signature })).toEqual({
        valid: true,
      });
      expect(await ask({ ...scheme, op: 'verify', ...pair, message: 'aa', signature })).toEqual({
        valid: false,
      });
    });

    it.each([
      { hash: 'SHA-256', mgfHash: 'SHA-256' },
      { hash: 'SHA-1', mgfHash: 'SHA-384', label: '0102' },
    ])('decrypts what it encrypted: %o', async (scheme) => {
      const { ciphertext } = await ask({
        alg: 'RSA-OAEP',
        op: 'encrypt',
        ...scheme,
        ...pair,
        plaintext: 'aabb',
      });
      const line = { alg: 'RSA-OAEP', op: 'decrypt', ...scheme, ...pair, ciphertext };
      expect(await ask(line)).toEqual({ plaintext: 'aabb' });
      expect(await ask({ ...line, label: 'ff' })).toEqual({ error: 'AuthenticationError' });
    });

    it('refuses a key that is none', async () => {
      const line = { alg: 'RSA-PKCS1', op: 'verify', hash: 'SHA-256', message: '', signature: '' };
      expect(await ask({ ...line, publicKey: '3000' })).toEqual({ error: 'InvalidKeyError' });
      expect(await ask({ ...line, n: '00', e: '03' })).toEqual({ error: 'InvalidKeyError' });
    });
  });

  it.each(['P-256', 'P-384', 'P-521', 'secp256k1'] as const)('verifies ECDSA on %s', async (curve) => {
    const ec = await engine.use('ec');
    const made = await ec.generateKey(curve, random);
    const signature = toHex(await ec.sign(curve, made.privateKey, 'SHA-384', Uint8Array.of(7), { random }));
    const line = { alg: 'ECDSA', op: 'verify', curve, hash: 'SHA-384', message: '07', signature };
    const publicKey = toHex(made.publicKey);
    expect(await ask({ ...line, publicKey })).toEqual({ valid: true });
    const point = publicKey.slice(-(curve === 'P-521' ? 266 : curve === 'P-384' ? 194 : 130));
    expect(await ask({ ...line, publicKey: point })).toEqual({ valid: true });
    expect(await ask({ ...line, publicKey: point, message: '08' })).toEqual({ valid: false });
    expect(await ask({ ...line, publicKey: point, encoding: 'p1363' })).toEqual({ valid: false });
    expect(await ask({ ...line, publicKey: `${point.slice(0, -2)}00` })).toEqual({
      error: 'InvalidKeyError',
    });
  });

  it('verifies Ed25519 with raw keys and DER ones', async () => {
    const ed25519 = await engine.use('ed25519');
    const pair = await ed25519.generateKey(random);
    const { privateKey, publicKey } = hexPair(pair);
    const { signature } = await ask({ alg: 'Ed25519', op: 'sign', privateKey, message: '01' });
    for (const key of [publicKey, publicKey.slice(-64)]) {
      const line = { alg: 'Ed25519', op: 'verify', publicKey: key, signature };
      expect(await ask({ ...line, message: '01' })).toEqual({ valid: true });
      expect(await ask({ ...line, message: '02' })).toEqual({ valid: false });
    }
  });

  it.each(['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'])(
    'generates, signs and verifies by %s',
    async (parameterSet) => {
      const base = { alg: 'ML-DSA', parameterSet };
      const pair = await ask({ ...base, op: 'keygen', seed: KEY });
      if (pair['unsupported'] === true) return expect(engine.supports('mlDsa')).toBe(false);
      const signed = { ...base, op: 'sign', message: '01', context: '02', deterministic: false };
      for (const secret of [{ seed: KEY }, { secretKey: pair['secretKey'] }]) {
        const { signature } = await ask({ ...signed, ...secret });
        const line = { ...base, op: 'verify', publicKey: pair['publicKey'], message: '01', signature };
        expect(await ask({ ...line, context: '02' })).toEqual({ valid: true });
        expect(await ask(line)).toEqual({ valid: false });
      }
      const deterministic = { ...signed, secretKey: pair['secretKey'], deterministic: true };
      const byDefault = await ask({ ...signed, seed: KEY, deterministic: undefined });
      expect(byDefault).toEqual(name === 'host' ? { unsupported: true } : await ask(deterministic));
      expect(byDefault).not.toEqual(await ask({ ...signed, seed: KEY }));
      const mu = { ...base, op: 'sign', seed: KEY, mu: '00'.repeat(64), deterministic: true };
      const { signature } = await ask(mu);
      if (name === 'host') return expect(signature).toBeUndefined();
      const line = { ...base, op: 'verify', publicKey: pair['publicKey'], mu: mu.mu, signature };
      expect(await ask(line)).toEqual({ valid: true });
      expect(await ask({ ...mu, message: '' })).toEqual({ error: 'TypeError' });
      expect(await ask({ ...mu, mu: '00' })).toEqual({ error: 'RangeError' });
    },
  );

  it.each(['ML-KEM-512', 'ML-KEM-768', 'ML-KEM-1024'])(
    'generates, encapsulates and decapsulates by %s',
    async (parameterSet) => {
      const base = { alg: 'ML-KEM', parameterSet };
      const [seed, message] = [KEY + KEY, KEY];
      const pair = await ask({ ...base, op: 'keygen', seed });
      if (pair['unsupported'] === true) return expect(engine.supports('mlKem')).toBe(false);
      const { publicKey, secretKey } = pair;
      const { sharedSecret, ciphertext } = await ask({ ...base, op: 'encapsulate', publicKey });
      for (const secret of [{ seed }, { secretKey }]) {
        const line = { ...base, op: 'decapsulate', ...secret };
        expect(await ask({ ...line, ciphertext })).toEqual({ sharedSecret });
        const refused = await ask({ ...line, ciphertext: `${ciphertext}`.replace(/^../, '5a') });
        expect(refused['sharedSecret']).toMatch(/^[0-9a-f]{64}$/);
        expect(refused).not.toEqual({ sharedSecret });
        expect(await ask({ ...line, ciphertext: `${ciphertext}00` })).toEqual({ error: 'RangeError' });
      }
      const known = await ask({ ...base, op: 'encapsulate', publicKey, message });
      if (name === 'host') return expect(known).toEqual({ unsupported: true });
      expect(await ask({ ...base, op: 'encapsulate', publicKey, message })).toEqual(known);
      expect(await ask({ ...base, op: 'encapsulate', publicKey, message: '00' })).toEqual({
        error: 'RangeError',
      });
      expect(await ask({ ...base, op: 'encapsulate', publicKey: 'ff'.repeat(9) })).toEqual({
        error: 'InvalidKeyError',
      });
    },
  );
});

describe('the table', () => {
  it('has the rows that docs/VECTORS.md names', () => {
    const pairs = [
      ['AES-GCM', 'seal open'],
      ['AES-KW', 'wrap unwrap'],
      ['AES-KWP', 'wrap unwrap'],
      ['AES', 'encrypt-block'],
      ...[...HASH_NAMES, 'SHAKE-128', 'SHAKE-256'].map((hash) => [hash, 'digest']),
      ['HMAC', 'mac verify'],
      ['HKDF', 'derive'],
      ['KBKDF-CTR-HMAC', 'derive'],
      ['RSA-PKCS1', 'sign verify'],
      ['RSA-PSS', 'sign verify'],
      ['RSA-OAEP', 'encrypt decrypt'],
      ['ECDSA', 'sign verify'],
      ['ECDH', 'derive'],
      ['Ed25519', 'sign verify'],
      ['Ed25519ph', 'sign verify'],
      ['ML-DSA', 'keygen sign verify'],
      ['ML-KEM', 'keygen encapsulate decapsulate'],
    ];
    const rows = pairs.flatMap(([alg, ops]) => (ops as string).split(' ').map((op) => `${alg} ${op}`));
    expect([...VECTOR_ROWS.keys()].sort()).toEqual(rows.sort());
  });
});
