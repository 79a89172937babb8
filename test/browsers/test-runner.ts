/**
 * The few words of vitest that the contract of stores is written in, for a page: the bundle takes this file instead.
 *
 * @module
 */

type Work = () => unknown;
type Row = readonly unknown[] | unknown;

/** How one case ended. */
export interface CaseResult {
  readonly title: string;
  /** Why it failed; nothing when it passed. */
  readonly error: string | undefined;
}

interface Case {
  readonly title: string;
  readonly work: Work;
}

const cases: Case[] = [];
const before: Work[] = [];
const after: Work[] = [];

export const describe = (_title: string, define: () => void): void => define();
export const beforeEach = (work: Work): void => void before.push(work);
export const afterEach = (work: Work): void => void after.push(work);

export const it = Object.assign((title: string, work: Work): void => void cases.push({ title, work }), {
  each:
    (rows: readonly Row[]) =>
    (title: string, work: (...row: unknown[]) => unknown): void => {
      for (const row of rows) {
        const values = Array.isArray(row) ? row : [row];
        let at = 0;
        const filled = title.replace(/%[sdj]/g, () => String(values[at++]));
        cases.push({ title: filled, work: () => work(...values) });
      }
    },
});

/** Runs every case that was defined, one after the other. */
export async function runCases(): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = [];
  for (const { title, work } of cases) results.push({ title, error: await errorOf(work) });
  return results;
}

async function errorOf(work: Work): Promise<string | undefined> {
  try {
    for (const prepare of before) await prepare();
    await work();
    for (const tidy of after) await tidy();
    return undefined;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

/** Requires something of a value. */
export function expect(actual: unknown) {
  return {
    toBe: (expected: unknown) => check(Object.is(actual, expected), actual, expected),
    toBeUndefined: () => check(actual === undefined, actual, undefined),
    toEqual: (expected: unknown) => check(isEqual(actual, expected), actual, expected),
    toHaveLength: (length: number) => check((actual as { length: number }).length === length, actual, length),
    toBeLessThanOrEqual: (bound: number) => check((actual as number) <= bound, actual, bound),
    toBeInstanceOf: (kind: new (...args: never[]) => unknown) =>
      check(actual instanceof kind, actual, kind.name),
    rejects: {
      async toThrow(expected: string | (new (...args: never[]) => unknown)): Promise<void> {
        const outcome = await (actual as Promise<unknown>).then(
          () => undefined,
          (error: unknown) => ({ error }),
        );
        if (outcome === undefined) throw new Error('expected a rejection, got an answer');
        const { error } = outcome;
        if (typeof expected === 'string') check(String(error).includes(expected), error, expected);
        else check(error instanceof expected, error, expected.name);
      },
    },
  };
}

function check(holds: boolean, actual: unknown, expected: unknown): void {
  if (!holds) throw new Error(`got ${shown(actual)}, expected ${shown(expected)}`);
}

function shown(value: unknown): string {
  return value instanceof Error ? String(value) : String(JSON.stringify(value)).slice(0, 300);
}

/** Plain data and byte arrays. */
function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a.constructor !== b.constructor) return false;
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) =>
    isEqual((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]),
  );
}
