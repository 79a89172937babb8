/**
 * Inputs that a right key made wrongly: each breaks one rule of its encoding and keeps all others, which no published
 * file does for every rule. What a decoder must refuse, it must refuse for each of these.
 *
 * Key wrap with padding (SP 800-38F §6.3) by OpenSSL's W with another initial value; PKCS #1 v1.5, PSS and OAEP
 * (RFC 8017) by encoded messages that are built here and raised to the private exponent of a published key.
 *
 * @module
 */
import { createCipheriv, createHash } from 'node:crypto';
import type { VectorFamily } from '../family.ts';
import { field, numberHex, parseRsp } from '../rsp.ts';
import type { VectorCase, VectorGroup } from '../vector-file.ts';

const KEY = Buffer.from(Array.from({ length: 32 }, (_, i) => 7 * i + 1));
const ICV2 = 0xa65959a6;

/** W over an initial value and semiblocks; one semiblock is one block of the cipher (Algorithm 5). */
function wrap(icv: number, length: number, padded: Buffer): string {
  const initial = Buffer.alloc(8);
  initial.writeUInt32BE(icv >>> 0, 0);
  initial.writeUInt32BE(length, 4);
  if (padded.length === 8) {
    const cipher = createCipheriv('aes-256-ecb', KEY, null).setAutoPadding(false);
    return cipher.update(Buffer.concat([initial, padded])).toString('hex');
  }
  return createCipheriv('id-aes256-wrap', KEY, initial).update(padded).toString('hex');
}

/** Wrapped keys of one to four semiblocks: another constant, a length that is too long or too short, padding not zero. */
function convertWraps(): VectorGroup[] {
  const tests = [8, 16, 24, 32].flatMap((size): VectorCase[] => {
    const zero = Buffer.alloc(size, 0);
    const fault = (at: number): Buffer => Buffer.from(zero).fill(1, at, at + 1);
    const refused = [
      wrap(ICV2 ^ 1, size, zero),
      wrap(ICV2 ^ 0x80000000, size, zero),
      wrap(ICV2, size + 1, zero),
      wrap(ICV2, size - 8, zero),
      wrap(ICV2, 0, zero),
      wrap(ICV2, 0x80000000 + size, zero),
      ...[1, 4, 7].flatMap((padding) =>
        [size - padding, size - 1].map((at) => wrap(ICV2, size - padding, fault(at))),
      ),
    ];
    const accepted = {
      ciphertext: wrap(ICV2, size - 3, fault(0)),
      plaintext: fault(0).subarray(0, -3).toString('hex'),
    };
    return [accepted, ...new Set(refused)].map((test) =>
      typeof test === 'string' ? { ciphertext: test, error: 'AuthenticationError' } : test,
    );
  });
  return [{ alg: 'AES-KWP', op: 'unwrap', key: KEY.toString('hex'), tests }];
}

const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  createHash('sha256').update(Buffer.concat(parts)).digest();

/** MGF1 with SHA-256 (B.2.1), exclusive-ored onto bytes. */
function masked(bytes: Buffer, seed: Buffer): Buffer {
  const mask: Buffer[] = [];
  for (let i = 0; 32 * i < bytes.length; i++) mask.push(sha256(seed, Buffer.of(0, 0, 0, i)));
  const stream = Buffer.concat(mask);
  return Buffer.from(bytes.map((byte, i) => byte ^ (stream[i] as number)));
}

const MESSAGE = Buffer.from('a message');
const MODULUS_LENGTH = 256;

/** What a case changes; each is the rule that it breaks. */
type Fault =
  | 'none'
  | 'padding'
  | 'separator'
  | 'no separator'
  | 'trailer'
  | 'top bit'
  | 'first octet'
  | 'label'
  | 'salt';

/** EMSA-PSS (§9.1.1) with SHA-256 and a salt of 20 bytes, with one fault. */
function pssEncoded(fault: Fault, variant = 0): Buffer {
  const salt = Buffer.from(Array.from({ length: fault === 'salt' ? 19 : 20 }, (_, i) => 3 * i + variant));
  const hashed = sha256(Buffer.alloc(8), sha256(MESSAGE), salt);
  const data = Buffer.alloc(MODULUS_LENGTH - 33);
  const separator = data.length - salt.length - 1;
  data[separator] = fault === 'separator' ? 2 : 1;
  salt.copy(data, separator + 1);
  if (fault === 'padding') data[100] = 1;
  const encoded = Buffer.concat([masked(data, hashed), hashed, Buffer.of(fault === 'trailer' ? 0xcc : 0xbc)]);
  encoded[0] = ((encoded[0] as number) & 0x7f) | (fault === 'top bit' ? 0x80 : 0);
  return encoded;
}

/** EME-OAEP (§7.1.1) with SHA-256, with one fault. */
function oaepEncoded(fault: Fault): Buffer {
  const data = Buffer.alloc(MODULUS_LENGTH - 33);
  sha256(Buffer.from(fault === 'label' ? 'other' : '')).copy(data);
  data[data.length - MESSAGE.length - 1] = fault === 'separator' ? 2 : 1;
  MESSAGE.copy(data, data.length - MESSAGE.length);
  if (fault === 'padding') data[100] = 2;
  if (fault === 'no separator') data.fill(0, 32);
  const seed = sha256(Buffer.from('seed'));
  const block = masked(data, seed);
  return Buffer.concat([Buffer.of(fault === 'first octet' ? 1 : 0), masked(seed, block), block]);
}

