import { describe, expect, it } from 'vitest';
import { firstDifference, MARK_LENGTH, marksOf } from '../../src/audit/record-marks.ts';
import { ENGINE } from './deliveries.ts';

const marks = (letters: string): string => [...letters].map((one) => one.repeat(MARK_LENGTH)).join('');

describe('the first difference of some records', () => {
  it.each([
    ['abc', 'abc', undefined],
    ['', '', undefined],
    ['abc', 'ac', { kind: 'missing', at: 1 }],
    ['abc', 'ab', { kind: 'missing', at: 2 }],
    ['abc', '', { kind: 'missing', at: 0 }],
    ['aab', 'ab', { kind: 'missing', at: 1 }],
    ['abc', 'axc', { kind: 'altered', at: 1 }],
    ['abc', 'axbc', { kind: 'extra', at: 1 }],
    ['abc', 'aabc', { kind: 'extra', at: 1 }],
    ['ab', 'bab', { kind: 'extra', at: 0 }],
    ['ab', 'abx', { kind: 'extra', at: 2 }],
    ['', 'x', { kind: 'extra', at: 0 }],
    ['abc', 'acb', { kind: 'reordered', at: 1, from: 2 }],
    ['abc', 'cba', { kind: 'reordered', at: 0, from: 2 }],
  ])('of %j, where %j is there, is %j', (delivered, present, difference) => {
    expect(firstDifference(marks(delivered), marks(present))).toEqual(difference);
  });
});

it('marks a record by the first digits of the SHA-256 of its JSON', async () => {
  // SHA-256 of "{}" is 44136fa355b3…, of "1" 6b86b273ff34….
  expect(await marksOf(ENGINE, [{}, 1])).toBe('44136b86');
  expect(await marksOf(ENGINE, [])).toBe('');
});
