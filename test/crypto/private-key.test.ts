import { createPrivateKey, createPublicKey, generateKeyPairSync, generatePrimeSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/bytes/hex.ts';
import { createAutoEngine } from '../../src/crypto/auto-engine.ts';
import { octets, sequence } from '../../src/crypto/der/element.ts';
import { decodePkcs8, encodePkcs8 } from '../../src/crypto/der/pkcs8.ts';
import { decodeSpki } from '../../src/crypto/der/spki.ts';
import { decodeEcPrivateKey, encodeEcPrivateKey } from '../../src/crypto/ec/key.ts';
import { InvalidKeyError } from '../../src/crypto/errors.ts';
import { createKernelEngine } from '../../src/crypto/kernel/engine.ts';
import { createPortableEngine } from '../../src/crypto/portable.ts';
import { inspectPrivateKey } from '../../src/crypto/private-key.ts';
import { assemble } from '../../src/crypto/rsa/generate.ts';
import { encodeRsaPrivateKey } from '../../src/crypto/rsa/key.ts';
import { seededRandom } from './random.ts';

const engine = createPortableEngine();
const random = seededRandom('private-key');
const pkcs8Of = (pair: { readonly privateKey: { export(options: object): unknown } }) =>
  Uint8Array.from(pair.privateKey.export({ format: 'der', type: 'pkcs8' }) as Buffer);
const inspect = (pkcs8: Uint8Array) => inspectPrivateKey(engine, pkcs8, random);

const PAIRS = {
  RSA: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  'P-256': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'P-384': generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  'P-521': generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  secp256k1: generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
  Ed25519: generateKeyPairSync('ed25519'),
  'ML-DSA-44': generateKeyPairSync('ml-dsa-44'),
  'ML-DSA-65': generateKeyPairSync('ml-dsa-65'),
  'ML-DSA-87': generateKeyPairSync('ml-dsa-87'),
  'ML-KEM-512': generateKeyPairSync('ml-kem-512'),
  'ML-KEM-768': generateKeyPairSync('ml-kem-768'),
  'ML-KEM-1024': generateKeyPairSync('ml-kem-1024'),
};

test.each(Object.entries(PAIRS))('a private key for %s is told, with its public half', async (name, pair) => {
  const { algorithm, modulusBits, publicKey } = await inspect(pkcs8Of(pair));
  expect([algorithm, modulusBits]).toEqual([name, name === 'RSA' ? 2048 : undefined]);
  expect(toHex(publicKey)).toBe(toHex(pair.publicKey.export({ format: 'der', type: 'spki' })));
});

test('an engine that inspects RSA keys itself is asked, and where it cannot the portable way is taken', async () => {
  const kernel = createKernelEngine();
  for (const modulusLength of [2048, 4104]) {
    const pair = generateKeyPairSync('rsa', { modulusLength });
    const asked: number[] = [];
    const auto = createAutoEngine([kernel, createPortableEngine()]);
    const drawn = (length: number) => {
      asked.push(length);
      return random(length);
    };
    const { modulusBits, publicKey } = await inspectPrivateKey(auto, pkcs8Of(pair), drawn);
    expect(modulusBits).toBe(modulusLength);
    expect(toHex(publicKey)).toBe(toHex(pair.publicKey.export({ format: 'der', type: 'spki' })));
    // The kernel takes twice as many bytes as the prime has for each base, the portable engine eight more than it has.
    expect(asked.includes(256)).toBe(modulusLength === 2048);
  }
}, 120_000);

test('a public key that stands in the private one, or outside of it, must be its own', async () => {
  for (const [name, pair] of Object.entries(PAIRS)) {
    const info = decodePkcs8(pkcs8Of(pair));
    const own = decodeSpki(pair.publicKey.export({ format: 'der', type: 'spki' })).key;
    expect((await inspect(encodePkcs8({ ...info, publicKey: own }))).algorithm).toBe(name);
    if (info.algorithm.startsWith('P-') || info.algorithm === 'secp256k1') continue;
    const other = own.map((octet, i) => (i === own.length - 1 ? octet ^ 1 : octet));
    await expect(inspect(encodePkcs8({ ...info, publicKey: other }))).rejects.toThrow(
      new InvalidKeyError('the private key does not belong to its public key'),
    );
  }
});

describe('an elliptic curve key with the point of another scalar is refused', () => {
  test.each(['P-256', 'P-384', 'P-521', 'secp256k1'] as const)('%s', async (curve) => {
    const { scalar } = decodeEcPrivateKey(curve, pkcs8Of(PAIRS[curve]));
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: curve });
    const point = decodeSpki(publicKey.export({ format: 'der', type: 'spki' })).key;
    await expect(inspect(encodeEcPrivateKey(curve, scalar, point))).rejects.toThrow(InvalidKeyError);
  });

  test('and with its own point compressed it is taken', async () => {
    const { scalar, point = new Uint8Array() } = decodeEcPrivateKey('P-256', pkcs8Of(PAIRS['P-256']));
    const compressed = Uint8Array.of(2 | (point[64] & 1), ...point.subarray(1, 33));
    const { publicKey } = await inspect(encodeEcPrivateKey('P-256', scalar, compressed));
    expect(toHex(decodeSpki(publicKey).key)).toBe(toHex(point));
  });
});

