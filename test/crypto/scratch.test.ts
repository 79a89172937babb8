import { expect, test } from 'vitest';
import { carve, createScratch } from '../../src/crypto/scratch.ts';

test('nothing is made before the first loan, and one memory serves many', () => {
  let made = 0;
  const scratch = createScratch(() => {
    made++;
    return { memory: new Int32Array(4) };
  });
  expect(made).toBe(0);
  for (let i = 0; i < 3; i++) scratch.takeBack(scratch.lend());
  expect(made).toBe(1);
});

test('memory that is given back is zero', () => {
  const scratch = createScratch(() => ({ memory: new Int32Array(4) }));
  const workspace = scratch.lend();
  workspace.memory.fill(-1);
  scratch.takeBack(workspace);
  expect(workspace.memory).toEqual(new Int32Array(4));
});

test('two computations at a time never share', () => {
  const scratch = createScratch(() => ({ memory: new Int32Array(1) }));
  const first = scratch.lend();
  const second = scratch.lend();
  expect(first.memory.buffer).not.toBe(second.memory.buffer);
  scratch.takeBack(second);
  expect(scratch.lend()).toBe(second);
});

test('views follow each other and share the memory', () => {
  const [memory, first, second] = carve(3, 5);
  memory.set([1, 2, 3, 4, 5, 6, 7, 8]);
  expect([...first]).toEqual([1, 2, 3]);
  expect([...second]).toEqual([4, 5, 6, 7, 8]);
  expect(memory.length).toBe(8);
});
