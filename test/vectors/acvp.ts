/**
 * NIST ACVP sample files read as cases of the same shape as the shipped ones. What the seam does not have is given back
 * as a reason, so that it can be counted.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { shake256 } from '@noble/hashes/sha3.js';
import type { VectorCase } from '../../scripts/vectors/vector-file.ts';
import { fromHex, toHex } from '../../src/bytes/hex.ts';

/** A group or a test, with NIST's own member names. */
export type AcvpRecord = Readonly<Record<string, unknown>>;

/** A case, or why it is none of the seam's. */
export type AcvpCase = VectorCase | { readonly outOfScope: string };

interface AcvpFile {
  readonly cases: number;
  readonly testGroups: readonly (AcvpRecord & { readonly tests: readonly AcvpRecord[] })[];
}

/** Every test of a file with its group's members. */
export function readAcvp(folder: string, name: string): readonly AcvpRecord[] {
  const file = JSON.parse(String(gunzipSync(readFileSync(join(folder, 'acvp', name))))) as AcvpFile;
  const tests = file.testGroups.flatMap(({ tests: own, ...group }) =>
    own.map((test) => ({ ...group, ...test })),
  );
  if (tests.length !== file.cases)
    throw new Error(`${name} says ${file.cases} cases and has ${tests.length}`);
  return tests;
}

/** Hexadecimal in lower case; empty where NIST has none. */
export function hexOf(record: AcvpRecord, name: string): string {
  return ((record[name] as string | undefined) ?? '').toLowerCase();
}

const numberOf = (record: AcvpRecord, name: string): number => record[name] as number;

const out = (reason: string): AcvpCase => ({ outOfScope: reason });

const WIDTHS: Readonly<Record<string, number>> = { 'P-256': 64, 'P-384': 96, 'P-521': 132 };

function fixed(record: AcvpRecord, name: string): string {
  return hexOf(record, name).padStart(WIDTHS[record['curve'] as string], '0');
}

/** NIST's name of a hash as the seam spells it; undefined where the seam has none. */
function hashOf(name: unknown): string | undefined {
  const hash = String(name).replace('SHA2-', 'SHA-');
  return hash.startsWith('SHA-') || hash.startsWith('SHA3-') ? hash : undefined;
}

function ecdsaCase(record: AcvpRecord): VectorCase | string {
  const hash = hashOf(record['hashAlg']);
  if (hash === undefined) return 'SHAKE as a hash';
  if (record['randomValue'] !== undefined) return 'randomised messages (SP 800-106)';
  if (!((record['curve'] as string) in WIDTHS)) return 'another curve';
  return {
    alg: 'ECDSA',
    curve: record['curve'] as string,
    hash,
    encoding: 'p1363',
    publicKey: `04${fixed(record, 'qx')}${fixed(record, 'qy')}`,
    message: hexOf(record, 'message'),
    signature: fixed(record, 'r') + fixed(record, 's'),
  };
}

function ecdsa(members: (record: AcvpRecord) => VectorCase): (record: AcvpRecord) => AcvpCase {
  return (record) => {
    const base = ecdsaCase(record);
    return typeof base === 'string' ? out(base) : { ...base, ...members(record) };
  };
}

function rsaVerify(valid: (record: AcvpRecord) => boolean): (record: AcvpRecord) => AcvpCase {
  return (record) => {
    const hash = hashOf(record['hashAlg']);
    if (record['randomValue'] !== undefined) return out('randomised messages (SP 800-106)');
    if (hash === undefined) return out('SHAKE as a hash');
    if (String(record['maskFunction']).startsWith('shake')) return out('SHAKE as a mask function');
    const isPss = record['sigType'] === 'pss';
    return {
      alg: isPss ? 'RSA-PSS' : 'RSA-PKCS1',
      op: 'verify',
      hash,
      ...(isPss ? { saltLength: numberOf(record, 'saltLen') } : {}),
      n: hexOf(record, 'n'),
      e: hexOf(record, 'e'),
      message: hexOf(record, 'message'),
      signature: hexOf(record, 'signature'),
      valid: valid(record),
    };
  };
}

/** The private exponent modulo the least common multiple (SP 800-56B §6.4.1), which the files leave out. */
function rsaKey(record: AcvpRecord): AcvpCase {
  const number = (name: string): bigint => BigInt(`0x${hexOf(record, name)}`);
  const [p, q, e] = [number('p') - 1n, number('q') - 1n, number('e')];
  let [a, b] = [p, q];
  while (b > 0n) [a, b] = [b, a % b];
  const d = inverse(e, (p * q) / a).toString(16);
  return {
    alg: 'RSA',
    op: 'use-key',
    ...Object.fromEntries(['n', 'e', 'p', 'q'].map((name) => [name, hexOf(record, name)])),
    d: d.length % 2 === 0 ? d : `0${d}`,
    dP: hexOf(record, 'dmp1'),
    dQ: hexOf(record, 'dmq1'),
    qInv: hexOf(record, 'iqmp'),
  };
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [r, next, x, nextX] = [modulus, value % modulus, 0n, 1n];
  while (next > 0n) [r, next, x, nextX] = [next, r % next, nextX, x - (r / next) * nextX];
  return ((x % modulus) + modulus) % modulus;
}

function eddsa(record: AcvpRecord): AcvpCase {
  if (record['curve'] !== 'ED-25519') return out('another curve');
  if (hexOf(record, 'context') !== '') return out('Ed25519 with a context');
  const base = {
    alg: record['preHash'] === true ? 'Ed25519ph' : 'Ed25519',
    publicKey: hexOf(record, 'q'),
    message: hexOf(record, 'message'),
    signature: hexOf(record, 'signature'),
  };
  if (record['testPassed'] !== undefined)
    return { ...base, op: 'verify', valid: record['testPassed'] as boolean };
  return { ...base, op: 'sign', privateKey: hexOf(record, 'd') };
}

