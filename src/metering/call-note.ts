/**
 * The note of a call: what counting needs to know of it, beside its event in the journal.
 *
 * It is made when the call is recorded and never changed, so that the journal alone decides what was counted, and prices
 * can change afterwards. Which refusals cost nothing is decided here. It holds no secret: names, times and a price class.
 *
 * @module
 */
import { arnOf, type Key } from '../kms/key.ts';
import type { CallOutcome } from '../operations/recorder.ts';
import { priceClassOf } from './price-class.ts';
import { PRICES, type PriceClass, type PriceList } from './prices.ts';

/** What is left to know of a key once it is gone. */
export type KeyLife = {
  readonly createdAtMs: number;
  /** When it was rotated, as far as rotations are charged. */
  readonly rotatedAtMs: readonly number[];
  /** The key is nobody's bill. */
  readonly isFree?: true;
};

/** See the file's head. A type, not an interface, so that it is a JSON object to whoever keeps it. */
export type CallNote = {
  readonly class: PriceClass;
  readonly atMs: number;
  /** The caller's, which pays. */
  readonly account: string;
  readonly region: string;
  /** `other` of one that there is none of: such a name is an attacker's text. */
  readonly operation: string;
  /** Who called; of the session of a role, the role. */
  readonly principal: string;
  /** The ARN of the key that it touched, of several the first; only of a key that is there for the caller. */
  readonly key?: string;
  /** It was refused, or failed. */
  readonly isError?: true;
  /** It was refused and costs nothing. */
  readonly isUnbilled?: true;
  /** The key's deletion was scheduled; or that was cancelled. */
  readonly scheduled?: KeyLife;
  readonly cancelled?: { readonly createdAtMs: number };
};

const OTHER = 'other';
const DRY_RUN = 'DryRunOperationException';
const SESSION = ':assumed-role/';

/**
 * Makes notes: what `annotate` of the audit trail takes.
 *
 * @param operations Every operation that there is.
 */
export function callNotes(
  operations: { has(name: string): boolean },
  { unbilledErrors, chargedRotations }: PriceList = PRICES,
): (outcome: CallOutcome) => CallNote {
  const unbilled = new Set(unbilledErrors);
  return (outcome) => {
    const { operation, caller, error, startedAtMs, touched } = outcome;
    const code = error?.code;
    const key = touched.find((one) => one.key !== undefined)?.key;
    return {
      class: priceClassOf(outcome),
      atMs: startedAtMs,
      account: caller.account,
      region: caller.region,
      operation: operations.has(operation) ? operation : OTHER,
      principal: withoutSession(caller.principalArn),
      ...(key === undefined ? {} : { key: arnOf(key) }),
      // A dry run that finds nothing in the way ends in an exception, and did what was asked.
      ...(code === undefined || code === DRY_RUN ? {} : { isError: true as const }),
      ...(code !== undefined && unbilled.has(code) ? { isUnbilled: true as const } : {}),
      ...(key === undefined || code !== undefined ? {} : lifeOf(operation, key, chargedRotations)),
    };
  };
}

/** What begins to cost nothing with this call, or is charged again. */
function lifeOf(
  operation: string,
  key: Key,
  chargedRotations: number,
): Pick<CallNote, 'scheduled' | 'cancelled'> {
  if (operation === 'CancelKeyDeletion') return { cancelled: { createdAtMs: key.createdAtMs } };
  if (operation !== 'ScheduleKeyDeletion') return {};
  const rotatedAtMs = rotationsOf(key).slice(0, chargedRotations);
  const free = key.manager === 'AWS' ? { isFree: true as const } : {};
  return { scheduled: { createdAtMs: key.createdAtMs, rotatedAtMs, ...free } };
}

/** When a key was rotated, the first rotation first. */
export function rotationsOf({ materials }: Key): number[] {
  const times = materials.flatMap(({ rotation }) => (rotation === undefined ? [] : [rotation.atMs]));
  return times.sort((a, b) => a - b);
}

/** Sessions are named at will: counted one by one, they would be without number. */
function withoutSession(principalArn: string): string {
  const at = principalArn.indexOf(SESSION);
  const end = at === -1 ? -1 : principalArn.indexOf('/', at + SESSION.length);
  return end === -1 ? principalArn : principalArn.slice(0, end);
}

/** How a line of the journal goes on after its event: a line is `{"event":…,"note":…}`. */
const BEGINNING = ',"note":{"class":"';
const NOTE_AT = ',"note":'.length;

/**
 * The note of a line of the journal; `undefined` of a line that has none.
 *
 * The event before it, which is the greater part, is not read: no member of an event is an object named `note`.
 *
 * @example
 * const note = '{"class":"symmetric","atMs":5,"account":"111122223333","region":"eu-west-1","operation":"ListKeys","principal":"x"}';
 * readNote(`{"event":{},"note":${note}}`).operation; // 'ListKeys'
 */
export function readNote(line: string): CallNote | undefined {
  const at = line.lastIndexOf(BEGINNING);
  return at === -1 ? undefined : (JSON.parse(line.slice(at + NOTE_AT, -1)) as CallNote);
}
