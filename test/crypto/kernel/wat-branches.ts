/**
 * What decides in a module of the kernel: how many loops, branches, selections and divisions each function has.
 *
 * A list of these, reviewed by a person and held by a test, is how a branch on a secret that a change or a compiler
 * brings in is noticed: the list changes.
 */

/** Counts of one function. */
export interface Decisions {
  readonly loop: number;
  readonly if: number;
  readonly br_if: number;
  readonly br_table: number;
  readonly select: number;
  /** Quotients and remainders of integers: their time depends on their operands. */
  readonly div: number;
}

const KINDS: Readonly<Record<keyof Decisions, RegExp>> = {
  loop: /^loop\b/,
  if: /^if\b/,
  br_if: /^br_if\b/,
  br_table: /^br_table\b/,
  select: /^select\b/,
  div: /^i(32|64)\.(div|rem)_[su]\b/,
};

/** The counts that are not zero, by function; functions of a file by its name: `sha512/compress`. */
export function decisionsOf(wat: string): ReadonlyMap<string, Partial<Decisions>> {
  const functions = wat.split(/^ \(func \$/m).slice(1);
  return new Map(functions.map((text) => [nameOf(text), countsOf(text)]));
}

function nameOf(text: string): string {
  return (/^\S+/.exec(text)?.[0] ?? '').replace(/^assembly\//, '');
}

function countsOf(text: string): Partial<Decisions> {
  const lines = text.split('\n').map((line) => line.trim());
  const counts = Object.entries(KINDS).map(([kind, pattern]) => [
    kind,
    lines.filter((line) => pattern.test(line)).length,
  ]);
  return Object.fromEntries(counts.filter(([, count]) => count !== 0));
}
