import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError, Reader } from '../../src/bytes/reader.ts';

const RUNS = { seed: 20_261_124, numRuns: 3000 };

const WIDTHS = { u8: 1, u16: 2, u32: 4, u48: 6 } as const;
const LENGTHS = { u8Bytes: 1, u16Bytes: 2, u32Bytes: 4 } as const;
type Step = keyof typeof WIDTHS | keyof typeof LENGTHS | number;

const steps = fc.array(
  fc.oneof(
    fc.constantFrom<Step>('u8', 'u16', 'u32', 'u48', 'u8Bytes', 'u16Bytes', 'u32Bytes'),
    fc.nat({ max: 8 }),
  ),
  { maxLength: 10 },
);
/** Small values, so that lengths that are read often fit. */
const input = fc.array(fc.oneof(fc.constantFrom(0, 0, 0, 1, 2, 3), fc.nat({ max: 255 })), { maxLength: 24 });

describe('Reader', () => {
  it('reads what Buffer reads, and refuses where Buffer has no byte left', () => {
    fc.assert(
      fc.property(input, steps, (octets, walk) => {
        expect(readAll(octets, walk)).toEqual(readByBuffer(octets, walk));
      }),
      RUNS,
    );
  });

  it('never shows a byte beyond the view that it was given', () => {
    fc.assert(
      fc.property(input, steps, (octets, walk) => {
        const memory = new Uint8Array(octets.length + 40).fill(0xee);
        memory.set(octets, 20);
        const view = memory.subarray(20, 20 + octets.length);
        expect(readAll(view, walk)).toEqual(readAll(octets, walk));
      }),
      RUNS,
    );
  });

  it('takes nothing when it refuses', () => {
    const reader = new Reader(new Uint8Array([7, 8, 9]));
    for (const read of [() => reader.u32(), () => reader.u48(), () => reader.bytes(4)]) {
      expect(read).toThrow(FormatError);
      expect(reader.left).toBe(3);
    }
    expect(reader.u16()).toBe(0x0708);
  });

  it('refuses lengths that promise more than there is, up to the greatest', () => {
    for (const octets of [[1], [255, 0], [2, 0]]) {
      expect(() => new Reader(Uint8Array.from(octets)).u8Bytes()).toThrow(FormatError);
    }
    expect(() => new Reader(new Uint8Array([255, 255, 0])).u16Bytes()).toThrow(FormatError);
    expect(() => new Reader(new Uint8Array([255, 255, 255, 255, 0])).u32Bytes()).toThrow(FormatError);
  });

  it.each([-1, 0.5, Number.NaN, Number.NEGATIVE_INFINITY])(
    'refuses %s as a length and goes neither back nor astray',
    (length) => {
      const reader = new Reader(new Uint8Array([1, 2, 3]));
      reader.u8();
      expect(() => reader.bytes(length)).toThrow(RangeError);
      expect(reader.left).toBe(2);
    },
  );

  it('gives views of the input, not copies', () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const view = new Reader(bytes).bytes(2);
    bytes[0] = 9;
    expect(view).toEqual(new Uint8Array([9, 2]));
  });

  it('gives the rest once, then nothing', () => {
    const reader = new Reader(new Uint8Array([1, 2, 3]));
    reader.u8();
    expect(reader.rest()).toEqual(new Uint8Array([2, 3]));
    expect(reader.rest()).toEqual(new Uint8Array());
    reader.end();
  });

  it('refuses at the end what is left over', () => {
    const reader = new Reader(new Uint8Array([1]));
    expect(() => reader.end()).toThrow(FormatError);
    reader.u8();
    reader.end();
  });

  it('says of a malformed input nothing but that', () => {
    expect(() => new Reader(new Uint8Array()).u8()).toThrow(new FormatError('malformed input'));
  });
});

/** What a walk gave: numbers, bytes as hex, and `refused` where it ended. */
function readAll(octets: ArrayLike<number>, walk: readonly Step[]): readonly (string | number)[] {
  const reader = new Reader(octets instanceof Uint8Array ? octets : Uint8Array.from(octets));
  const read: (string | number)[] = [];
  try {
    for (const step of walk) {
      const value = typeof step === 'number' ? reader.bytes(step) : reader[step]();
      read.push(typeof value === 'number' ? value : Buffer.from(value).toString('hex'));
      read.push(reader.left);
    }
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    read.push('refused');
  }
  return read;
}

function readByBuffer(octets: readonly number[], walk: readonly Step[]): readonly (string | number)[] {
  let left = Buffer.from(octets);
  const read: (string | number)[] = [];
  const take = (length: number): Buffer => {
    if (length > left.length) throw new Error('short');
    const head = left.subarray(0, length);
    left = left.subarray(length);
    return head;
  };
  const integer = (width: number): number => take(width).readUIntBE(0, width);
  try {
    for (const step of walk) {
      if (typeof step === 'number') read.push(take(step).toString('hex'));
      else if (step in WIDTHS) read.push(integer(WIDTHS[step as keyof typeof WIDTHS]));
      else read.push(take(integer(LENGTHS[step as keyof typeof LENGTHS])).toString('hex'));
      read.push(left.length);
    }
  } catch {
    read.push('refused');
  }
  return read;
}
