/**
 * When something that fails is tried again: after 1, 2, 4, … seconds, a minute at most.
 *
 * @module
 */

const FIRST_MS = 1000;
const LONGEST_MS = 60_000;

/** A failure, for whoever looks. */
export interface Failure {
  readonly atMs: number;
  readonly message: string;
}

/** Counts failures of one thing. */
export class Retrying {
  #failures = 0;
  #untilMs = 0;
  #last: Failure | undefined;

  /** The last attempt failed so; `undefined` once one succeeded. */
  get lastFailure(): Failure | undefined {
    return this.#last;
  }

  /** Whether it is too early for the next attempt. */
  isTooEarly(nowMs: number): boolean {
    return nowMs < this.#untilMs;
  }

  /** @returns Whether it is the first in a row. */
  fail(error: unknown, nowMs: number): boolean {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    this.#last = { atMs: nowMs, message };
    this.#untilMs = nowMs + Math.min(FIRST_MS * 2 ** this.#failures, LONGEST_MS);
    this.#failures++;
    return this.#failures === 1;
  }

  /** @returns How many failures in a row it ends. */
  succeed(): number {
    const ended = this.#failures;
    this.#failures = 0;
    this.#untilMs = 0;
    this.#last = undefined;
    return ended;
  }
}
