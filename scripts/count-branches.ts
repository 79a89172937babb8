/**
 * Counts what could leak in a module of the kernel: the branches, selects and divisions of each of its functions.
 *
 *   node scripts/count-branches.ts rsa   the counts of a module, as they stand in reviewed-branches.ts
 *
 * It is the text of the compiled module that is counted, so that what the compiler made of a mask is seen too. Whoever
 * changes a function sees its counts change, and reviews again what they depend on: reviewed-branches.ts says what that
 * is, and a test holds the module to it.
 *
 * @module
 */
import { compileKernel } from './build-kernel.ts';
import { KERNEL_MODULES } from './kernel-modules.ts';

/** The instructions that are counted, by what they are called here. */
const COUNTED: readonly (readonly [keyof BranchCounts, RegExp])[] = [
  ['if', /^\s*\(?if\b/],
  ['branch', /^\s*\(?br_(?:if|table)\b/],
  ['select', /^\s*\(?select\b/],
  ['division', /^\s*\(?(?:i(?:32|64)\.(?:div|rem)_[su]|f(?:32|64)(?:x\d)?\.(?:div|sqrt))\b/],
];

/** How many of each a function has; those that it has none of are absent. */
export interface BranchCounts {
  readonly if?: number;
  /** `br_if` and `br_table`. */
  readonly branch?: number;
  readonly select?: number;
  readonly division?: number;
}

/** The counts of every function of a module that has any, by its name: that of its source and its own, or its export's. */
export function countBranches(wat: string): Readonly<Record<string, BranchCounts>> {
  const counts: Record<string, Record<string, number>> = {};
  let current = '';
  for (const line of wat.split('\n')) {
    const name = /^\s*\(func \$(\S+)/.exec(line)?.[1];
    if (name !== undefined) current = name.replace(/^assembly\//, '');
    for (const [what, pattern] of COUNTED) {
      if (!pattern.test(line)) continue;
      counts[current] ??= {};
      const row = counts[current] as Record<string, number>;
      row[what] = (row[what] ?? 0) + 1;
    }
  }
  return counts;
}

if (import.meta.main) {
  const module = KERNEL_MODULES.find(({ name }) => name === process.argv[2]);
  if (module === undefined) throw new Error(`no module of the kernel is named ${process.argv[2]}`);
  const { wat } = await compileKernel(module);
  for (const [name, counts] of Object.entries(countBranches(wat)).sort()) {
    console.log(`${name}: ${JSON.stringify(counts)}`);
  }
}
