import { describe, expect, it } from 'vitest';
import { CAREFUL, DANGEROUS, groupsOf, sentenceFor } from '../../src/console/operation-guide.ts';
import { OPERATIONS } from '../../src/operations/table.ts';

const names = [...OPERATIONS.keys()];

describe('the guide to the operations', () => {
  it('has every operation of the table in one group, and none among the others', () => {
    const groups = groupsOf(names);
    expect(groups.flatMap(({ operations }) => operations).sort()).toEqual([...names].sort());
    expect(groups.map(({ title }) => title)).not.toContain('Others');
  });

  it('has a sentence for each', () => {
    for (const name of names) expect(sentenceFor(name), name).toMatch(/^[A-Z].*\.$/);
  });

  it('shows an operation that it does not know among the others', () => {
    expect(groupsOf(['Brandnew'])).toEqual([{ title: 'Others', operations: ['Brandnew'] }]);
    expect(sentenceFor('Brandnew')).toBe('');
  });

  it('is careful with operations that there are', () => {
    for (const name of [...DANGEROUS, ...CAREFUL]) expect(names).toContain(name);
  });
});