test('an RSA key with a composite in place of a prime is refused, however well its numbers belong together', async () => {
  const prime = generatePrimeSync(1024, { bigint: true });
  for (;;) {
    const composite = generatePrimeSync(512, { bigint: true }) * generatePrimeSync(512, { bigint: true });
    const numbers = assemble(prime, composite, 65_537n);
    if (numbers === undefined || numbers.n.toString(2).length !== 2048) continue;
    await expect(inspect(encodeRsaPrivateKey(numbers))).rejects.toThrow(
      new InvalidKeyError('an RSA prime is composite'),
    );
    return;
  }
});

test('an expanded ML-DSA key whose last part is another is refused: what it signs does not verify', async () => {
  const { key } = decodePkcs8(pkcs8Of(PAIRS['ML-DSA-44']));
  // RFC 9881 §6, both: 30 82 …, 04 20 seed, 04 82 0a00 expanded.
  const expanded = Uint8Array.from(key.subarray(42));
  const good = encodePkcs8({ algorithm: 'ML-DSA-44', key: octets(expanded) });
  expect((await inspect(good)).algorithm).toBe('ML-DSA-44');
  expanded.fill(0x55, expanded.length - 1000);
  const bad = encodePkcs8({ algorithm: 'ML-DSA-44', key: octets(expanded) });
  await expect(inspect(bad)).rejects.toThrow(InvalidKeyError);
  expect(engine.describe().state).toBe('ready');
});

test('an expanded ML-KEM key whose secret vector is another is refused: it does not find its secret', async () => {
  const { key } = decodePkcs8(pkcs8Of(PAIRS['ML-KEM-512']));
  // RFC 9935 §6, both: 30 82 …, 04 40 seed, 04 82 0660 expanded.
  const expanded = Uint8Array.from(key.subarray(74));
  const good = encodePkcs8({ algorithm: 'ML-KEM-512', key: octets(expanded) });
  expect((await inspect(good)).algorithm).toBe('ML-KEM-512');
  expanded.fill(0, 0, 384);
  const bad = encodePkcs8({ algorithm: 'ML-KEM-512', key: octets(expanded) });
  await expect(inspect(bad)).rejects.toThrow(InvalidKeyError);
  expect(engine.describe().state).toBe('ready');
});

describe('what is no private key is refused', () => {
  test.each([
    ['nothing', new Uint8Array(0)],
    ['a public key', PAIRS.RSA.publicKey.export({ format: 'der', type: 'spki' })],
    ['PKCS #1', PAIRS.RSA.privateKey.export({ format: 'der', type: 'pkcs1' })],
    ['SEC 1', PAIRS['P-256'].privateKey.export({ format: 'der', type: 'sec1' })],
    ['PEM', Buffer.from(PAIRS.RSA.privateKey.export({ format: 'pem', type: 'pkcs8' }) as string)],
    [
      'an encrypted key',
      PAIRS['P-256'].privateKey.export({
        format: 'der',
        type: 'pkcs8',
        cipher: 'aes-256-cbc',
        passphrase: 'p',
      }),
    ],
    ['X25519', pkcs8Of(generateKeyPairSync('x25519'))],
    ['Ed448', pkcs8Of(generateKeyPairSync('ed448'))],
    ['DSA', pkcs8Of(generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }))],
    ['RSA-PSS', pkcs8Of(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }))],
    ['RSA of 1024 bits', pkcs8Of(generateKeyPairSync('rsa', { modulusLength: 1024 }))],
    [
      'RSA with the exponent 3',
      pkcs8Of(generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 })),
    ],
    ['P-224', pkcs8Of(generateKeyPairSync('ec', { namedCurve: 'secp224r1' }))],
    [
      'explicit parameters',
      pkcs8Of(generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'explicit' })),
    ],
    ['a sequence', encodePkcs8({ algorithm: 'RSA', key: sequence() })],
  ])('%s', async (_what, bytes) => {
    await expect(inspect(bytes)).rejects.toThrow(InvalidKeyError);
  });

  test('what is not bytes is misuse', async () => {
    await expect(inspect('key' as never)).rejects.toThrow(TypeError);
  });
});

test('the private key is not changed', async () => {
  const pkcs8 = pkcs8Of(PAIRS.RSA);
  const before = toHex(pkcs8);
  const { publicKey } = await inspect(pkcs8);
  expect(toHex(pkcs8)).toBe(before);
  const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  expect(toHex(createPublicKey(key).export({ format: 'der', type: 'spki' }))).toBe(toHex(publicKey));
});
