import { describe, expect, it } from 'vitest';
import { expectBytes, expectInteger } from '../../src/bytes/expect.ts';

const SECRET = 'correct horse battery staple';

describe('expectBytes', () => {
  it('lets bytes of an allowed length pass, and any length when none is given', () => {
    for (const length of [16, 24, 32]) expectBytes('key', new Uint8Array(length), 16, 24, 32);
    for (const length of [0, 1, 1000]) expectBytes('message', new Uint8Array(length));
    expectBytes('key', Buffer.alloc(16), 16);
    expectBytes('empty', new Uint8Array(), 0);
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [SECRET, 'string'],
    [12, 'number'],
    [[1, 2], 'array'],
    [{ length: 32 }, 'object'],
    [new ArrayBuffer(32), 'object'],
    [new Uint16Array(16), 'object'],
    [new DataView(new ArrayBuffer(32)), 'object'],
  ])('refuses another kind in the grammar: %s', (value, kind) => {
    expect(() => expectBytes('key', value, 32)).toThrow(
      new TypeError(`"key" expected Uint8Array, got ${kind}`),
    );
  });

  it('refuses another length in the grammar', () => {
    const refusal = (length: number, ...lengths: number[]) =>
      expect(() => expectBytes('key', new Uint8Array(length), ...lengths));
    refusal(31, 32).toThrow(new RangeError('"key" expected 32 bytes, got 31'));
    refusal(0, 16, 24, 32).toThrow(new RangeError('"key" expected 16 or 24 or 32 bytes, got 0'));
    refusal(1, 0).toThrow(new RangeError('"key" expected 0 bytes, got 1'));
  });
});

describe('expectInteger', () => {
  it('lets both bounds and what lies between pass', () => {
    for (const value of [4, 5, 16]) expectInteger('tagLength', value, 4, 16);
    expectInteger('version', Number.MAX_SAFE_INTEGER, 0, Number.MAX_SAFE_INTEGER);
    expectInteger('offset', -3, -3, 0);
  });

  it.each([undefined, null, '5', 5n, [5], {}])('refuses another kind in the grammar: %s', (value) => {
    expect(() => expectInteger('tagLength', value, 4, 16)).toThrow(TypeError);
    expect(() => expectInteger('tagLength', value, 4, 16)).toThrow(
      /^"tagLength" expected integer, got [a-z]+$/,
    );
  });

  it.each([3, 17, 4.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 53])(
    'refuses what is no integer of the interval in the grammar: %s',
    (value) => {
      expect(() => expectInteger('tagLength', value, 4, 16)).toThrow(
        new RangeError(`"tagLength" expected integer from 4 to 16, got ${value}`),
      );
    },
  );

  it('takes no integer that is not safe, even where the bounds would', () => {
    expect(() => expectInteger('value', 2 ** 53, 0, 2 ** 60)).toThrow(RangeError);
  });
});

describe('the grammar of misuse', () => {
  it('never prints what bytes, texts and objects hold', () => {
    const values = [SECRET, [SECRET], { SECRET }, Buffer.from(SECRET), new String(SECRET)];
    for (const value of values) {
      for (const check of [() => expectBytes('key', value, 99), () => expectInteger('key', value, 0, 1)]) {
        expect(messageOf(check)).toMatch(/^"key" expected [a-zA-Z0-9 ]+, got [a-zA-Z0-9]+$/);
        expect(messageOf(check)).not.toContain('horse');
      }
    }
  });
});

function messageOf(work: () => void): string {
  try {
    work();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}
