import { expect, it } from 'vitest';
import { decodeHead, EMPTY_HEAD, encodeHead } from '../../src/journal/head.ts';

it('a head is read as it was written', () => {
  const head = { first: 3, last: 9, digest: 'ab'.repeat(32), events: 40, bytes: 1000 };
  expect(decodeHead(encodeHead(head))).toEqual(head);
});

it('a journal that has not begun has no entry', () => {
  expect(EMPTY_HEAD.last).toBeLessThan(EMPTY_HEAD.first);
});
