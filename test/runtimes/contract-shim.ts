/**
 * The few words of vitest that the contract of stores is written in, for hosts in which vitest does not run: the bundle
 * takes this file instead.
 *
 * @module
 */
type Work = (...row: never[]) => unknown;

interface Case {
  readonly title: string;
  readonly work: () => unknown;
  readonly before: readonly Work[];
  readonly after: readonly Work[];
}

/** What became of the cases. */
export interface Outcome {
  readonly passed: number;
  readonly failures: readonly string[];
}

const cases: Case[] = [];
let before: Work[] = [];
let after: Work[] = [];

export function describe(_title: string, body: () => void): void {
  const outer = { before, after };
  before = [...before];
  after = [...after];
  body();
  ({ before, after } = outer);
}

export function beforeEach(work: Work): void {
  before.push(work);
}

export function afterEach(work: Work): void {
  after.push(work);
}

function add(title: string, work: Work): void {
  cases.push({ title, work: () => work(), before, after });
}

/** A case, or one for each row. */
export const it = Object.assign(add, {
  each: (rows: readonly unknown[]) => (title: string, work: Work) => {
    for (const row of rows) {
      const input = (Array.isArray(row) ? row : [row]) as never[];
      add(`${title} (${String(input[0])})`, () => work(...input));
    }
  },
});

/** Runs every case that was described, one after the other. */
export async function runCases(): Promise<Outcome> {
  const failures: string[] = [];
  for (const one of cases) {
    try {
      for (const work of one.before) await work();
      await one.work();
      for (const work of one.after) await work();
    } catch (error) {
      failures.push(`${one.title}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { passed: cases.length - failures.length, failures };
}

function require(holds: boolean, actual: unknown, wanted: unknown): void {
  if (!holds) throw new Error(`got ${show(actual)}, expected ${show(wanted)}`);
}

const show = (value: unknown): string =>
  typeof value === 'function' ? value.name : (JSON.stringify(value) ?? String(value)).slice(0, 200);

export function expect(actual: unknown): Expectation {
  return {
    toBe: (wanted) => require(Object.is(actual, wanted), actual, wanted),
    toEqual: (wanted) => require(isEqual(actual, wanted), actual, wanted),
    toBeUndefined: () => require(actual === undefined, actual, undefined),
    toBeInstanceOf: (kind) => require(actual instanceof kind, actual, kind),
    toBeLessThanOrEqual: (most) => require((actual as number) <= most, actual, most),
    rejects: { toThrow: (wanted) => rejects(actual as Promise<unknown>, wanted) },
  };
}

type Kind = abstract new (...input: never[]) => unknown;

interface Expectation {
  toBe(wanted: unknown): void;
  toEqual(wanted: unknown): void;
  toBeUndefined(): void;
  toBeInstanceOf(kind: Kind): void;
  toBeLessThanOrEqual(most: number): void;
  readonly rejects: { toThrow(wanted: Kind | string): Promise<void> };
}

async function rejects(work: Promise<unknown>, wanted: Kind | string): Promise<void> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown as Error,
  );
  const holds = typeof wanted === 'string' ? error?.message.includes(wanted) : error instanceof wanted;
  require(holds === true, error?.message, wanted);
}

/** By structure, whatever the prototypes; bytes by what they hold. */
function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Uint8Array !== b instanceof Uint8Array || Array.isArray(a) !== Array.isArray(b))
    return false;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => isEqual(a[name as keyof typeof a], b[name as keyof typeof b]));
}
