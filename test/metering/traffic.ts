/** Traffic of tests: many calls at once, noted as the service notes them, without making each of them. */
import { KmsError, type KmsErrorCode } from '../../src/index.ts';
import { decodeKey, type Key } from '../../src/kms/key.ts';
import { keyName } from '../../src/kms/keyspace.ts';
import { type CallNote, callNotes } from '../../src/metering/call-note.ts';
import type { CallOutcome } from '../../src/operations/recorder.ts';
import { OPERATIONS } from '../../src/operations/table.ts';
import { ACCOUNT, type Metered } from './metered.ts';

/** What is not said is of the root of the account, in us-east-1, and went well. */
export interface Calls {
  readonly operation: string;
  readonly atMs: number;
  readonly account?: string;
  readonly region?: string;
  readonly principalArn?: string;
  readonly keys?: readonly Key[];
  readonly input?: Readonly<Record<string, unknown>>;
  readonly code?: KmsErrorCode;
}

/** The outcome of such a call. */
export function outcomeOf({ operation, atMs, keys = [], code, ...calls }: Calls): CallOutcome {
  const { account = ACCOUNT, region = 'us-east-1', input } = calls;
  return {
    operation,
    requestId: 'r',
    eventId: 'e',
    caller: { account, region, principalArn: calls.principalArn ?? `arn:aws:iam::${account}:root` },
    readOnly: true,
    startedAtMs: atMs,
    endedAtMs: atMs,
    keyArns: [],
    error: code === undefined ? undefined : new KmsError(code),
    input,
    answer: undefined,
    touched: keys.map((key, i) => ({ role: `${i}`, arn: '', key, store: undefined })),
    attestation: undefined,
    isAllowed: code === undefined,
    store: undefined,
  };
}

const noteOf = callNotes(OPERATIONS);

/** The line of the journal that such a call leaves. */
export function lineOf(calls: Calls): string {
  const note: CallNote = noteOf(outcomeOf(calls));
  return JSON.stringify({ event: { eventName: calls.operation }, note });
}

/** Makes many calls, all of them alike. */
export async function traffic({ trail }: Metered, count: number, calls: Calls): Promise<void> {
  const line = lineOf(calls);
  for (let left = count; left > 0; left -= 256) {
    await trail.journal.append(Array.from({ length: Math.min(left, 256) }, () => line));
  }
}

/** A key as its record has it. */
export async function keyOf(
  { keystore }: Metered,
  keyId: string,
  region = 'us-east-1',
  account = ACCOUNT,
): Promise<Key> {
  const record = await keystore.read(keyName({ account, region }, keyId));
  if (record === undefined) throw new Error(`there is no key ${keyId}`);
  return decodeKey(record.value);
}
