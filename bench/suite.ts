/**
 * What a benchmark is made of: cases, and in each case the subjects that do the same work.
 *
 * @module
 */

import type { Effort, Measurement } from './measure.ts';

/** Time as everybody has it, or time on the processor, all threads added. */
export type Clock = 'wall' | 'processor';

/** One way to do the work of a case. */
export interface Subject {
  /** Whose: `strongroom portable`, `node:crypto`, the name of a package. */
  readonly name: string;
  run(): unknown;
  /** Whether it does other work for the same purpose: timed to know where one stands, its output compared with none. */
  readonly orientation?: boolean;
}

/** One piece of work. All subjects must give the same output before any is timed. */
export interface Case {
  readonly name: string;
  /** How many bytes one run works on; absent where throughput means nothing. */
  readonly bytes?: number;
  readonly subjects: readonly Subject[];
  /** `wall` for work that is spread over threads, where the time until it is done is the point; else `processor`. */
  readonly clock?: Clock;
  /**
   * Whether an output is right, for work whose outputs differ by chance; they are compared with each other when absent.
   */
  accepts?(output: unknown): boolean | Promise<boolean>;
}

/** A file of bench/suites/: its cases are made when it is asked for them, never at import time. */
export interface Suite {
  readonly name: string;
  cases(): Promise<readonly Case[]>;
  /** What is measured in a way of its own: several processes take part in it. */
  measure?(effort: Effort, report: (result: CaseResult) => void): Promise<void>;
}

/** The measurements of one case, as they are written. */
export interface CaseResult {
  readonly suite: string;
  readonly case: string;
  readonly bytes?: number;
  readonly clock?: Clock;
  readonly subjects: readonly Measurement[];
}
