/**
 * AES-256: the block cipher (AESAVS known answers), GCM (CAVS 14.0) and key wrap (SP 800-38F, CAVS 17.4 and 21.4).
 *
 * @module
 */
import { NIST_LICENCE, type VectorFamily } from '../family.ts';
import { field, parseRsp, section } from '../rsp.ts';
import { groupCases, type VectorCase, type VectorGroup } from '../vector-file.ts';

const REFUSED = { error: 'AuthenticationError' };

const ECB_FILES = ['GFSbox', 'KeySbox', 'VarKey', 'VarTxt'];

/** The encrypting half of each file: the seam has no inverse cipher of its own. */
function convertBlocks(texts: readonly string[]): VectorGroup[] {
  const records = texts.flatMap((text) => parseRsp(text)).filter((r) => r.sections['title'] === 'ENCRYPT');
  const tests = records.map((record) => ({
    key: field(record, 'KEY'),
    plaintext: field(record, 'PLAINTEXT'),
    ciphertext: field(record, 'CIPHERTEXT'),
  }));
  return [{ alg: 'AES', op: 'encrypt-block', tests }];
}

function convertGcm(op: 'seal' | 'open'): VectorFamily['convert'] {
  return ([text = '']) =>
    groupCases(
      parseRsp(text).map((record) => ({
        members: { alg: 'AES-GCM', op, tagLength: Number(section(record, 'Taglen')) / 8 },
        test: {
          key: field(record, 'Key'),
          nonce: field(record, 'IV'),
          aad: field(record, 'AAD'),
          ciphertext: field(record, 'CT'),
          tag: field(record, 'Tag'),
          ...('FAIL' in record.fields ? REFUSED : { plaintext: field(record, 'PT') }),
        },
      })),
    );
}

function convertWrap(alg: string): VectorFamily['convert'] {
  return (texts) => {
    const ops = ['wrap', 'unwrap'];
    return texts.map((text, index) => ({
      alg,
      op: ops[index] as string,
      tests: parseRsp(text).map(
        (record): VectorCase => ({
          key: field(record, 'K'),
          ciphertext: field(record, 'C'),
          ...('FAIL' in record.fields ? REFUSED : { plaintext: field(record, 'P') }),
        }),
      ),
    }));
  };
}

export const AES_FAMILIES: readonly VectorFamily[] = [
  ...[128, 192, 256].map((bits) => ({
    file: `nist/aes-${bits}-block.json.gz`,
    sources: ECB_FILES.map((name) => `ciphers/AES/ECB/ECB${name}${bits}.rsp`),
    origin: `NIST AESAVS known-answer tests, ECB, ${bits} bits`,
    licence: NIST_LICENCE,
    rule: 'the encrypting half of each file',
    convert: convertBlocks,
  })),
  {
    file: 'nist/aes-256-gcm-seal.json.gz',
    sources: ['ciphers/AES/GCM/gcmEncryptExtIV256.rsp'],
    origin: 'NIST CAVS 14.0, GCM Encrypt with keysize 256',
    licence: NIST_LICENCE,
    convert: convertGcm('seal'),
  },
  {
    file: 'nist/aes-256-gcm-open.json.gz',
    sources: ['ciphers/AES/GCM/gcmDecrypt256.rsp'],
    origin: 'NIST CAVS 14.0, GCM Decrypt with keysize 256',
    licence: NIST_LICENCE,
    convert: convertGcm('open'),
  },
  ...['KW', 'KWP'].map((mode) => ({
    file: `nist/aes-256-${mode.toLowerCase()}.json.gz`,
    sources: ['AE', 'AD'].map((half) => `keywrap/kwtestvectors/${mode}_${half}_256.txt`),
    origin: `NIST SP 800-38F, ${mode}-AE and ${mode}-AD with AES-256`,
    licence: NIST_LICENCE,
    rule: 'the forms that use the forward cipher; the _inv twins are not used by any service',
    convert: convertWrap(`AES-${mode}`),
  })),
];
