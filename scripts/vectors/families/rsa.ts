/**
 * RSA: signature generation and verification (CAVS 10 and 11, FIPS 186-2 and 186-3), OAEP.
 *
 * Only moduli of 2048 bits and more, and for signatures only SHA-2: smaller keys and SHA-1 are in the same files, but
 * the engines refuse to sign with them. Numbers are hexadecimal without leading zero bytes.
 *
 * @module
 */
import { NIST_LICENCE, type VectorFamily } from '../family.ts';
import { field, hashName, numberHex, parseRsp, type RspRecord } from '../rsp.ts';
import { groupCases, type VectorCase, type VectorGroup } from '../vector-file.ts';

const MIN_MODULUS_DIGITS = 2048 / 4;

type Row = { readonly members: VectorCase; readonly test: VectorCase };

/** Signature records, each with the key numbers that stood before it. */
function signatureRecords(text: string): RspRecord[] {
  let key: Record<string, string> = {};
  return parseRsp(text).flatMap(({ sections, fields }) => {
    if ('S' in fields) return [{ sections, fields: { ...key, ...fields } }];
    key = 'n' in fields ? { ...fields } : { ...key, ...fields };
    return [];
  });
}

function offered(record: RspRecord): boolean {
  return numberHex(field(record, 'n')).length >= MIN_MODULUS_DIGITS && field(record, 'SHAAlg') !== 'SHA1';
}

function signCase(alg: string): (record: RspRecord) => Row {
  return (record) => {
    const salt = alg === 'RSA-PSS' ? field(record, 'SaltVal') : undefined;
    return {
      members: {
        alg,
        op: 'sign',
        hash: hashName(field(record, 'SHAAlg')),
        ...(salt === undefined ? {} : { saltLength: salt.length / 2, salt }),
        n: numberHex(field(record, 'n')),
        e: numberHex(field(record, 'e')),
        d: numberHex(field(record, 'd')),
      },
      test: { message: field(record, 'Msg'), signature: field(record, 'S').toLowerCase() },
    };
  };
}

function verifyCase(alg: string, saltLength: number): (record: RspRecord) => Row {
  return (record) => ({
    members: {
      alg,
      op: 'verify',
      hash: hashName(field(record, 'SHAAlg')),
      ...(alg === 'RSA-PSS' ? { saltLength } : {}),
      n: numberHex(field(record, 'n')),
      e: numberHex(field(record, 'e')),
    },
    test: {
      message: field(record, 'Msg'),
      signature: field(record, 'S').toLowerCase(),
      valid: !(record.fields['Result'] ?? 'P').startsWith('F'),
    },
  });
}

function convertSignatures(row: (record: RspRecord) => Row): VectorFamily['convert'] {
  return (texts) =>
    groupCases(
      texts
        .flatMap(signatureRecords)
        .filter(offered)
        .map((r) => row(r)),
    );
}

/** The members of a private key in the OAEP files, by the comment that stands over the number. */
const OAEP_NUMBERS: Readonly<Record<string, string>> = {
  Modulus: 'n',
  'Public exponent': 'e',
  Exponent: 'd',
  'Prime 1': 'p',
  'Prime 2': 'q',
  Message: 'plaintext',
  Encryption: 'ciphertext',
};

