/**
 * HMAC-SHA-2 (RFC 4231) and HKDF (RFC 5869), from the package's copies of the RFCs' own test cases.
 *
 * @module
 */
import type { VectorFamily } from '../family.ts';
import { field, parseRsp, type RspRecord } from '../rsp.ts';
import type { VectorCase, VectorGroup } from '../vector-file.ts';

const HMAC_SIZES = ['224', '256', '384', '512'];

/** Test case 5 (RFC 4231 §4.6), which the package leaves out: the leftmost 16 bytes of the MAC. */
const TRUNCATED: Readonly<Record<string, string>> = {
  '224': '0e2aea68a90c8d37c988bcdb9fca6fa8',
  '256': 'a3b6167473100ee06e0c796c2955552b',
  '384': '3abf34c3503b2a23a46efc619baef897',
  '512': '415fad6271580a531d4179bc891d87a6',
};

const TRUNCATED_KEY = '0c'.repeat(20);
const TRUNCATED_MESSAGE = '546573742057697468205472756e636174696f6e';

function macCases(text: string, size: string): VectorCase[] {
  const whole = parseRsp(text)
    .filter((record) => 'Msg' in record.fields)
    .map((record) => ({
      key: field(record, 'Key'),
      message: field(record, 'Msg'),
      tag: field(record, 'MD'),
    }));
  const tag = TRUNCATED[size] as string;
  return [...whole, { key: TRUNCATED_KEY, message: TRUNCATED_MESSAGE, tagLength: 16, tag }];
}

/** The fields of one case stand in two runs of lines: whatever follows an `IKM` is its own. */
function hkdfRecords(text: string): RspRecord[] {
  const records: RspRecord[] = [];
  for (const { sections, fields } of parseRsp(text)) {
    const last = records.at(-1);
    if ('IKM' in fields) records.push({ sections, fields });
    else if (last !== undefined)
      records[records.length - 1] = { sections, fields: { ...last.fields, ...fields } };
  }
  return records;
}

function hkdfCase(record: RspRecord): VectorCase {
  return {
    hash: field(record, 'Hash'),
    ikm: field(record, 'IKM'),
    salt: field(record, 'salt'),
    info: field(record, 'info'),
    length: Number(field(record, 'L')),
    okm: field(record, 'OKM'),
  };
}

const LICENCE = 'code components of RFCs: BSD-3-Clause (IETF Trust); the values are facts';

export const RFC_FAMILIES: readonly VectorFamily[] = [
  {
    file: 'rfc/rfc4231.json',
    sources: HMAC_SIZES.map((size) => `HMAC/rfc-4231-sha${size}.txt`),
    origin: 'RFC 4231 §4, HMAC-SHA-224, -256, -384 and -512; test case 5 typed from the RFC',
    licence: LICENCE,
    convert: (texts): VectorGroup[] =>
      HMAC_SIZES.map((size, index) => ({
        alg: 'HMAC',
        op: 'mac',
        hash: `SHA-${size}`,
        tests: macCases(texts[index] as string, size),
      })),
  },
  {
    file: 'rfc/rfc5869.json',
    sources: ['KDF/rfc-5869-HKDF-SHA256.txt', 'KDF/rfc-5869-HKDF-SHA1.txt'],
    origin: 'RFC 5869, appendix A',
    licence: LICENCE,
    convert: (texts) => [{ alg: 'HKDF', op: 'derive', tests: texts.flatMap(hkdfRecords).map(hkdfCase) }],
  },
];
