/**
 * The few assertions that the vector cases make, for hosts without node:assert: the bundle takes this file instead.
 *
 * @module
 */

interface Refusal {
  readonly name: string;
}

function fail(message: string): never {
  throw new Error(message);
}

function equal(actual: unknown, expected: unknown, message = 'the answer'): void {
  if (!Object.is(actual, expected)) fail(`${message}: got ${String(actual)}, expected ${String(expected)}`);
}

function notEqual(actual: unknown, other: unknown, message = 'the answer'): void {
  if (Object.is(actual, other)) fail(`${message}: got ${String(actual)}`);
}

function ok(value: unknown, message = 'the answer'): asserts value {
  if (!value) fail(`${message}: got ${String(value)}`);
}

async function rejects(attempt: () => Promise<unknown>, { name }: Refusal): Promise<void> {
  const outcome = await attempt().then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  if (outcome === undefined) fail(`expected ${name}, got an answer`);
  if ((outcome.error as Partial<Refusal> | undefined)?.name !== name) throw outcome.error;
}

export const strict = { equal, notEqual, ok, rejects };
