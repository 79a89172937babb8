/**
 * ECDSA (FIPS 186-3, CAVS 11), public key validation, key pairs and ECDH (SP 800-56A) on P-256, P-384 and P-521;
 * ECDSA on secp256k1; Ed25519.
 *
 * Public keys become uncompressed points (SEC 1 §2.3.3), private keys and signature halves as wide as the order.
 * A coordinate that is wider than the field stays so, and with it the point malformed: it must be refused either way.
 *
 * @module
 */
import { NIST_LICENCE, type VectorFamily } from '../family.ts';
import { field, fixedHex, hashName, parseRsp, type RspRecord, section } from '../rsp.ts';
import { groupCases, type VectorCase, type VectorGroup } from '../vector-file.ts';

/** Width of a coordinate and of a scalar in bytes. */
const WIDTHS: Readonly<Record<string, number>> = { 'P-256': 32, 'P-384': 48, 'P-521': 66, secp256k1: 32 };

/** Orders of the base points (SP 800-186 §3.2.1). */
const ORDERS: Readonly<Record<string, bigint>> = {
  'P-256': 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  'P-384':
    0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  'P-521':
    0x1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
};

/** The parameter sets of the ECDH file by the curve that it selects for them. */
const ECDH_CURVES: Readonly<Record<string, string>> = { EC: 'P-256', ED: 'P-384', EE: 'P-521' };

const CURVES = Object.keys(ORDERS);

function width(curve: string): number {
  return WIDTHS[curve] as number;
}

function point(curve: string, x: string, y: string): string {
  return `04${fixedHex(x, width(curve))}${fixedHex(y, width(curve))}`;
}

function signature(curve: string, record: RspRecord): string {
  return fixedHex(field(record, 'R'), width(curve)) + fixedHex(field(record, 'S'), width(curve));
}

/** `[P-256,SHA-1]` as a curve and a hash. */
function curveAndHash(record: RspRecord): { curve: string; hash: string } {
  const [curve = '', hash = ''] = section(record, 'title').split(',');
  return { curve: curve === 'K-256' ? 'secp256k1' : curve, hash };
}

/** A signature made with a nonce of the file's: what it proves is that it verifies, and whose it is. */
function signCase(record: RspRecord): { members: VectorCase; test: VectorCase } {
  const { curve, hash } = curveAndHash(record);
  return {
    members: { alg: 'ECDSA', op: 'verify', curve, hash: hashName(hash), encoding: 'p1363' },
    test: {
      privateKey: fixedHex(field(record, 'd'), width(curve)),
      publicKey: point(curve, field(record, 'Qx'), field(record, 'Qy')),
      message: field(record, 'Msg'),
      signature: signature(curve, record),
      valid: true,
    },
  };
}

function verifyCase(record: RspRecord): { members: VectorCase; test: VectorCase } {
  const { curve, hash } = curveAndHash(record);
  return {
    members: { alg: 'ECDSA', op: 'verify', curve, hash: hashName(hash), encoding: 'p1363' },
    test: {
      publicKey: point(curve, field(record, 'Qx'), field(record, 'Qy')),
      message: field(record, 'Msg'),
      signature: signature(curve, record),
      valid: field(record, 'Result').startsWith('P'),
    },
  };
}

/** The curves of the seam with an approved SHA-2 hash: the files also hold smaller and binary curves, and SHA-1. */
function offered(record: RspRecord, hashes: readonly string[]): boolean {
  const { curve, hash } = curveAndHash(record);
  return curve in WIDTHS && hashes.includes(hash);
}

const ALL_HASHES = ['SHA-1', 'SHA-224', 'SHA-256', 'SHA-384', 'SHA-512'];

function convertKeyValidation([text = '']: readonly string[]): VectorGroup[] {
  const records = parseRsp(text).filter((record) => CURVES.includes(section(record, 'title')));
  return groupCases(
    records.map((record) => {
      const curve = section(record, 'title');
      const publicKey = point(curve, field(record, 'Qx'), field(record, 'Qy'));
      const valid = field(record, 'Result').startsWith('P');
      return { members: { alg: 'EC', op: 'validate-public-key', curve }, test: { publicKey, valid } };
    }),
  );
}