const DIGEST_INFO = '3031300d060960864801650304020105000420';
const WITHOUT_NULL = '302f300b0609608648016503040201' + '0420';
const LONG_LENGTH = '308131300d060960864801650304020105000420';

/** EMSA-PKCS1-v1_5 (§9.2) around a DigestInfo, with what the caller changes. */
function pkcs1Encoded(prefix: string, change: (encoded: Buffer) => void = () => {}, tail = ''): Buffer {
  const info = Buffer.from(prefix + sha256(MESSAGE).toString('hex') + tail, 'hex');
  const encoded = Buffer.alloc(MODULUS_LENGTH, 0xff);
  encoded.set([0, 1]);
  encoded[MODULUS_LENGTH - info.length - 1] = 0;
  info.copy(encoded, MODULUS_LENGTH - info.length);
  change(encoded);
  return encoded;
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let [result, square] = [1n, base % modulus];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

interface RsaKey {
  readonly n: string;
  readonly e: string;
  readonly d: string;
}

/** The key of 2048 bits in NIST's SigGen15_186-2. */
function keyOf(text: string): RsaKey {
  const records = parseRsp(text.slice(text.indexOf('[mod = 2048]')));
  const [modulus, exponents] = records as [(typeof records)[0], (typeof records)[0]];
  const [n, e, d] = [field(modulus, 'n'), field(exponents, 'e'), field(exponents, 'd')].map(numberHex);
  return { n: n as string, e: e as string, d: d as string };
}

/** The encoded message raised to an exponent. */
function raised(encoded: Buffer, exponent: string, { n }: RsaKey): string {
  const value = power(BigInt(`0x${encoded.toString('hex')}`), BigInt(`0x${exponent}`), BigInt(`0x${n}`));
  return value.toString(16).padStart(2 * MODULUS_LENGTH, '0');
}

/** The first variant that stands for less than the modulus: with its top bit set, not every one does. */
function pssBelow(modulus: string, fault: Fault): Buffer {
  for (let variant = 0; ; variant++) {
    const encoded = pssEncoded(fault, variant);
    if (encoded.toString('hex') < modulus) return encoded;
  }
}

function convertRsa([text = '']: readonly string[]): VectorGroup[] {
  const key = keyOf(text);
  const message = MESSAGE.toString('hex');
  const signed = (encoded: Buffer, valid: boolean): VectorCase => ({
    signature: raised(encoded, key.d, key),
    valid,
  });
  const pssFaults: readonly Fault[] = ['none', 'padding', 'separator', 'trailer', 'top bit', 'salt'];
  const oaepFaults: readonly Fault[] = [
    'none',
    'padding',
    'separator',
    'no separator',
    'first octet',
    'label',
  ];
  const pkcs1 = [
    pkcs1Encoded(WITHOUT_NULL),
    pkcs1Encoded(LONG_LENGTH),
    pkcs1Encoded(DIGEST_INFO, () => {}, '00'),
    pkcs1Encoded(DIGEST_INFO, (encoded) => encoded.set([2], 1)),
    pkcs1Encoded(DIGEST_INFO, (encoded) => encoded.set([0xfe], 100)),
    pkcs1Encoded(DIGEST_INFO, (encoded) => encoded.set([0], 100)),
    pkcs1Encoded(DIGEST_INFO, (encoded) => encoded.set([1], 0)),
  ];
  const { n, e } = key;
  return [
    {
      ...{ alg: 'RSA-PKCS1', op: 'verify', hash: 'SHA-256', n, e, message },
      tests: [signed(pkcs1Encoded(DIGEST_INFO), true), ...pkcs1.map((encoded) => signed(encoded, false))],
    },
    {
      ...{ alg: 'RSA-PSS', op: 'verify', hash: 'SHA-256', saltLength: 20, n, e, message },
      tests: pssFaults.map((fault) => signed(pssBelow(n, fault), fault === 'none')),
    },
    {
      ...{ alg: 'RSA-OAEP', op: 'decrypt', hash: 'SHA-256', mgfHash: 'SHA-256', ...key },
      tests: oaepFaults.map((fault) => ({
        ciphertext: raised(oaepEncoded(fault), e, key),
        ...(fault === 'none' ? { plaintext: message } : { error: 'AuthenticationError' }),
      })),
    },
  ];
}

const LICENCE = 'computed for this project; CC0-1.0';

export const REFUSED_FAMILIES: readonly VectorFamily[] = [
  {
    file: 'computed/aes-kwp-refused.json',
    sources: [],
    origin: 'scripts/vectors/families/refused.ts: one rule of the padding broken at a time',
    licence: LICENCE,
    convert: convertWraps,
  },
  {
    file: 'computed/rsa-refused.json',
    sources: ['asymmetric/RSA/FIPS_186-2/SigGen15_186-2.txt'],
    origin:
      'scripts/vectors/families/refused.ts: one rule of the padding broken at a time, under a key of NIST',
    licence: LICENCE,
    convert: convertRsa,
  },
];
