import { afterEach, expect, it, vi } from 'vitest';
import { hostTurn } from '../../src/journal/turn.ts';

afterEach(() => vi.unstubAllGlobals());

it('a turn of this host ends after what is at hand', async () => {
  const order: string[] = [];
  setImmediate(() => void order.push('at hand'));
  await hostTurn()();
  expect(order).toEqual(['at hand']);
});

it('a host that tells of no turns is not waited for', async () => {
  vi.stubGlobal('setImmediate', undefined);
  const order: string[] = [];
  const turned = hostTurn()().then(() => void order.push('turned'));
  setTimeout(() => void order.push('timer'), 0);
  await turned;
  expect(order).toEqual(['turned']);
});
