/**
 * What a run of the portable suite says of itself, as it travels from a runtime to the table. Plain data, no host.
 *
 * @module
 */

/** The cases of one algorithm on one engine. */
export interface Tally {
  readonly cases: number;
  readonly passed: number;
  readonly failed: number;
  /** The engine does not do this algorithm, or not with these parameters. */
  readonly unsupported: number;
  /** Left to the slow suite, as the table says. */
  readonly leftOut: number;
  /** As far as the host's clock tells: workerd's stands still between its own calls. */
  readonly seconds: number;
  /** The first few failures, for the reader of a red run. */
  readonly failures: readonly string[];
}

/** One engine on one runtime. */
export interface EngineRun {
  readonly engine: string;
  /** Why this host has no such engine; then nothing ran. */
  readonly absent?: string | undefined;
  readonly seconds: number;
  readonly algorithms: Readonly<Record<string, Tally>>;
}

/** Sums over algorithms. */
export function total(algorithms: Readonly<Record<string, Tally>>): Omit<Tally, 'failures' | 'seconds'> {
  const sum = { cases: 0, passed: 0, failed: 0, unsupported: 0, leftOut: 0 };
  for (const tally of Object.values(algorithms)) {
    sum.cases += tally.cases;
    sum.passed += tally.passed;
    sum.failed += tally.failed;
    sum.unsupported += tally.unsupported;
    sum.leftOut += tally.leftOut;
  }
  return sum;
}
