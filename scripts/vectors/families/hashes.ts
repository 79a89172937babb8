/**
 * SHA-1, SHA-2, SHA-3 (SHAVS, SHA3VS) and SHAKE: short, long and Monte Carlo messages, and variable output.
 *
 * A Monte Carlo checkpoint is a case by itself: it starts from the digest of the checkpoint before, as the standard's
 * loop does, so that each can be run alone.
 *
 * @module
 */
import { NIST_LICENCE, type VectorFamily } from '../family.ts';
import { field, parseRsp, type RspRecord } from '../rsp.ts';
import type { VectorCase, VectorGroup } from '../vector-file.ts';

/** Long messages grow by about a hundred bytes each: their number adds size, not kinds of case. */
const LONGEST_MESSAGE = 3072;

const RULE = `long messages of at most ${LONGEST_MESSAGE} bytes`;

/** `Len = 0` comes with `Msg = 00`: the length counts. */
function messageOf(record: RspRecord): string {
  return field(record, 'Msg').slice(0, Number(field(record, 'Len')) / 4);
}

function short(record: RspRecord): boolean {
  return Number(field(record, 'Len')) / 8 <= LONGEST_MESSAGE;
}

function convertHash(alg: string): VectorFamily['convert'] {
  return ([shortText = '', longText = '', monteText = '']) => {
    const messages = [shortText, longText]
      .flatMap((text) => parseRsp(text))
      .filter(short)
      .map((record) => ({ message: messageOf(record), digest: field(record, 'MD') }));
    const [first, ...checkpoints] = parseRsp(monteText);
    let seed = field(first as RspRecord, 'Seed');
    const monte = checkpoints.map((record) => {
      const test = { seed, digest: field(record, 'MD') };
      seed = test.digest;
      return test;
    });
    return [
      { alg, op: 'digest', tests: messages },
      { alg, op: 'monte-carlo', tests: monte },
    ];
  };
}

/** The next output length of SHA3VS §6.3.3: minimum plus the rightmost 16 bits modulo the range, in bytes. */
function nextLength(output: string, min: number, max: number): number {
  return min + (Number.parseInt(output.slice(-4), 16) % (max - min + 1));
}

function convertXof(alg: string): VectorFamily['convert'] {
  return ([shortText = '', longText = '', variableText = '', monteText = '']) => {
    const messages = [shortText, longText]
      .flatMap((text) => parseRsp(text))
      .filter(short)
      .map((record) => xofCase(messageOf(record), field(record, 'Output')));
    const variable = parseRsp(variableText).map((record) =>
      xofCase(field(record, 'Msg'), field(record, 'Output')),
    );
    return [
      { alg, op: 'digest', tests: messages },
      { alg, op: 'digest', tests: variable },
      convertXofMonte(alg, monteText),
    ];
  };
}

function xofCase(message: string, digest: string): VectorCase {
  return { message, length: digest.length / 2, digest };
}

function convertXofMonte(alg: string, text: string): VectorGroup {
  const [first, ...checkpoints] = parseRsp(text) as [RspRecord, ...RspRecord[]];
  const minLength = Number(first.sections['Minimum Output Length (bits)']) / 8;
  const maxLength = Number(first.sections['Maximum Output Length (bits)']) / 8;
  let seed = field(first, 'Msg');
  let length = maxLength;
  const tests = checkpoints.map((record) => {
    const test = { seed, length, digest: field(record, 'Output') };
    seed = test.digest.slice(0, 32).padEnd(32, '0');
    length = nextLength(test.digest, minLength, maxLength);
    return test;
  });
  return { alg, op: 'monte-carlo', minLength, maxLength, tests };
}

const HASHES: readonly (readonly [alg: string, path: string, file: string])[] = [
  ['SHA-1', 'SHA1/SHA1', 'sha-1'],
  ['SHA-224', 'SHA2/SHA224', 'sha-224'],
  ['SHA-256', 'SHA2/SHA256', 'sha-256'],
  ['SHA-384', 'SHA2/SHA384', 'sha-384'],
  ['SHA-512', 'SHA2/SHA512', 'sha-512'],
  ['SHA-512/224', 'SHA2/SHA512_224', 'sha-512-224'],
  ['SHA-512/256', 'SHA2/SHA512_256', 'sha-512-256'],
  ['SHA3-224', 'SHA3/SHA3_224', 'sha3-224'],
  ['SHA3-256', 'SHA3/SHA3_256', 'sha3-256'],
  ['SHA3-384', 'SHA3/SHA3_384', 'sha3-384'],
  ['SHA3-512', 'SHA3/SHA3_512', 'sha3-512'],
];

export const HASH_FAMILIES: readonly VectorFamily[] = [
  ...HASHES.map(([alg, path, file]) => ({
    file: `nist/${file}.json.gz`,
    sources: ['ShortMsg', 'LongMsg', 'Monte'].map((kind) => `hashes/${path}${kind}.rsp`),
    origin: `NIST CAVP, ${alg}, byte-oriented`,
    licence: NIST_LICENCE,
    rule: RULE,
    convert: convertHash(alg),
  })),
  ...['128', '256'].map((size) => ({
    file: `nist/shake-${size}.json.gz`,
    sources: ['ShortMsg', 'LongMsg', 'VariableOut', 'Monte'].map(
      (kind) => `hashes/SHAKE/SHAKE${size}${kind}.rsp`,
    ),
    origin: `NIST CAVP, SHAKE${size}, byte-oriented`,
    licence: NIST_LICENCE,
    rule: RULE,
    convert: convertXof(`SHAKE-${size}`),
  })),
];
