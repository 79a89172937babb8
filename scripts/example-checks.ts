/**
 * What an example of the documentation is held to; run-examples.ts puts the calls where the comments stand.
 *
 * @module
 */
import { inspect, isDeepStrictEqual } from 'node:util';

/** Requires a value to be the literal of a comment; a list of numbers stands for the bytes of an array. */
export function __equals(actual: unknown, expected: unknown): void {
  const value = comparable(actual, expected);
  if (isDeepStrictEqual(value, expected)) return;
  throw new Error(`the comment says ${inspect(expected)}, the value is ${inspect(value)}`);
}

/** A comment of one number may speak of a number or of a single byte: the value decides. */
function comparable(actual: unknown, expected: unknown): unknown {
  if (!ArrayBuffer.isView(actual)) return actual;
  const bytes = [...(actual as Uint8Array)];
  return !Array.isArray(expected) && bytes.length === 1 ? bytes[0] : bytes;
}

/** Requires an expression to throw an error of that name, at once or late. */
export async function __throws(expression: () => Promise<unknown>, name: string): Promise<void> {
  let value: unknown;
  try {
    value = await expression();
  } catch (error) {
    if (error instanceof Error && error.name === name) return;
    throw new Error(`the comment says that it throws ${name}, it threw ${inspect(error)}`);
  }
  throw new Error(`the comment says that it throws ${name}, the value is ${inspect(value)}`);
}
