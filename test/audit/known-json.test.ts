import { describe, expect, it } from 'vitest';
import { ANY_NUMBER, ANY_TEXT, isKnownJson, knownJson } from '../../src/audit/known-json.ts';

const VALUES = [
  null,
  true,
  0,
  1,
  '',
  'a',
  '1',
  [],
  {},
  [1],
  ['1'],
  { 0: 1 },
  [[]],
  { a: 1 },
  { a: null },
  { a: {} },
  { a: [] },
  { a: 1, b: 2 },
  { b: 2, a: 1 },
  { a: { b: [1, { c: 'd' }] } },
  { a: { b: [1, { c: 'e' }] } },
  { a: { b: [1, { c: 'd' }, 2] } },
];

describe('a known value', () => {
  it('is found in what has the same JSON, and in nothing else', () => {
    for (const [i, one] of VALUES.entries()) {
      for (const [j, other] of VALUES.entries()) {
        const same = JSON.parse(JSON.stringify(other)) as unknown;
        expect(isKnownJson(same, knownJson(one)), `${JSON.stringify(one)} ${JSON.stringify(other)}`).toBe(
          i === j,
        );
      }
    }
  });

  it('tells a member that is absent from one that is not', () => {
    const known = knownJson({ a: undefined, b: 1 });
    expect(isKnownJson({ a: undefined, b: 1 }, known)).toBe(true);
    expect(isKnownJson({ a: 0, b: 1 }, known)).toBe(false);
    expect(isKnownJson(undefined, knownJson(undefined))).toBe(true);
    expect(isKnownJson({}, knownJson(undefined))).toBe(false);
    expect(isKnownJson(undefined, knownJson({}))).toBe(false);
  });

  it('may leave members open, by their kind', () => {
    const known = knownJson({ at: 5, id: 'x', in: { at: 5 } }, (_, name) =>
      name === 'at' ? ANY_NUMBER : name === 'id' ? ANY_TEXT : undefined,
    );
    expect(isKnownJson({ at: 6, id: 'y', in: { at: 5 } }, known)).toBe(true);
    expect(isKnownJson({ at: 6, id: 'y', in: { at: 6 } }, known)).toBe(false);
    expect(isKnownJson({ at: '6', id: 'y', in: { at: 5 } }, known)).toBe(false);
    expect(isKnownJson({ at: 6, id: 6, in: { at: 5 } }, known)).toBe(false);
  });
});
