/**
 * The vector port: one line of JSON in, one line of JSON out, for anybody's test vectors against any engine.
 *
 * A line names an algorithm, an operation and its inputs (docs/VECTORS.md); the answer has the same `id` and the
 * outputs, or `error` with the class of the refusal, or `unsupported`. A malformed line is answered like any other and
 * never ends the run. Private keys that come this way are test data: this file wipes nothing.
 *
 * @module
 */
import { toHex } from '../bytes/hex.ts';
import type { Engine } from './engine.ts';
import { UnsupportedAlgorithmError } from './errors.ts';
import type { Random } from './primitives.ts';
import { vectorFields } from './vector-fields.ts';
import { VECTOR_ROWS, type VectorContext, type VectorOutput } from './vector-rows.ts';

/** The errors that an answer may name; anything else would be a fault of this house and is named `Error`. */
const ERROR_NAMES: readonly string[] = [
  'AuthenticationError',
  'InvalidKeyError',
  'RangeError',
  'TypeError',
  'EngineFailedError',
];

/**
 * A function that answers lines by an engine.
 *
 * @param random For what is randomised: PSS salts, OAEP seeds, hedged ML-DSA, encapsulation, blinding.
 * @returns From a line without its end to the answer without an end; it never throws.
 *
 * @example
 * const answer = createVectorPort(createPortableEngine(), hostRandom());
 * await answer('{"id":1,"alg":"SHAKE-128","op":"digest","message":"","length":4}'); // '{"id":1,"digest":"7f9c2ba4"}'
 */
export function createVectorPort(engine: Engine, random: Random): (line: string) => Promise<string> {
  return async (line) => {
    const record = parseLine(line);
    const id = record === undefined ? {} : idOf(record);
    try {
      if (record === undefined) throw new TypeError('"line" expected a JSON object');
      const output = await runLine({ fields: vectorFields(record), engine, random });
      return JSON.stringify({ ...id, ...inHex(output) });
    } catch (error) {
      if (error instanceof UnsupportedAlgorithmError) return JSON.stringify({ ...id, unsupported: true });
      return JSON.stringify({ ...id, error: nameOf(error) });
    }
  };
}

/** The id as a member of the answer; none where it nests too deep to be written again. */
function idOf(record: { readonly [name: string]: unknown }): { readonly id?: unknown } {
  if (!Object.hasOwn(record, 'id')) return {};
  const id = { id: record['id'] };
  try {
    JSON.stringify(id);
    return id;
  } catch {
    return {};
  }
}

/** The object that a line holds, or undefined. */
function parseLine(line: string): { readonly [name: string]: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return value as { readonly [name: string]: unknown };
  } catch {
    return undefined;
  }
}

async function runLine(context: VectorContext): Promise<VectorOutput> {
  const alg = context.fields.text('alg');
  const op = context.fields.text('op');
  const row = VECTOR_ROWS.get(`${alg} ${op}`);
  if (row === undefined) throw new UnsupportedAlgorithmError('no such row');
  return await row(context);
}

function inHex(output: VectorOutput): { [name: string]: string | boolean } {
  const answer: { [name: string]: string | boolean } = {};
  for (const [name, value] of Object.entries(output)) {
    answer[name] = typeof value === 'boolean' ? value : toHex(value);
  }
  return answer;
}

function nameOf(error: unknown): string {
  return error instanceof Error && ERROR_NAMES.includes(error.name) ? error.name : 'Error';
}
