/**
 * The shape of a vector file: groups of tests, where a group's members hold for each of its tests.
 *
 * A test joined with its group reads like a line of the vector port: `alg`, `op`, the inputs and the expected
 * outputs by the port's names, byte strings in hexadecimal; `error` instead of outputs when the case must be refused.
 *
 * @module
 */

/** A value in a vector: hexadecimal or a name, a length or count, a verdict. */
export type VectorValue = string | number | boolean;

export type VectorCase = Readonly<Record<string, VectorValue>>;

/** Members for all tests of the group, beside the tests. */
export interface VectorGroup {
  readonly tests: readonly VectorCase[];
  readonly [member: string]: VectorValue | readonly VectorCase[];
}

export interface VectorFile {
  readonly cases: number;
  readonly groups: readonly VectorGroup[];
}

/** Every test with its group's members, in order. */
export function flattenGroups(groups: readonly VectorGroup[]): VectorCase[] {
  return groups.flatMap(({ tests, ...members }) =>
    tests.map((test) => ({ ...(members as VectorCase), ...test })),
  );
}

/** How many tests differ from all earlier ones, whatever the order of their members. */
export function countDistinct(cases: readonly VectorCase[]): number {
  return new Set(cases.map((test) => JSON.stringify(Object.entries(test).sort()))).size;
}

/** Collects tests into groups: one group for every set of members, in the order in which they first appear. */
export function groupCases(
  rows: Iterable<{ readonly members: VectorCase; readonly test: VectorCase }>,
): VectorGroup[] {
  const groups = new Map<string, { members: VectorCase; tests: VectorCase[] }>();
  for (const { members, test } of rows) {
    const key = JSON.stringify(members);
    const group = groups.get(key) ?? { members, tests: [] };
    group.tests.push(test);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ members, tests }) => ({ ...members, tests }));
}
