import { expect, it } from 'vitest';
import { ENTRY_PREFIX, entryName, PENDING_PREFIX, pendingName } from '../../src/journal/names.ts';

it('names of entries sort by their sequence numbers', () => {
  expect(entryName(9) < entryName(10)).toBe(true);
  expect(entryName(99) < entryName(100)).toBe(true);
  expect(entryName(1).startsWith(ENTRY_PREFIX)).toBe(true);
});

it('a pending record is found by its id', () => {
  expect(pendingName('x')).toBe(`${PENDING_PREFIX}x`);
});
