import { expect, test } from 'vitest';

test('the script of a thread does nothing when it is imported anywhere else', async () => {
  expect(Object.keys(await import('../../src/node/stream-worker.ts'))).toEqual([]);
});
