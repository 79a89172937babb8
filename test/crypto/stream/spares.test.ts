import { expect, test } from 'vitest';
import { createSpares } from '../../../src/crypto/stream/spares.ts';

test('what was kept is lent again, each array to one', () => {
  const spares = createSpares(4);
  const [a, b] = [spares.lend(3), spares.lend(3)];
  spares.keep(a);
  spares.keep(b);
  const again = [spares.lend(3), spares.lend(3), spares.lend(3)];
  expect(new Set(again).size).toBe(3);
  expect(again).toContain(a);
  expect(again).toContain(b);
  expect(again.map((bytes) => [bytes.length, bytes.buffer.byteLength])).toEqual([
    [3, 3],
    [3, 3],
    [3, 3],
  ]);
});

test('no more are kept than were said, and none of another length than is asked for', () => {
  const spares = createSpares(1);
  const [a, b] = [spares.lend(3), spares.lend(3)];
  spares.keep(a);
  spares.keep(b);
  spares.keep(new Uint8Array(2));
  expect(spares.lend(3)).toBe(a);
  expect(spares.lend(3)).not.toBe(b);
  spares.keep(a);
  expect(spares.lend(2).length).toBe(2);
  expect(spares.lend(3)).not.toBe(a);
});
