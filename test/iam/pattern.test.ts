import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arnPatternOf,
  matchesArn,
  matchesPattern,
  matchesResourceArn,
  type Pattern,
  patternOf,
  resolvePattern,
} from '../../src/iam/pattern.ts';

const RUNS = { seed: 20_261_124, numRuns: 100_000 };
const matches = (pattern: string, text: string): boolean => matchesPattern(patternOf(pattern), text);

/** What the two signs mean, said once more by recursion and without a thought for the cost. */
function matchesNaively(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const [sign, rest] = [pattern.charAt(0), pattern.slice(1)];
  if (sign === '*')
    return matchesNaively(rest, text) || (text !== '' && matchesNaively(pattern, text.slice(1)));
  return text !== '' && (sign === '?' || sign === text.charAt(0)) && matchesNaively(rest, text.slice(1));
}

describe('matchesPattern', () => {
  it('agrees with a naive recursive model: 100,000 pairs of pattern and text', () => {
    const patterns = fc.string({ unit: fc.constantFrom('a', 'a', 'b', '*', '*', '?'), maxLength: 7 });
    const texts = fc.string({ unit: fc.constantFrom('a', 'a', 'b', '*', '?'), maxLength: 7 });
    const seen = { match: 0, none: 0 };
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        const expected = matchesNaively(pattern, text);
        seen[expected ? 'match' : 'none']++;
        expect(matches(pattern, text)).toBe(expected);
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
        expect(matches(pattern, text)).toBe(true);
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
    expect(matches(pattern, text)).toBe(expected);
  });

  it('gives no meaning to the signs of regular expressions', () => {
    for (const sign of '.+^$()[]{}|\\/') {
      expect(matches(`a${sign}b`, `a${sign}b`)).toBe(true);
      expect(matches(`a${sign}b`, 'aab')).toBe(false);
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
      expect(matchesPattern(counted.pattern, text)).toBe(expected);
      expect(counted.reads()).toBeLessThanOrEqual(3 * pattern.length * text.length);
    }
  });

  it('walks a pattern of 1,000 stars once', () => {
    const counted = countReads('*'.repeat(1000));
    matchesPattern(counted.pattern, 'a'.repeat(2048));
    expect(counted.reads()).toBeLessThanOrEqual(4 * (1000 + 2048));
  });
});

/** A pattern that counts how often one of its characters is looked at: each step looks at most three times. */
function countReads(text: string): { pattern: Pattern; reads: () => number } {
  let reads = 0;
  const pattern = new Proxy(patternOf(text), {
    get(target, property) {
      if (typeof property === 'string' && property !== 'length') reads++;
      return Reflect.get(target, property);
    },
  });
  return { pattern, reads: () => reads };
}

const CONTEXT = (key: string): readonly string[] | undefined =>
  ({ 'aws:username': ['al*ce'], 'aws:tagkeys': ['a', 'b'], 'aws:empty': [''] })[key];
const resolves = (pattern: string, text: string): boolean => {
  const resolved = resolvePattern(pattern, CONTEXT);
  return resolved !== undefined && matchesPattern(resolved, text);
};

describe('resolvePattern', () => {
  it('puts the value of a key in the place of its variable, in any case', () => {
    expect(resolves('user/${aws:username}', 'user/al*ce')).toBe(true);
    expect(resolves('user/${AWS:UserName}/*', 'user/al*ce/x')).toBe(true);
    expect(resolves('${aws:empty}x', 'x')).toBe(true);
  });

  it('takes the signs in a value for themselves', () => {
    expect(resolves('user/${aws:username}', 'user/alice')).toBe(false);
  });

  it('takes the signs in braces for themselves', () => {
    expect(resolves('${*}', '*')).toBe(true);
    expect(resolves('${*}', 'a')).toBe(false);
    expect(resolves('${?}', 'a')).toBe(false);
    expect(resolves('${$}{aws:username}', '${aws:username}')).toBe(true);
  });

  it('has no value for a key that the request lacks, or has several times', () => {
    expect(resolvePattern('${aws:userid}', CONTEXT)).toBeUndefined();
    expect(resolvePattern('${aws:TagKeys}', CONTEXT)).toBeUndefined();
    expect(resolvePattern('${}', CONTEXT)).toBeUndefined();
  });

  it('takes the default where there is no value, and only in quotes', () => {
    expect(resolves("${aws:userid, 'no*body'}", 'no*body')).toBe(true);
    expect(resolves("${aws:userid, 'no*body'}", 'nobody')).toBe(false);
    expect(resolves("${aws:username, 'nobody'}", 'al*ce')).toBe(true);
    expect(resolvePattern('${aws:userid, nobody}', CONTEXT)).toBeUndefined();
  });

  it('leaves a variable that does not end as it is written', () => {
    expect(resolves('a${aws:username', 'a${aws:username')).toBe(true);
  });
});

describe('matchesArn', () => {
  const KEY = 'arn:aws:kms:us-east-1:111122223333:key/x:y';
  const arn = (pattern: string): boolean => matchesArn(patternOf(pattern), KEY);

  it('matches part by part, the rest being one', () => {
    for (const pattern of [
      KEY,
      'arn:aws:kms:*:111122223333:key/*',
      'arn:*:kms:us-east-?:*:*',
      'arn:*:*:*:*:*',
    ]) {
      expect(arn(pattern)).toBe(true);
    }
  });

  it('lets no wildcard reach into another part', () => {
    for (const pattern of [
      'arn:aws:kms:*:key/x:y',
      'arn:aws:*:key/*',
      '*',
      'arn:*',
      'arn:aws:kms:*:11112222333*',
    ]) {
      expect(arn(pattern)).toBe(false);
    }
    expect(matchesArn(patternOf('arn:aws:kms:*:*:key/x'), 'arn:aws:kms:key/x')).toBe(false);
    expect(arnPatternOf(patternOf('arn:*:*:*:*'))).toBeUndefined();
  });
});

describe('matchesResourceArn', () => {
  const KEY = 'arn:aws:kms:us-east-1:111122223333:key/x';
  const names = (pattern: string): boolean => matchesResourceArn(patternOf(pattern), KEY);

  it('lets a star that ends its part reach on', () => {
    for (const pattern of [
      'arn:*',
      'arn:aws:kms:*',
      'arn:aws:kms:us-*',
      'arn:aws:*:key/x',
      'arn:*:key/?',
      '*',
    ]) {
      expect(names(pattern)).toBe(true);
    }
  });

  it('keeps every other wildcard in its part', () => {
    for (const pattern of [
      'arn:aws:kms:u*key/x',
      'arn:aws:k*s:u*3:key/x',
      'arn:aws:kms?us-east-1:111122223333:key/x',
      'arn:aws:kms:*:key/y',
      'arn:aws:s3:*',
    ]) {
      expect(names(pattern)).toBe(false);
    }
  });

  it('answers a hostile pattern in at most its product with the text', () => {
    const text = `arn:aws:kms:us-east-1:111122223333:key/${'a'.repeat(256)}`;
    for (const hostile of [`arn:*:${'*a'.repeat(1000)}b`, `arn:*:${'?*'.repeat(1000)}b`]) {
      const counted = countReads(hostile);
      expect(matchesResourceArn(counted.pattern, text)).toBe(false);
      expect(counted.reads()).toBeLessThanOrEqual(6 * hostile.length * text.length);
    }
  });
});
