import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes/hex.ts';
import { FormatError } from '../../../src/bytes/reader.ts';
import { type CborItem, cborValue, decodeCbor } from '../../../src/crypto/cose/cbor.ts';
import { decoders } from '../decoders.ts';
import { attack } from '../mutation.ts';
import { encode } from './encode.ts';

/** An item as a plain value. */
function plain(item: CborItem): unknown {
  switch (item.kind) {
    case 'array':
      return item.items.map(plain);
    case 'map':
      return new Map(item.entries.map(([key, value]) => [plain(key), plain(value)]));
    case 'tag':
      return { tag: item.tag, content: plain(item.content) };
    case 'bytes':
      return toHex(item.value);
    default:
      return item.value;
  }
}

describe('the examples of RFC 8949, appendix A', () => {
  it.each([
    ['00', 0],
    ['17', 23],
    ['1818', 24],
    ['1864', 100],
    ['1903e8', 1000],
    ['1a000f4240', 1_000_000],
    ['1b000000e8d4a51000', 1_000_000_000_000],
    ['20', -1],
    ['29', -10],
    ['3863', -100],
    ['3903e7', -1000],
    ['f4', false],
    ['f5', true],
    ['f6', null],
    ['40', ''],
    ['4401020304', '01020304'],
    ['60', ''],
    ['6449455446', 'IETF'],
    ['62225c', '"\\'],
    ['62c3bc', '\u00fc'],
    ['63e6b0b4', '\u6c34'],
    ['64f0908591', '\u{10151}'],
    ['80', []],
    ['8301820203820405', [1, [2, 3], [4, 5]]],
    ['a0', new Map()],
    [
      'a201020304',
      new Map([
        [1, 2],
        [3, 4],
      ]),
    ],
    [
      'a26161016162820203',
      new Map<string, unknown>([
        ['a', 1],
        ['b', [2, 3]],
      ]),
    ],
    ['c11a514b67b0', { tag: 1, content: 1_363_896_240 }],
    ['9fff', []],
    ['9f018202039f0405ffff', [1, [2, 3], [4, 5]]],
    [
      'bf61610161629f0203ffff',
      new Map<string, unknown>([
        ['a', 1],
        ['b', [2, 3]],
      ]),
    ],
    ['826161bf61626163ff', ['a', new Map([['b', 'c']])]],
  ])('%s is %j', (hex, value) => {
    expect(plain(decodeCbor(fromHex(hex)))).toEqual(value);
  });

  it.each([
    ['a float', 'f90000'],
    ['a float of eight bytes', 'fb3ff199999999999a'],
    ['undefined', 'f7'],
    ['another simple value', 'f0'],
    ['a simple value of two bytes', 'f8ff'],
    ['bytes in chunks', '5f42010243030405ff'],
    ['text in chunks', '7f657374726561646d696e67ff'],
    ['2^64 - 1, which no number holds', '1bffffffffffffffff'],
    ['2^53', '1b0020000000000000'],
  ])('leave out %s: %s', (_, hex) => {
    expect(() => decodeCbor(fromHex(hex))).toThrow(FormatError);
  });
});

describe('what is not well-formed, or not in the shortest form, is refused', () => {
  it.each([
    ['nothing', ''],
    ['23 in two bytes', '1817'],
    ['255 in three bytes', '1900ff'],
    ['65,535 in five bytes', '1a0000ffff'],
    ['2^32 - 1 in nine bytes', '1b00000000ffffffff'],
    ['a length in two bytes that fits one', '580401020304'],
    ['reserved additional information', '1c'],
    ['a break alone', 'ff'],
    ['an integer of indefinite length', '1f'],
    ['a tag of indefinite length', 'df00'],
    ['bytes that end early', '4401020'.padEnd(8, '3')],
    ['an array that ends early', '8301'],
    ['an array without its break', '9f01'],
    ['a map with a key alone', 'bf01ff'],
    ['a key twice', 'a201020103'],
    ['a text key twice', 'a2616101616102'],
    ['bytes as a key', 'a1410102'],
    ['an array as a key', 'a18002'],
    ['text that is no UTF-8', '61ff'],
    ['text of half a surrogate pair', '63eda080'],
    ['something left over', '0000'],
  ])('%s: %s', (_, hex) => {
    expect(() => decodeCbor(fromHex(hex))).toThrow(FormatError);
  });

  it('nesting beyond 16 levels, and counts that the input cannot hold', () => {
    expect(decodeCbor(fromHex(`${'81'.repeat(15)}01`)).kind).toBe('array');
    expect(() => decodeCbor(fromHex(`${'81'.repeat(16)}01`))).toThrow(FormatError);
    expect(() => decodeCbor(fromHex('c1'.repeat(100_000)))).toThrow(FormatError);
    expect(() => decodeCbor(fromHex('9b001fffffffffffff'))).toThrow(FormatError);
  });
});

it('a byte order mark is a character like others', () => {
  expect(plain(decodeCbor(fromHex('64efbbbf61')))).toBe('\ufeffa');
});

it('an integer and a text that looks like it are two keys', () => {
  const map = decodeCbor(
    encode(
      new Map<string | number, string>([
        [1, 'a'],
        ['1', 'b'],
      ]),
    ),
  );
  expect(cborValue(map, 1)).toEqual({ kind: 'text', value: 'a' });
  expect(cborValue(map, '1')).toEqual({ kind: 'text', value: 'b' });
  expect(cborValue(map, 'toString')).toBeUndefined();
  expect(cborValue(decodeCbor(encode([1])), 1)).toBeUndefined();
  expect(cborValue(undefined, 1)).toBeUndefined();
});

it('20,000 mutated inputs are refused as documented or re-encode to themselves', () => {
  const { accepted, refused } = attack(decoders()[5], 20_000, 20);
  expect(accepted).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(5000);
});
