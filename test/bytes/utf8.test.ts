import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromUtf8, toUtf8, toUtf8Exact } from '../../src/bytes/utf8.ts';

const RUNS = { seed: 20_261_124, numRuns: 2000 };
const texts = fc.string({ unit: 'binary', maxLength: 40 });

describe('utf8', () => {
  it('writes as Buffer does, and reads back what it wrote', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(toUtf8(text)).toEqual(new Uint8Array(Buffer.from(text)));
        expect(toUtf8Exact('text', text)).toEqual(toUtf8(text));
        expect(fromUtf8(toUtf8(text))).toBe(text);
      }),
      RUNS,
    );
  });

  it('writes ASCII of every length, and what only begins as ASCII, as Buffer does', () => {
    for (let length = 0; length <= 130; length++) {
      for (const text of ['a'.repeat(length), `${'\x7f'.repeat(length)}\x80`, `${'z'.repeat(length)}😀`]) {
        expect(toUtf8(text)).toEqual(new Uint8Array(Buffer.from(text)));
        expect(toUtf8Exact('text', text)).toEqual(toUtf8(text));
      }
    }
  });

  it('reads exactly what is written again as it was', () => {
    const octets = fc.oneof(
      fc.uint8Array({ maxLength: 6 }),
      fc
        .array(fc.constantFrom(0x41, 0x80, 0xbf, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xa0, 0x90))
        .map((values) => Uint8Array.from(values)),
    );
    fc.assert(
      fc.property(octets, (bytes) => {
        const lenient = Buffer.from(bytes).toString();
        const isUtf8 = Buffer.from(lenient).equals(bytes);
        if (isUtf8) expect(fromUtf8(bytes)).toBe(lenient);
        else expect(() => fromUtf8(bytes)).toThrow(TypeError);
      }),
      { ...RUNS, numRuns: 10_000 },
    );
  });

  it.each([
    ['an overlong zero', [0xc0, 0x80]],
    ['an overlong slash', [0xe0, 0x80, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a surrogate pair in six bytes', [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]],
    ['more than U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
    ['five bytes', [0xf8, 0x88, 0x80, 0x80, 0x80]],
    ['a lone continuation', [0x80]],
    ['a cut sequence', [0x41, 0xe2, 0x82]],
    ['255', [0xff]],
  ])('refuses %s', (_, octets) => {
    expect(() => fromUtf8(Uint8Array.from(octets))).toThrow(TypeError);
  });

  it('keeps a byte order mark as a character', () => {
    expect(fromUtf8(new Uint8Array([0xef, 0xbb, 0xbf, 0x41]))).toBe('\uFEFFA');
    expect(toUtf8('\uFEFFA')).toEqual(new Uint8Array([0xef, 0xbb, 0xbf, 0x41]));
  });
});

describe('toUtf8Exact', () => {
  it.each(['\ud800', 'a\udfff', '\udc00\ud800', '😀'.slice(0, 1), '\ud83d\ud83d\ude00'])(
    'refuses a lone surrogate, which has no bytes of its own: case %#',
    (text) => {
      expect(() => toUtf8Exact('owner', text)).toThrow(
        new RangeError('"owner" expected well-formed Unicode'),
      );
    },
  );

  it('refuses what is no text, where toUtf8 would turn it into one', () => {
    for (const value of [undefined, null, 5, {}, ['a']]) {
      expect(() => toUtf8Exact('owner', value as string)).toThrow(TypeError);
    }
  });

  it('gives different texts different bytes', () => {
    const wild = fc.string({
      unit: fc.constantFrom('a', '\ud83d', '\ude00', '\ufffd', 'é', 'e\u0301'),
      maxLength: 3,
    });
    fc.assert(
      fc.property(wild, wild, (a, b) => {
        const [first, second] = [a, b].map(bytesOrNone);
        if (first === undefined || second === undefined) return;
        expect(Buffer.from(first).equals(second)).toBe(a === b);
      }),
      { ...RUNS, numRuns: 20_000 },
    );
  });
});

function bytesOrNone(text: string): Uint8Array | undefined {
  try {
    return toUtf8Exact('text', text);
  } catch {
    return undefined;
  }
}