const HMAC_HASHES: Readonly<Record<string, string>> = {
  'hmac-sha2-224.json.gz': 'SHA-224',
  'hmac-sha2-256.json.gz': 'SHA-256',
  'hmac-sha2-384.json.gz': 'SHA-384',
  'hmac-sha2-512.json.gz': 'SHA-512',
};

function hmacCase(hash: string): (record: AcvpRecord) => AcvpCase {
  return (record) => ({
    alg: 'HMAC',
    op: 'mac',
    hash,
    key: hexOf(record, 'key'),
    message: hexOf(record, 'msg'),
    tagLength: numberOf(record, 'macLen') / 8,
    tag: hexOf(record, 'mac'),
  });
}

/** The counter may stand at any bit of the fixed data; the seam's stands at a byte. */
function counterLocation(record: AcvpRecord): string | number | undefined {
  const place = String(record['counterLocation']).split(' ')[0];
  if (place !== 'middle') return place;
  const bits = numberOf(record, 'breakLocation');
  return bits % 8 === 0 ? bits / 8 : undefined;
}

function kdf(record: AcvpRecord): AcvpCase {
  const place = counterLocation(record);
  if (place === undefined) return out('a counter inside a byte');
  const bits = numberOf(record, 'keyOutLength');
  return {
    alg: 'KBKDF-CTR-HMAC',
    op: 'derive',
    hash: hashOf(String(record['macMode']).replace('HMAC-', '')) as string,
    key: hexOf(record, 'keyIn'),
    fixedInput: hexOf(record, 'fixedData'),
    counterBits: numberOf(record, 'counterLength'),
    counterLocation: place,
    length: Math.ceil(bits / 8),
    spareBits: (8 - (bits % 8)) % 8,
    okm: hexOf(record, 'keyOut'),
  };
}

const mlDsaBase = (record: AcvpRecord): VectorCase => ({
  alg: 'ML-DSA',
  parameterSet: record['parameterSet'] as string,
});

/** The message as the seam takes it: external with its context, or mu, which an internal message is turned into. */
function mlDsaMessage(record: AcvpRecord, tr: Uint8Array): VectorCase | undefined {
  if (record['signatureInterface'] === 'external') {
    if (record['preHash'] !== 'pure') return undefined;
    return { message: hexOf(record, 'message'), context: hexOf(record, 'context') };
  }
  if (record['externalMu'] === true) return { mu: hexOf(record, 'mu') };
  // FIPS 204 Algorithm 7 line 6: mu = H(tr || M', 64).
  const message = Buffer.concat([tr, Buffer.from(hexOf(record, 'message'), 'hex')]);
  return { mu: toHex(shake256(message, { dkLen: 64 })) };
}

const PRE_HASH = 'HashML-DSA';

function mlDsaSign(record: AcvpRecord): AcvpCase {
  const secretKey = hexOf(record, 'sk');
  const message = mlDsaMessage(record, fromHex(secretKey).subarray(64, 128));
  if (message === undefined) return out(PRE_HASH);
  const rnd = record['deterministic'] === true ? {} : { rnd: hexOf(record, 'rnd') };
  return {
    ...mlDsaBase(record),
    op: 'sign',
    secretKey,
    ...message,
    ...rnd,
    signature: hexOf(record, 'signature'),
  };
}

function mlDsaVerify(record: AcvpRecord): AcvpCase {
  const publicKey = hexOf(record, 'pk');
  const message = mlDsaMessage(record, shake256(fromHex(publicKey), { dkLen: 64 }));
  if (message === undefined) return out(PRE_HASH);
  const valid = record['testPassed'] as boolean;
  return {
    ...mlDsaBase(record),
    op: 'verify',
    publicKey,
    ...message,
    signature: hexOf(record, 'signature'),
    valid,
  };
}

/** How each file is read. CTR_DRBG is no part of an engine and has a test of its own. */
export const ACVP_FILES: Readonly<Record<string, (record: AcvpRecord) => AcvpCase>> = {
  'ecdsa-det-siggen-186-5.json.gz': ecdsa((record) => ({ op: 'sign', privateKey: fixed(record, 'd') })),
  'ecdsa-siggen-186-5.json.gz': ecdsa((record) => ({
    op: 'verify',
    privateKey: fixed(record, 'd'),
    valid: true,
  })),
  'ecdsa-sigver-186-5.json.gz': ecdsa((record) => ({ op: 'verify', valid: record['testPassed'] as boolean })),
  'eddsa-siggen.json.gz': eddsa,
  'eddsa-sigver.json.gz': eddsa,
  ...Object.fromEntries(Object.entries(HMAC_HASHES).map(([file, hash]) => [file, hmacCase(hash)])),
  'kdf-counter-hmac.json.gz': kdf,
  'ml-dsa-keygen.json.gz': (record) => ({
    ...mlDsaBase(record),
    op: 'keygen',
    seed: hexOf(record, 'seed'),
    publicKey: hexOf(record, 'pk'),
    secretKey: hexOf(record, 'sk'),
  }),
  'ml-dsa-siggen.json.gz': mlDsaSign,
  'ml-dsa-sigver.json.gz': mlDsaVerify,
  'rsa-keygen-186-5.json.gz': rsaKey,
  'rsa-siggen-186-5.json.gz': rsaVerify(() => true),
  'rsa-sigver-186-5.json.gz': rsaVerify((record) => record['testPassed'] as boolean),
};
