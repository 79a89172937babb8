/** Branches, selects and divisions of the kernel's modules are those that were reviewed. */
import { describe, expect, it } from 'vitest';
import { compileKernel } from '../../scripts/build-kernel.ts';
import { type BranchCounts, countBranches } from '../../scripts/count-branches.ts';
import { KERNEL_MODULES, type KernelModule } from '../../scripts/kernel-modules.ts';
import { REVIEWED_BRANCHES } from '../../scripts/reviewed-branches.ts';

describe('what could leak in a module', () => {
  it.each(Object.entries(REVIEWED_BRANCHES))('is what was reviewed: %s', async (name, rows) => {
    const module = KERNEL_MODULES.find((one) => one.name === name) as KernelModule;
    const { wat } = await compileKernel(module);
    const reviewed = Object.fromEntries(rows.map(([row, counts]) => [row, counts] as const));
    expect(countBranches(wat)).toEqual(reviewed);
  });

  it('is counted by function, whatever form the text has', () => {
    const wat = [
      '(module',
      ' (func $assembly/a/one (param i32)',
      '  (if (local.get 0) (then (nop)))',
      '  select',
      '  i32.rem_u',
      '  f64.div',
      ' (func $assembly/a/two',
      '  br_if $loop',
      '  br $loop',
      '  br_table 0 1',
      '  i64.shl',
      ')',
    ].join('\n');
    const expected: Record<string, BranchCounts> = {
      'a/one': { if: 1, select: 1, division: 2 },
      'a/two': { branch: 2 },
    };
    expect(countBranches(wat)).toEqual(expected);
  });
});
