/**
 * requestParameters: what was asked, without what must not be logged.
 *
 * @module
 */
import type { CallOutcome } from '../operations/recorder.ts';
import { OPERATIONS, type OperationName } from '../operations/table.ts';
import type { Json, JsonObject } from './cloudtrail-event.ts';
import { LOGGED_DEFAULTS, LOGGED_MEMBERS, LOGGED_NAMES, type LoggedDefault } from './logged-members.ts';
import { type Copy, copyOfShape, memberName } from './member-copies.ts';
import { knownKeys } from './resources.ts';

/** A member of a request on its way into an event. */
interface Row {
  readonly name: string;
  readonly as: string;
  readonly copy: Copy;
  readonly byDefault: LoggedDefault['value'] | undefined;
}

/** Made of the table at the first call of each operation. */
const ROWS = /* @__PURE__ */ new Map<string, readonly Row[]>();

/**
 * What was asked, as an event has it; `null` of a request without shape, and of one of which nothing is logged.
 *
 * The key of a ciphertext is told although the request does not name it: it is what Decrypt is about.
 */
export function requestParametersOf(outcome: CallOutcome): JsonObject | null {
  const { operation, input } = outcome;
  if (input === undefined) return null;
  const parameters: Record<string, Json> = {};
  let isEmpty = true;
  for (const { name, as, copy, byDefault } of rowsOf(operation)) {
    const given = input[name] ?? (typeof byDefault === 'function' ? byDefault(input) : byDefault);
    const value = given === undefined ? undefined : copy(given);
    if (value === undefined) continue;
    parameters[as] = value;
    isEmpty = false;
  }
  const decryptedBy = operation === 'Decrypt' ? knownKeys(outcome)[0] : undefined;
  if (decryptedBy !== undefined) parameters['keyId'] ??= decryptedBy.arn;
  return isEmpty ? null : parameters;
}

function rowsOf(operation: string): readonly Row[] {
  let rows = ROWS.get(operation);
  if (rows === undefined) {
    rows = makeRows(operation as OperationName);
    ROWS.set(operation, rows);
  }
  return rows;
}

/** What the shape calls secret has no copy, and so no row. */
function makeRows(operation: OperationName): readonly Row[] {
  const members = OPERATIONS.get(operation)?.input ?? {};
  const defaults = new Map(LOGGED_DEFAULTS[operation]?.map(({ member, value }) => [member, value]));
  return LOGGED_MEMBERS[operation].request.flatMap((name) => {
    const shape = members[name]?.shape;
    const copy = shape && copyOfShape(shape);
    if (copy === undefined) return [];
    return [{ name, as: LOGGED_NAMES.get(name) ?? memberName(name), copy, byDefault: defaults.get(name) }];
  });
}