function convertKeyPairs([text = '']: readonly string[]): VectorGroup[] {
  const records = parseRsp(text.replace(/^\[B\.4\.2.*$/gm, '')).filter(
    (record) => CURVES.includes(section(record, 'title')) && 'd' in record.fields,
  );
  return groupCases(
    records.map((record) => {
      const curve = section(record, 'title');
      const privateKey = fixedHex(field(record, 'd'), width(curve));
      const publicKey = point(curve, field(record, 'Qx'), field(record, 'Qy'));
      return { members: { alg: 'EC', op: 'derive-public-key', curve }, test: { privateKey, publicKey } };
    }),
  );
}

/** What must come of a failing case, by the number of its cause. */
function ecdhOutcome(record: RspRecord, curve: string): VectorCase {
  const cause = /\((\d+)/.exec(field(record, 'Result'))?.[1];
  const sharedSecret = fixedHex(field(record, 'Z'), width(curve));
  if (cause === '1' || cause === '2') return { error: 'InvalidKeyError' };
  if (cause === '5' || cause === '6') {
    const refusedPublicKey = point(curve, field(record, 'QsIUTx'), field(record, 'QsIUTy'));
    return { refusedPublicKey, differsFrom: sharedSecret };
  }
  const scalar = BigInt(`0x${field(record, 'dsIUT')}`);
  if (scalar === 0n || scalar >= (ORDERS[curve] as bigint)) return { error: 'InvalidKeyError' };
  return cause === '7' || cause === '8' ? { differsFrom: sharedSecret } : { sharedSecret };
}

function convertEcdh(texts: readonly string[]): VectorGroup[] {
  const records = texts.flatMap((text) => parseRsp(text)).filter((record) => 'Z' in record.fields);
  return groupCases(
    records.flatMap((record) => {
      const curve = ECDH_CURVES[section(record, 'title').slice(0, 2)];
      if (curve === undefined) return [];
      const test = {
        privateKey: fixedHex(field(record, 'dsIUT'), width(curve)),
        publicKey: point(curve, field(record, 'QsCAVSx'), field(record, 'QsCAVSy')),
        ...ecdhOutcome(record, curve),
      };
      return [{ members: { alg: 'ECDH', op: 'derive', curve }, test }];
    }),
  );
}

/** Lines of `secret and public key : public key : message : signature and message :`. */
function convertEd25519([text = '']: readonly string[]): VectorGroup[] {
  const tests = text
    .trim()
    .split('\n')
    .map((line) => {
      const [pair = '', publicKey = '', message = '', signed = ''] = line.trim().split(':');
      return { privateKey: pair.slice(0, 64), publicKey, message, signature: signed.slice(0, 128) };
    });
  return [{ alg: 'Ed25519', op: 'sign', tests }];
}

const ECDSA = 'asymmetric/ECDSA/FIPS_186-3';

export const EC_FAMILIES: readonly VectorFamily[] = [
  {
    file: 'nist/ecdsa-siggen.json.gz',
    sources: [`${ECDSA}/SigGen.txt`],
    origin: 'NIST CAVS 11.2, ECDSA signature generation (FIPS 186-3): verified',
    licence: NIST_LICENCE,
    rule: 'P-256, P-384 and P-521, all five hashes',
    convert: ([text = '']) => groupCases(records(text, ALL_HASHES).map(signCase)),
  },
  {
    file: 'nist/ecdsa-sigver.json.gz',
    sources: [`${ECDSA}/SigVer.rsp`],
    origin: 'NIST CAVS 11.0, ECDSA signature verification (FIPS 186-3)',
    licence: NIST_LICENCE,
    rule: 'P-256, P-384 and P-521, all five hashes',
    convert: ([text = '']) => groupCases(records(text, ALL_HASHES).map(verifyCase)),
  },
  {
    file: 'nist/ec-public-keys.json.gz',
    sources: [`${ECDSA}/PKV.rsp`],
    origin: 'NIST CAVS 11.0, public key validation',
    licence: NIST_LICENCE,
    rule: 'P-256, P-384 and P-521',
    convert: convertKeyValidation,
  },
  {
    file: 'nist/ec-key-pairs.json.gz',
    sources: [`${ECDSA}/KeyPair.rsp`],
    origin: 'NIST CAVS 11.0, key pairs by testing candidates',
    licence: NIST_LICENCE,
    rule: 'P-256, P-384 and P-521',
    convert: convertKeyPairs,
  },
  {
    file: 'nist/ecdh.json.gz',
    sources: ['init', 'resp'].map(
      (role) => `asymmetric/ECDH/KASValidityTest_ECCStaticUnified_NOKC_ZZOnly_${role}.fax`,
    ),
    origin: 'NIST CAVS 11.0, ECC static unified key agreement, Z only (SP 800-56A)',
    licence: NIST_LICENCE,
    rule: 'P-256, P-384 and P-521',
    convert: convertEcdh,
  },
  {
    file: 'pyca/ecdsa-secp256k1.json.gz',
    sources: ['asymmetric/ECDSA/SECP256K1/SigGen.txt'],
    origin: 'pyca/cryptography, ECDSA signature generation on secp256k1: verified',
    licence: 'Apache-2.0 or BSD-3-Clause; the vectors are declared non-copyrightable',
    rule: 'SHA-256',
    convert: ([text = '']) => groupCases(records(text, ['SHA-256']).map(signCase)),
  },
  {
    file: 'bernstein/ed25519.json.gz',
    sources: ['asymmetric/Ed25519/sign.input'],
    origin: 'D. J. Bernstein et al., ed25519.cr.yp.to/python/sign.input',
    licence: 'public domain',
    convert: convertEd25519,
  },
];

function records(text: string, hashes: readonly string[]): RspRecord[] {
  return parseRsp(text).filter((record) => 'Msg' in record.fields && offered(record, hashes));
}
