import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/sources.ts';
import {
  compatibilityCount,
  readmeWithCount,
  readOperationNames,
  withCount,
} from '../../scripts/write-compatibility.ts';
import { OPERATIONS } from '../../src/operations/table.ts';

const START = '<!-- compatibility:start -->';
const END = '<!-- compatibility:end -->';

describe('the compatibility count', () => {
  it('in README.md is what the table of operations says: node scripts/write-compatibility.ts', async () => {
    const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
    expect(readme).toContain(START);
    expect(readme).toContain(END);
    expect(readme).toBe(await readmeWithCount(readme));
  });

  it('knows the 56 operations of AWS KMS, each once and in order', async () => {
    const names = await readOperationNames();
    expect(names).toHaveLength(56);
    expect([...new Set(names)].sort()).toEqual(names);
    for (const name of OPERATIONS.keys()) expect(names).toContain(name);
  });

  it('says how many, and which are not', () => {
    expect(compatibilityCount(['A', 'B', 'C'], new Set(['B']))).toBe(
      '1 of the 3 operations of AWS KMS are here; not A, C.',
    );
    expect(compatibilityCount(['A', 'B'], new Set(['A', 'B']))).toBe('All 2 operations of AWS KMS are here.');
  });

  it('has no place for an operation that AWS does not have', () => {
    expect(() => compatibilityCount(['A'], new Set(['X']))).toThrow('AWS KMS has no operation X');
  });

  it('takes the place of the count that was there, and of nothing else', () => {
    expect(withCount(`a\n${START}\nold\n${END}\nb`, 'new')).toBe(`a\n${START}\nnew\n${END}\nb`);
    expect(withCount(`${START}${END}`, 'new')).toBe(`${START}\nnew\n${END}`);
  });

  it.each(['', START, END, `${END}${START}`, `${START}${START}${END}`, `${START}${END}${END}`])(
    'has no place in %j',
    (text) => {
      expect(() => withCount(text, 'new')).toThrow('once each and in this order');
    },
  );
});
