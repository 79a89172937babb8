import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes/hex.ts';
import { FormatError } from '../../../src/bytes/reader.ts';
import { decodeCoseSign1, toBeSigned, verifyCoseSign1 } from '../../../src/crypto/cose/sign1.ts';
import { createPortableEngine } from '../../../src/crypto/portable.ts';
import { decoders } from '../decoders.ts';
import { attack } from '../mutation.ts';
import { encode, type Plain } from './encode.ts';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const SPKI = publicKey.export({ format: 'der', type: 'spki' });
const HEADER = encode(new Map([[1, -35]]));
const PAYLOAD = Buffer.from('payload');

function signed(payload: Buffer, header = HEADER): Buffer {
  const message = encode(['Signature1', header, new Uint8Array(), payload]);
  return sign('sha384', message, { key: privateKey, dsaEncoding: 'ieee-p1363' });
}

const message = (change: Partial<Record<0 | 1 | 2 | 3, Plain>> = {}): Buffer =>
  encode(Object.values({ 0: HEADER, 1: new Map(), 2: PAYLOAD, 3: signed(PAYLOAD), ...change }) as Plain[]);

describe('a COSE_Sign1', () => {
  it.each([0, 1, 23, 24, 255, 256, 65_535, 65_536])('with a payload of %i bytes verifies', async (length) => {
    const ec = await createPortableEngine().use('ec');
    const payload = Buffer.alloc(length, 7);
    const opened = decodeCoseSign1(message({ 2: payload, 3: signed(payload) }));
    expect(Buffer.compare(opened.payload, payload)).toBe(0);
    expect(await verifyCoseSign1(ec, opened, SPKI)).toBe(true);
  });

  it('does not verify with another payload, header, signature or key', async () => {
    const ec = await createPortableEngine().use('ec');
    const other = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({
      format: 'der',
      type: 'spki',
    });
    const good = decodeCoseSign1(message());
    expect(await verifyCoseSign1(ec, good, other)).toBe(false);
    expect(await verifyCoseSign1(ec, decodeCoseSign1(message({ 2: Buffer.from('other') })), SPKI)).toBe(
      false,
    );
    expect(await verifyCoseSign1(ec, decodeCoseSign1(message({ 3: Buffer.alloc(96) })), SPKI)).toBe(false);
  });

  it('may carry the tag 18 and no other, and an unprotected header that nobody looks at', () => {
    const tagged = Buffer.concat([Buffer.of(0xd2), message()]);
    expect(toHex(decodeCoseSign1(tagged).payload)).toBe(toHex(PAYLOAD));
    expect(() => decodeCoseSign1(Buffer.concat([Buffer.of(0xd1), message()]))).toThrow(FormatError);
    expect(toHex(decodeCoseSign1(message({ 1: new Map([[4, 'kid']]) })).payload)).toBe(toHex(PAYLOAD));
  });

  it.each<[string, Partial<Record<0 | 1 | 2 | 3, Plain>>]>([
    ['ES256', { 0: encode(new Map([[1, -7]])) }],
    ['no algorithm', { 0: encode(new Map()) }],
    ['an empty protected header', { 0: new Uint8Array() }],
    [
      'a protected header with more',
      {
        0: encode(
          new Map<number, Plain>([
            [1, -35],
            [2, [1]],
          ]),
        ),
      },
    ],
    ['the algorithm under a text', { 0: encode(new Map([['1', -35]])) }],
    ['a protected header that is no bytes', { 0: new Map([[1, -35]]) }],
    ['an unprotected header that is no map', { 1: [] }],
    ['no payload', { 2: null }],
    ['a signature of 95 bytes', { 3: Buffer.alloc(95) }],
    ['a signature in DER', { 3: sign('sha384', PAYLOAD, privateKey) }],
  ])('is not one with %s', (_, change) => {
    expect(() => decodeCoseSign1(message(change))).toThrow(FormatError);
  });

  it('is an array of four', () => {
    for (const bytes of [
      encode([HEADER, new Map(), PAYLOAD]),
      encode(PAYLOAD),
      Buffer.concat([Buffer.of(0x9f), message().subarray(1), Buffer.of(0xff)]),
    ]) {
      expect(() => decodeCoseSign1(bytes)).toThrow(FormatError);
    }
  });
});

it('what is signed is the structure of RFC 9052 §4.4', () => {
  const bytes = toBeSigned({ protectedHeader: fromHex('a1013822'), payload: fromHex('00') });
  expect(toHex(bytes)).toBe('846a5369676e61747572653144a1013822404100');
});

it('20,000 mutated inputs are refused as documented or re-encode to themselves', () => {
  const { accepted, refused } = attack(decoders()[6], 20_000, 21);
  expect(accepted).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(5000);
});
