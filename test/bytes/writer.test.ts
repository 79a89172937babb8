import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Reader } from '../../src/bytes/reader.ts';
import { Writer } from '../../src/bytes/writer.ts';

type Field =
  | readonly ['u8' | 'u16' | 'u32' | 'u48', number]
  | readonly ['u8Bytes' | 'u16Bytes' | 'u32Bytes' | 'bytes', Uint8Array];

const BOUNDS = { u8: 2 ** 8, u16: 2 ** 16, u32: 2 ** 32, u48: 2 ** 48 } as const;
const integerField = (name: keyof typeof BOUNDS): fc.Arbitrary<Field> =>
  fc.maxSafeNat().map((value) => [name, value % BOUNDS[name]] as const);
const bytesField = (name: 'u8Bytes' | 'u16Bytes' | 'u32Bytes' | 'bytes'): fc.Arbitrary<Field> =>
  fc.uint8Array({ maxLength: 255, size: 'max' }).map((value) => [name, value] as const);
const fields = fc.array(
  fc.oneof(
    integerField('u8'),
    integerField('u16'),
    integerField('u32'),
    integerField('u48'),
    bytesField('u8Bytes'),
    bytesField('u16Bytes'),
    bytesField('u32Bytes'),
    bytesField('bytes'),
  ),
  { maxLength: 8 },
);

describe('Writer', () => {
  it('is read back by Reader, field by field, to the end', () => {
    fc.assert(
      fc.property(fields, (written) => {
        const reader = new Reader(write(written));
        for (const [name, value] of written) {
          if (name === 'bytes') expect(reader.bytes(value.length)).toEqual(value);
          else expect(reader[name]()).toEqual(value);
        }
        reader.end();
      }),
      { seed: 20_261_124, numRuns: 2000 },
    );
  });

  it('writes big-endian', () => {
    const bytes = new Writer().u8(1).u16(0x0203).u32(0x04050607).u48(0x08090a0b0c0d).finish();
    expect(bytes).toEqual(Uint8Array.from({ length: 13 }, (_, i) => i + 1));
  });

  it('puts the length before the bytes, in as many bytes as the name says', () => {
    const value = new Uint8Array([7, 8]);
    expect(new Writer().u8Bytes(value).finish()).toEqual(new Uint8Array([2, 7, 8]));
    expect(new Writer().u16Bytes(value).finish()).toEqual(new Uint8Array([0, 2, 7, 8]));
    expect(new Writer().u32Bytes(value).finish()).toEqual(new Uint8Array([0, 0, 0, 2, 7, 8]));
    expect(new Writer().bytes(value).finish()).toEqual(value);
  });

  it('takes the greatest integer of each width, and refuses the next, fractions and what is below zero', () => {
    for (const name of ['u8', 'u16', 'u32', 'u48'] as const) {
      expect(
        new Writer()
          [name](BOUNDS[name] - 1)
          .finish()
          .every((byte) => byte === 255),
      ).toBe(true);
      for (const value of [BOUNDS[name], -1, 0.5, Number.NaN]) {
        expect(() => new Writer()[name](value)).toThrow(RangeError);
      }
    }
  });

  it('takes the longest bytes that a length can say, and refuses one more', () => {
    expect(new Writer().u8Bytes(new Uint8Array(255)).finish().length).toBe(256);
    expect(() => new Writer().u8Bytes(new Uint8Array(256))).toThrow(RangeError);
    expect(new Writer().u16Bytes(new Uint8Array(65_535)).finish().length).toBe(65_537);
    expect(() => new Writer().u16Bytes(new Uint8Array(65_536))).toThrow(RangeError);
  });

  it('finishes into a new array each time, empty when nothing was written', () => {
    const writer = new Writer().u8(1);
    writer.finish()[0] = 9;
    expect(writer.finish()).toEqual(new Uint8Array([1]));
    expect(new Writer().finish()).toEqual(new Uint8Array());
  });
});

function write(written: readonly Field[]): Uint8Array {
  const writer = new Writer();
  for (const field of written) {
    if (typeof field[1] === 'number') writer[field[0] as 'u8'](field[1]);
    else writer[field[0] as 'bytes'](field[1]);
  }
  return writer.finish();
}
