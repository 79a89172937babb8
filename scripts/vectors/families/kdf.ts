/**
 * KBKDF in counter mode with HMAC (SP 800-108, CAVS 14.4).
 *
 * In the middle, the counter splits the fixed input: its place is the length of the first part.
 *
 * @module
 */
import { NIST_LICENCE, type VectorFamily } from '../family.ts';
import { field, hashName, parseRsp, type RspRecord, section } from '../rsp.ts';
import { groupCases, type VectorCase } from '../vector-file.ts';

const PLACES: Readonly<Record<string, 'before' | 'after' | 'middle'>> = {
  BEFORE_FIXED: 'before',
  AFTER_FIXED: 'after',
  MIDDLE_FIXED: 'middle',
};

function fixedInputOf(record: RspRecord): VectorCase {
  const place = PLACES[section(record, 'CTRLOCATION')];
  if (place !== 'middle')
    return { counterLocation: place as string, fixedInput: field(record, 'FixedInputData') };
  const before = field(record, 'DataBeforeCtrData');
  return { counterLocation: before.length / 2, fixedInput: before + field(record, 'DataAfterCtrData') };
}

function caseOf(record: RspRecord): { members: VectorCase; test: VectorCase } {
  const { counterLocation, fixedInput } = fixedInputOf(record);
  return {
    members: {
      alg: 'KBKDF-CTR-HMAC',
      op: 'derive',
      hash: hashName(section(record, 'PRF')),
      counterBits: Number(section(record, 'RLEN').replace('_BITS', '')),
      counterLocation: counterLocation as string | number,
      length: Number(field(record, 'L')) / 8,
    },
    test: { key: field(record, 'KI'), fixedInput: fixedInput as string, okm: field(record, 'KO') },
  };
}

export const KDF_FAMILIES: readonly VectorFamily[] = [
  {
    file: 'nist/kbkdf-ctr-hmac.json.gz',
    sources: ['KDF/nist-800-108-KBKDF-CTR.txt'],
    origin: 'NIST CAVS 14.4, SP 800-108 KDF in counter mode',
    licence: NIST_LICENCE,
    rule: 'the groups whose PRF is HMAC; CMAC is not offered',
    convert: ([text = '']) =>
      groupCases(
        parseRsp(text)
          .filter((record) => section(record, 'PRF').startsWith('HMAC_'))
          .map(caseOf),
      ),
  },
];
