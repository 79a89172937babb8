import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/bytes/hex.ts';
import { FormatError } from '../../src/bytes/reader.ts';
import { decodePem, encodePem } from '../../src/crypto/pem.ts';
import { decoders } from './decoders.ts';
import { attack } from './mutation.ts';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const SPKI = publicKey.export({ format: 'der', type: 'spki' });
const PEM = publicKey.export({ format: 'pem', type: 'spki' }) as string;

test('the text is the one that node:crypto writes, for public and private keys', () => {
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
  expect(encodePem('PUBLIC KEY', SPKI)).toBe(PEM);
  expect(encodePem('PRIVATE KEY', pkcs8)).toBe(privateKey.export({ format: 'pem', type: 'pkcs8' }));
});

test('node:crypto reads what is written here', () => {
  expect(createPublicKey(encodePem('PUBLIC KEY', SPKI)).equals(publicKey)).toBe(true);
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
  expect(createPrivateKey(encodePem('PRIVATE KEY', pkcs8)).equals(privateKey)).toBe(true);
});

test('any bytes and label read back', () => {
  const label = fc.constantFrom('PUBLIC KEY', 'PRIVATE KEY', 'X', 'A-B C', '!"#$%&');
  const property = fc.property(label, fc.uint8Array({ minLength: 1, maxLength: 300 }), (name, bytes) => {
    const block = decodePem(encodePem(name, bytes));
    expect([block.label, toHex(block.bytes)]).toEqual([name, toHex(bytes)]);
  });
  fc.assert(property, { seed: 7468, numRuns: 300 });
});

test('lines may end in LF or CRLF, and the last one in nothing', () => {
  for (const text of [
    PEM,
    PEM.replaceAll('\n', '\r\n'),
    PEM.trimEnd(),
    PEM.trimEnd().replaceAll('\n', '\r\n'),
  ]) {
    expect(decodePem(text)).toEqual({ label: 'PUBLIC KEY', bytes: Uint8Array.from(SPKI) });
  }
});

describe('reading refuses', () => {
  const body = PEM.split('\n')[1];
  const begin = '-----BEGIN PUBLIC KEY-----\n';
  const end = '\n-----END PUBLIC KEY-----\n';
  test.each([
    ['nothing', ''],
    ['text before the block', `hello\n${PEM}`],
    ['text behind the block', `${PEM}hello`],
    ['two blocks', PEM + PEM],
    ['an empty line behind', `${PEM}\n`],
    ['an empty line inside', `${begin}\n${body}${end}`],
    ['another label at the end', PEM.replace('END PUBLIC', 'END PRIVATE')],
    ['an empty label', PEM.replaceAll('PUBLIC KEY', '')],
    ['a label that ends in a space', PEM.replaceAll('PUBLIC KEY', 'PUBLIC ')],
    ['a label with two spaces', PEM.replaceAll('PUBLIC KEY', 'PUBLIC  KEY')],
    ['no end', begin + body],
    ['no body', begin.trimEnd() + end],
    ['a header', `${begin}Proc-Type: 4,ENCRYPTED\n${body}${end}`],
    ['a space at a line end', PEM.replace(body, `${body} `)],
    ['a space before the block', ` ${PEM}`],
    ['a line of 63 characters that is not the last', `${begin}${body.slice(0, 63)}\n${body.slice(63)}${end}`],
    ['a line of 65 characters', `${begin}${'A'.repeat(65)}\nAAA${end}`],
    ['mixed line ends', PEM.replace('\n', '\r\n')],
    ['a CR alone', PEM.replaceAll('\n', '\r')],
    ['no padding', `${begin}AQI${end}`],
    ['stray bits behind the last byte (RFC 4648 §3.5)', `${begin}AQJ=${end}`],
    ['the URL alphabet', `${begin}-_-_${end}`],
    ['four dashes', PEM.replace('-----BEGIN', '----BEGIN')],
    ['small letters', PEM.replace('BEGIN', 'begin')],
  ])('%s', (_what, text) => {
    expect(() => decodePem(text)).toThrow(FormatError);
  });

  test('what is not a string', () => {
    expect(() => decodePem(undefined as unknown as string)).toThrow(TypeError);
  });
});

test.each(['', 'A--B', ' A', 'A\nB', 'É'])('writing refuses the label %j', (label) => {
  expect(() => encodePem(label, SPKI)).toThrow(RangeError);
});

test('writing refuses to write nothing', () => {
  expect(() => encodePem('PUBLIC KEY', new Uint8Array())).toThrow(RangeError);
});

test('20,000 mutated inputs are refused as documented or re-encode to themselves', () => {
  const { accepted, refused } = attack(decoders()[1], 20_000, 2);
  expect(accepted).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(10_000);
});
