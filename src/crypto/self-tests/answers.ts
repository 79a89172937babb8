/**
 * What known-answer tests have in common: to compare, to be refused, and to fail.
 *
 * Test vectors are public, so that nothing here is compared in constant time.
 *
 * @module
 */
import { equalBytes } from '../../bytes/equal.ts';
import { fromHex } from '../../bytes/hex.ts';
import { AuthenticationError, UnsupportedAlgorithmError } from '../errors.ts';
import type { Awaitable } from '../primitives.ts';

/** A primitive did not give its known answer. The engine turns it into its error state. */
export class WrongAnswerError extends Error {
  override readonly name = 'WrongAnswerError';
  constructor(source: string) {
    super(`wrong answer: ${source}`);
  }
}

/**
 * Requires that bytes are the known ones.
 *
 * @param source Where the answer is published.
 * @param expected The bytes, or their hexadecimal digits.
 * @throws {WrongAnswerError} They are not.
 */
export async function expectAnswer(
  source: string,
  actual: Awaitable<Uint8Array>,
  expected: string | Uint8Array,
): Promise<void> {
  const known = typeof expected === 'string' ? fromHex(expected) : expected;
  if (!equalBytes(await actual, known)) throw new WrongAnswerError(source);
}

/**
 * Runs a test for every row of known answers. A row that the engine does not do, which it says by
 * UnsupportedAlgorithmError, is passed over: it cannot give a wrong answer to what it refuses.
 */
export async function testEach<Row>(
  rows: readonly Row[],
  test: (row: Row) => Awaitable<void>,
): Promise<void> {
  for (const row of rows) {
    try {
      await test(row);
    } catch (error) {
      if (!(error instanceof UnsupportedAlgorithmError)) throw error;
    }
  }
}

/** Requires a verdict. @throws {WrongAnswerError} It is the other one. */
export async function expectVerdict(
  source: string,
  actual: Awaitable<boolean>,
  expected: boolean,
): Promise<void> {
  if ((await actual) !== expected) throw new WrongAnswerError(source);
}

/** Requires that a call is refused with AuthenticationError. @throws {WrongAnswerError} It is not. */
export async function expectRefusal(source: string, call: () => Awaitable<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (error instanceof AuthenticationError) return;
  }
  throw new WrongAnswerError(source);
}

/** The same bytes with the lowest bit of the last one turned. */
export function corrupted(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes);
  copy[copy.length - 1] ^= 1;
  return copy;
}
