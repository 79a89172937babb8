import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SortedNames } from '../../src/store/sorted-names.ts';

const SEED = 20_261_124;
const LEAVES = 20 * 512;

/** Numbers below `count` in an order that is neither ascending nor descending. */
function shuffled(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `n${((i * 7919) % count).toString().padStart(6, '0')}`);
}

describe('sorted names', () => {
  it('are in order whatever the order of their coming, over many leaves', () => {
    const orders = [shuffled(LEAVES), [...shuffled(LEAVES)].sort(), [...shuffled(LEAVES)].sort().reverse()];
    for (const order of orders) {
      const names = new SortedNames();
      for (const name of order) names.add(name);
      expect(names.between('', '~', LEAVES + 1)).toEqual([...order].sort());
    }
  });

  it('end before the upper bound, begin at the lower one, and stop at the limit, across leaves', () => {
    const names = new SortedNames();
    for (const name of shuffled(LEAVES)) names.add(name);
    expect(names.between('n000100', 'n005000', 10_000)).toHaveLength(4900);
    expect(names.between('n000100', 'n005000', 1000)).toHaveLength(1000);
    expect(names.between('n000099~', '~', 1)).toEqual(['n000100']);
    expect(names.between('~', '~~', 1)).toEqual([]);
    expect(new SortedNames().between('', '~', 9)).toEqual([]);
  });

  it('can be taken out one by one until none is left', () => {
    const names = new SortedNames();
    for (const name of shuffled(LEAVES)) names.add(name);
    for (const name of shuffled(LEAVES).slice(1)) names.delete(name);
    names.delete('never there');
    expect(names.between('', '~', 9)).toEqual(shuffled(1));
    names.delete('n000000');
    names.delete('n000000');
    expect(names.between('', '~', 9)).toEqual([]);
  });

  it('are the same as a sorted Set, over random histories', () => {
    const step = fc.record({ isDeletion: fc.boolean(), name: fc.integer({ min: 0, max: 1500 }).map(String) });
    const history = fc.array(step, { minLength: 1000, maxLength: 4000, size: 'max' });
    const agrees = fc.property(history, (steps) => {
      const names = new SortedNames();
      const model = new Set<string>();
      for (const { isDeletion, name } of steps) {
        if (isDeletion) names.delete(name);
        else names.add(name);
        if (isDeletion) model.delete(name);
        else model.add(name);
      }
      expect(names.between('', '~', 5000)).toEqual([...model].sort());
    });
    fc.assert(agrees, { seed: SEED, numRuns: 20 });
  });
});
