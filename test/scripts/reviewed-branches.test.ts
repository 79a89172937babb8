/** The review of branches says of every function what its branches depend on, and knows no secret. */
import { expect, it } from 'vitest';
import { KERNEL_MODULES } from '../../scripts/kernel-modules.ts';
import { REVIEWED_BRANCHES } from '../../scripts/reviewed-branches.ts';

it('every row names a module that is built, a function once, and a reason', () => {
  for (const [name, rows] of Object.entries(REVIEWED_BRANCHES)) {
    expect(KERNEL_MODULES.map((module) => module.name)).toContain(name);
    expect(new Set(rows.map(([row]) => row)).size).toBe(rows.length);
    for (const [, counts, dependsOn] of rows) {
      expect(Object.keys(counts).length).toBeGreaterThan(0);
      expect(dependsOn.length).toBeGreaterThan(5);
    }
  }
});
