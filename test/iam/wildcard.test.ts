import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesWildcard } from '../../src/iam/wildcard.ts';

const RUNS = { seed: 20_261_124, numRuns: 100_000 };

/** What the two signs mean, said once more by recursion and without a thought for the cost. */
function matchesNaively(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const [sign, rest] = [pattern.charAt(0), pattern.slice(1)];
  if (sign === '*')
    return matchesNaively(rest, text) || (text !== '' && matchesNaively(pattern, text.slice(1)));
  return text !== '' && (sign === '?' || sign === text.charAt(0)) && matchesNaively(rest, text.slice(1));
}

describe('matchesWildcard', () => {
  it('agrees with a naive recursive model: 100,000 pairs of pattern and text', () => {
    const patterns = fc.string({ unit: fc.constantFrom('a', 'a', 'b', '*', '*', '?'), maxLength: 7 });
    const texts = fc.string({ unit: fc.constantFrom('a', 'a', 'b', '*', '?'), maxLength: 7 });
    const seen = { match: 0, none: 0 };
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        const expected = matchesNaively(pattern, text);
        seen[expected ? 'match' : 'none']++;
        expect(matchesWildcard(pattern, text)).toBe(expected);
      }),
      RUNS,
    );
    expect(Math.min(seen.match, seen.none)).toBeGreaterThan(10_000);
  });

  it('matches every text from which its pattern was made', () => {
    const parts = fc.array(
      fc.tuple(fc.constantFrom('*', '?', '='), fc.string({ unit: 'grapheme-ascii', maxLength: 4 })),
    );
    fc.assert(
      fc.property(parts, (made) => {
        const text = made.map(([sign, part]) => (sign === '?' ? part.slice(0, 1) : part)).join('');
        const pattern = made
          .map(([sign, part]) =>
            sign === '=' ? part : sign.repeat(sign === '?' ? Math.min(1, part.length) : 1),
          )
          .join('');
        expect(matchesWildcard(pattern, text)).toBe(true);
      }),
      { ...RUNS, numRuns: 10_000 },
    );
  });

  it.each([
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['?', '', false],
    ['kms:*', 'kms:Encrypt', true],
    ['kms:*', 'kms', false],
    ['kms:Re*Key', 'kms:ReplicateKey', true],
    ['kms:Re*Key', 'kms:ReplicateKeys', false],
    ['*Key', 'KeyKey', true],
    ['a*b*c', 'a.b.b.c', true],
    ['kms:?ncrypt', 'kms:Encrypt', true],
    ['a', 'A', false],
  ] as const)('%j against %j: %s', (pattern, text, expected) => {
    expect(matchesWildcard(pattern, text)).toBe(expected);
  });

  it('gives no meaning to the signs of regular expressions', () => {
    for (const sign of '.+^$()[]{}|\\/') {
      expect(matchesWildcard(`a${sign}b`, `a${sign}b`)).toBe(true);
      expect(matchesWildcard(`a${sign}b`, 'aab')).toBe(false);
    }
  });

  it('answers a pattern of 1,000 stars against 2,048 characters in at most their product of steps', () => {
    const text = 'a'.repeat(2048);
    const hostile = [
      { pattern: '*'.repeat(1000), expected: true },
      { pattern: '*a'.repeat(1000), expected: true },
      { pattern: `${'*a'.repeat(1000)}b`, expected: false },
      { pattern: `${'*?'.repeat(1000)}b*`, expected: false },
      { pattern: `${'a*'.repeat(1000)}`, expected: true },
      { pattern: `${'*aaaaaaaa'.repeat(200)}*b`, expected: false },
    ];
    for (const { pattern, expected } of hostile) {
      const counted = countReads(pattern);
      expect(matchesWildcard(counted.text, text)).toBe(expected);
      expect(counted.reads()).toBeLessThanOrEqual(3 * pattern.length * text.length);
    }
  });

  it('walks a pattern of 1,000 stars once', () => {
    const counted = countReads('*'.repeat(1000));
    matchesWildcard(counted.text, 'a'.repeat(2048));
    expect(counted.reads()).toBeLessThanOrEqual(4 * (1000 + 2048));
  });
});

/** A pattern that counts how often one of its characters is looked at: each step looks at most three times. */
function countReads(pattern: string): { text: string; reads: () => number } {
  let reads = 0;
  const text = new Proxy(Object(pattern) as object, {
    get(target, property) {
      if (typeof property === 'string' && property !== 'length') reads++;
      return Reflect.get(target, property);
    },
  });
  return { text: text as unknown as string, reads: () => reads };
}