/** Pairs of a comment `# Name:` and the hexadecimal below it, over several lines or one. */
function* labelledNumbers(text: string): Generator<readonly [name: string, value: string]> {
  let name: string | undefined;
  let value = '';
  for (const line of [...text.split('\n').map((raw) => raw.trim()), '# end:']) {
    if (!line.startsWith('#')) {
      if (/^[0-9a-f ]+$/i.test(line)) value += line.replaceAll(' ', '');
      continue;
    }
    if (name !== undefined && value !== '') yield [name, value];
    name = OAEP_NUMBERS[/^# ([^:]+):/.exec(line)?.[1] ?? ''];
    value = '';
  }
}

/** A later number takes an earlier one's place, so that the private key's exponent wins over the public one's. */
function convertOaep(hash: string, mgfHash: string): (text: string) => Row[] {
  return (text) => {
    const numbers: Record<string, string> = {};
    const rows: Row[] = [];
    for (const [name, value] of labelledNumbers(text)) {
      numbers[name] = value;
      if (name !== 'ciphertext' || numberHex(numbers['n'] as string).length < MIN_MODULUS_DIGITS) continue;
      const key = ['n', 'e', 'd', 'p', 'q'].map((part) => [part, numberHex(numbers[part] as string)]);
      rows.push({
        members: { alg: 'RSA-OAEP', op: 'decrypt', hash, mgfHash, ...Object.fromEntries(key) },
        test: { plaintext: numbers['plaintext'] as string, ciphertext: value },
      });
    }
    return rows;
  };
}

const OAEP_HASHES = ['sha1', 'sha224', 'sha256', 'sha384', 'sha512'];

/** Every pair that pyca made: all of hash and MGF hash but SHA-1 with itself, which RSA Laboratories had made. */
const OAEP_PAIRS = OAEP_HASHES.flatMap((hash) =>
  OAEP_HASHES.map((mgfHash) => [hash, mgfHash] as const),
).filter(([hash, mgfHash]) => hash !== 'sha1' || mgfHash !== 'sha1');

function convertOaepPairs(pairs: typeof OAEP_PAIRS): VectorFamily['convert'] {
  return (texts): VectorGroup[] =>
    groupCases(
      pairs.flatMap(([hash, mgfHash], index) =>
        convertOaep(hashName(hash), hashName(mgfHash))(texts[index] as string),
      ),
    );
}

/** BoringSSL's case with a label; its plaintext is text in quotes. */
function convertOaepLabel([text = '']: readonly string[]): VectorGroup[] {
  const tests = parseRsp(text).map((record) => {
    const hash = hashName(field(record, 'OAEPDigest'));
    return {
      hash,
      mgfHash: hash,
      privateKey: field(record, 'KEY'),
      label: field(record, 'OAEPLabel'),
      ciphertext: field(record, 'Input'),
      plaintext: Buffer.from(JSON.parse(field(record, 'Output')) as string).toString('hex'),
    };
  });
  return [{ alg: 'RSA-OAEP', op: 'decrypt', tests }];
}

const OAEP_EQUAL = OAEP_PAIRS.filter(([hash, mgfHash]) => hash === mgfHash);
const OAEP_MIXED = OAEP_PAIRS.filter(([hash, mgfHash]) => hash !== mgfHash);
const RSA = 'asymmetric/RSA';
const PYCA_LICENCE = 'Apache-2.0 or BSD-3-Clause; the vectors are declared non-copyrightable';
const RULE = 'modulus of 2048 bits or more, SHA-2';

/** The MGF hash comes first in a file's name. */
function oaepPath([hash, mgfHash]: readonly [string, string]): string {
  return `${RSA}/oaep-custom/oaep-${mgfHash}-${hash}.txt`;
}

/** What differs between the four files of each signature scheme. */
const SIGNATURE_SCHEMES = [
  { alg: 'RSA-PKCS1', short: '15', name: 'PKCS#1 v1.5', siggenSalt: 0, sigverSalt: 0 },
  { alg: 'RSA-PSS', short: 'PSS', name: 'RSASSA-PSS', siggenSalt: 0, sigverSalt: 10 },
];

export const RSA_FAMILIES: readonly VectorFamily[] = [
  ...SIGNATURE_SCHEMES.flatMap(({ alg, short, name, siggenSalt, sigverSalt }) => [
    {
      file: `nist/${alg.toLowerCase()}-siggen-186-2.json.gz`,
      sources: [`${RSA}/FIPS_186-2/SigGen${short}_186-2.txt`],
      origin: `NIST CAVS 11.4, ${name} signature generation (FIPS 186-2)`,
      licence: NIST_LICENCE,
      rule: RULE,
      convert: convertSignatures(signCase(alg)),
    },
    {
      file: `nist/${alg.toLowerCase()}-siggen-186-3.json.gz`,
      sources: [`${RSA}/FIPS_186-2/SigGen${short}_186-3.rsp`],
      origin: `NIST CAVS 10.1, ${name} signature generation (FIPS 186-3), without private keys: verified`,
      licence: NIST_LICENCE,
      rule: RULE,
      convert: convertSignatures(verifyCase(alg, siggenSalt)),
    },
    {
      file: `nist/${alg.toLowerCase()}-sigver-186-3.json.gz`,
      sources: [`${RSA}/FIPS_186-2/SigVer${short}_186-3.rsp`],
      origin: `NIST CAVS 11.0, ${name} signature verification (FIPS 186-3)`,
      licence: NIST_LICENCE,
      rule: RULE,
      convert: convertSignatures(verifyCase(alg, sigverSalt)),
    },
  ]),
  {
    file: 'rsa-laboratories/rsa-oaep.json.gz',
    sources: [`${RSA}/pkcs-1v2-1d2-vec/oaep-vect.txt`],
    origin: 'RSA Laboratories, PKCS #1 v2.1 test vectors',
    licence: 'published for testing without conditions; declared non-copyrightable by pyca/cryptography',
    rule: 'modulus of 2048 bits or more',
    convert: ([text = '']) => groupCases(convertOaep('SHA-1', 'SHA-1')(text)),
  },
  {
    file: 'pyca/rsa-oaep.json.gz',
    sources: OAEP_EQUAL.map(oaepPath),
    origin: 'pyca/cryptography, OAEP with SHA-2, verified against Bouncy Castle',
    licence: PYCA_LICENCE,
    rule: 'hash and MGF hash equal',
    convert: convertOaepPairs(OAEP_EQUAL),
  },
  {
    file: 'pyca/rsa-oaep-mixed.json.gz',
    sources: OAEP_MIXED.map(oaepPath),
    origin: 'pyca/cryptography, OAEP with SHA-1 and SHA-2, verified against Bouncy Castle',
    licence: PYCA_LICENCE,
    rule: 'hash and MGF hash different',
    convert: convertOaepPairs(OAEP_MIXED),
  },
  {
    file: 'pyca/rsa-oaep-label.json',
    sources: [`${RSA}/oaep-label.txt`],
    origin: 'BoringSSL evp_tests.txt at ce3773f9, through pyca/cryptography',
    licence: PYCA_LICENCE,
    convert: convertOaepLabel,
  },
];
