import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes/hex.ts';
import { FormatError } from '../../../src/bytes/reader.ts';
import {
  bits,
  bitsOf,
  contentOf,
  der,
  encodeDer,
  isConstructed,
  membersOf,
  octets,
  readElement,
  readElements,
  sequence,
  TAG,
  unsigned,
  unsignedOf,
  versionOf,
} from '../../../src/crypto/der/element.ts';
import { decoders } from '../decoders.ts';
import { attack } from '../mutation.ts';

const read = (hex: string) => readElement(fromHex(hex));

describe('reading elements', () => {
  test('an element is a tag, a length and a content', () => {
    const element = read('0403010203');
    expect([element.tag, toHex(element.content), toHex(element.encoded)]).toEqual([
      4,
      '010203',
      '0403010203',
    ]);
  });

  test('a sequence yields its members as views of the input', () => {
    const bytes = fromHex('3006020105020107');
    const [first, second] = membersOf(readElement(bytes));
    expect([toHex(unsignedOf(first)), toHex(unsignedOf(second))]).toEqual(['05', '07']);
    expect(first.content.buffer).toBe(bytes.buffer);
  });

  test('a constructed element says so', () => {
    expect([isConstructed(read('3000')), isConstructed(read('0400')), isConstructed(read('a000'))]).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('a length of 128 and more has the long form', () => {
    expect(read(`048180${'00'.repeat(128)}`).content.length).toBe(128);
    expect(read(`04820100${'00'.repeat(256)}`).content.length).toBe(256);
  });

  const refused: Readonly<Record<string, string>> = {
    'nothing at all': '',
    'a tag without a length': '04',
    'a content that is cut off': '040301',
    'something behind the element': '040100ff',
    'a second element': '0500' + '0500',
    'an indefinite length (§10.1)': '3080' + '0000',
    'the reserved length octet ff': `30ff${'00'.repeat(127)}`,
    'a long form where the short one would do': '04810101',
    'a long form with a leading zero': `0482007f${'00'.repeat(127)}`,
    'a long form in 3 octets where 1 would do': `04830000ff${'00'.repeat(255)}`,
    'a length of 5 octets': '04850000000001' + '00',
    'a length beyond the input': '0484ffffffff',
    'a tag number of 31 and more': '1f8100' + '00',
  };
  test.each(Object.entries(refused))('refuses %s', (_what, hex) => {
    expect(() => read(hex)).toThrow(FormatError);
  });

  test('elements in a row may be none', () => {
    expect(readElements(new Uint8Array(0))).toEqual([]);
  });

  test('an element that is missing or another is refused', () => {
    expect(() => contentOf(undefined, TAG.octetString)).toThrow(FormatError);
    expect(() => contentOf(read('0500'), TAG.octetString)).toThrow(FormatError);
    expect(() => membersOf(read('3100'))).toThrow(FormatError);
  });
});

describe('reading integers', () => {
  test.each([
    ['020100', '00'],
    ['02017f', '7f'],
    ['02020080', '80'],
    ['0203010001', '010001'],
  ])('%s is %s', (hex, magnitude) => {
    expect(toHex(unsignedOf(read(hex)))).toBe(magnitude);
  });

  test.each(['0200', '020180', '0202ff00', '02020000', '0202007f', '0203000001', '0401ff'])(
    'refuses %s',
    (hex) => {
      expect(() => unsignedOf(read(hex))).toThrow(FormatError);
    },
  );

  test('a version is one octet', () => {
    expect(versionOf(read('020101'))).toBe(1);
    expect(() => versionOf(read('02020080'))).toThrow(FormatError);
    expect(() => versionOf(read('02020100'))).toThrow(FormatError);
  });
});

describe('reading bit strings', () => {
  test('the octets follow a count of unused bits that is zero', () => {
    expect(toHex(bitsOf(read('0303000102')))).toBe('0102');
    expect(toHex(bitsOf(read('810200ff'), 0x81))).toBe('ff');
  });

  test.each(['0300', '030101', '03020780'])('refuses %s', (hex) => {
    expect(() => bitsOf(read(hex))).toThrow(FormatError);
  });
});

describe('writing', () => {
  test('integers have the fewest octets and a sign octet where it is needed', () => {
    const written = ['00', '0005', '80', '00ff', '7fff'].map((hex) =>
      toHex(encodeDer(unsigned(fromHex(hex)))),
    );
    expect(written).toEqual(['020100', '020105', '02020080', '020200ff', '02027fff']);
  });

  test('strings and sequences nest', () => {
    expect(toHex(encodeDer(sequence(bits(der(TAG.null)), octets(fromHex('aabb')))))).toBe(
      '3009' + '03030005000402aabb',
    );
  });

  test.each([0, 1, 127, 128, 255, 256, 65_535, 65_536, 16_777_216])(
    'a content of %i bytes reads back',
    (length) => {
      const encoded = encodeDer(octets(new Uint8Array(length)));
      expect(readElement(encoded).content.length).toBe(length);
    },
  );
});

test('20,000 mutated inputs are refused as documented or re-encode to themselves', () => {
  const [decoder] = decoders();
  const { accepted, refused } = attack(decoder, 20_000, 1);
  expect(accepted).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(10_000);
});
