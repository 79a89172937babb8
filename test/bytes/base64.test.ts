import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fromBase64, toBase64 } from '../../src/bytes/base64.ts';

const SEED = 20_261_124;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

describe('toBase64', () => {
  it('agrees with Buffer at every length to 200, and around the lengths at which it works in pieces', () => {
    const lengths = [...Array(200).keys(), 8189, 8190, 8191, 16_380, 16_381, 50_000];
    for (const length of lengths) {
      const bytes = patternOf(length);
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    }
  });

  it('reads a view where it lies, not the whole buffer', () => {
    expect(toBase64(patternOf(100).subarray(7, 20))).toBe(
      Buffer.from(patternOf(100).subarray(7, 20)).toString('base64'),
    );
  });

  it("uses the host's own routine where there is one", () => {
    const bytes = Object.assign(new Uint8Array([1]), { toBase64: () => 'native' });
    expect(toBase64(bytes)).toBe('native');
  });
});

describe('fromBase64', () => {
  it('is the inverse of toBase64', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        expect(fromBase64(toBase64(bytes))).toEqual(bytes);
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });

  it('takes one spelling for each byte string: all 64 last digits with one and with two signs of padding', () => {
    const taken = { one: '', two: '' };
    for (const digit of ALPHABET) {
      if (accepts(`AA${digit}=`)) taken.one += digit;
      if (accepts(`A${digit}==`)) taken.two += digit;
    }
    expect(taken).toEqual({ one: 'AEIMQUYcgkosw048', two: 'AQgw' });
  });

  it('takes no character but the 64 digits, of all 65,536 units, in any of the four places', () => {
    const taken = ['', '', '', ''];
    for (let unit = 0; unit < 65_536; unit++) {
      for (let place = 0; place < 4; place++) {
        const text = 'AAAA'.slice(0, place) + String.fromCharCode(unit) + 'AAA'.slice(place);
        if (accepts(text)) taken[place] += String.fromCharCode(unit);
      }
    }
    const digits = [...ALPHABET].sort().join('');
    // In the last place the padding sign stands for no digit, and `AAA=` is canonical.
    expect(taken).toEqual([digits, digits, digits, [...ALPHABET, '='].sort().join('')]);
  });

  it('takes exactly what Buffer writes again as it was: 100,000 texts', () => {
    const noise = fc.constantFrom(...ALPHABET, '=', '=', '=', '-', '_', ' ', '\n', '\0', '.', 'é');
    const texts = fc.oneof(
      fc.string({ unit: noise, maxLength: 9 }),
      fc.string({ unit: fc.constantFrom('A', 'B', 'Q', 'w', '='), minLength: 4, maxLength: 4 }),
      fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes).toString('base64')),
    );
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(texts, (text) => {
        const bytes = Buffer.from(text, 'base64');
        const isCanonical = bytes.toString('base64') === text;
        expect(accepts(text)).toBe(isCanonical);
        if (isCanonical) expect(fromBase64(text)).toEqual(new Uint8Array(bytes));
        seen[isCanonical ? 'accepted' : 'refused']++;
      }),
      { seed: SEED, numRuns: 100_000 },
    );
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(20_000);
  });

  it.each([
    ['missing padding', 'QQ'],
    ['half of the padding', 'QQ='],
    ['too much padding', 'QUI=='],
    ['padding alone', '===='],
    ['three signs of padding', 'Q==='],
    ['padding in the middle', 'QQ==QUJD'],
    ['a space', 'QU JD'],
    ['a line feed at the end', 'QUJD\n'],
    ['a line feed inside', 'QUJD\nQUJD'],
    ['the URL alphabet', '-_-_'],
    ['bits after the last byte', 'QR=='],
  ])('refuses %s', (_, text) => {
    expect(() => fromBase64(text)).toThrow(new RangeError('"text" expected base64'));
  });

  it('refuses what is no text with a TypeError', () => {
    for (const value of [undefined, null, 12, {}, ['QQ=='], new Uint8Array(4)]) {
      expect(() => fromBase64(value as string)).toThrow(TypeError);
    }
  });
});

function accepts(text: string): boolean {
  try {
    fromBase64(text);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return false;
  }
}

function patternOf(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 167 + (i >> 8)) & 255);
}

describe('a host without Buffer', () => {
  const host = Buffer;
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('writes and reads the same: every length to 200, and where it works in pieces', () => {
    for (const length of [...Array(200).keys(), 8189, 8190, 8191, 16_381]) {
      const bytes = patternOf(length);
      const text = host.from(bytes).toString('base64');
      vi.stubGlobal('Buffer', undefined);
      const [written, read] = [toBase64(bytes), fromBase64(text)];
      vi.unstubAllGlobals();
      expect(written).toBe(text);
      expect(read).toEqual(bytes);
    }
  });

  it('refuses the same: 20,000 texts', () => {
    const noise = fc.constantFrom('A', 'B', 'Q', 'w', '=', '=', '-', '_', ' ', '\n', 'é');
    fc.assert(
      fc.property(fc.string({ unit: noise, maxLength: 9 }), (text) => {
        const isAccepted = accepts(text);
        vi.stubGlobal('Buffer', undefined);
        const isAcceptedWithout = accepts(text);
        vi.unstubAllGlobals();
        expect(isAcceptedWithout).toBe(isAccepted);
      }),
      { seed: SEED, numRuns: 20_000 },
    );
  });
});
