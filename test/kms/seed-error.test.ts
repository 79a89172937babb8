import { expect, it } from 'vitest';
import { formatSeedPath, SeedError } from '../../src/kms/seed-error.ts';

it('a path is written as people write it', () => {
  expect(formatSeedPath(['keys', 0, 'cost center'])).toBe('keys[0]["cost center"]');
  expect(formatSeedPath(['keys', 0, 'tags', 'Team'])).toBe('keys[0].tags.Team');
  expect(formatSeedPath([])).toBe('the seed');
});

it('an error of a seed says where and why, and by what', () => {
  const cause = new RangeError('too long');
  const error = new SeedError(['keys', 1], 'is none', { cause });
  expect(error.message).toBe('keys[1]: is none');
  expect([error.name, error.path, error.reason, error.cause]).toEqual([
    'SeedError',
    ['keys', 1],
    'is none',
    cause,
  ]);
});
