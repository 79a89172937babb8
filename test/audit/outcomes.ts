/** Calls of tests that never ran: a successful Encrypt, unless something else is said. */
import type { CallOutcome } from '../../src/operations/recorder.ts';
import { callerIn, SCOPE } from '../operations/service.ts';

export const KEY_ARN = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

export function outcomeOf(own: Partial<CallOutcome> = {}): CallOutcome {
  return {
    operation: 'Encrypt',
    requestId: '00000000-0000-4000-8000-000000000001',
    eventId: '00000000-0000-4000-8000-000000000002',
    caller: callerIn(SCOPE),
    readOnly: true,
    startedAtMs: Date.UTC(2026, 10, 24, 12, 0, 0, 999),
    endedAtMs: Date.UTC(2026, 10, 24, 12, 0, 5),
    keyArns: [KEY_ARN],
    error: undefined,
    input: { KeyId: 'alias/app', Plaintext: new Uint8Array([1]) },
    answer: {},
    touched: [],
    isAllowed: true,
    store: undefined,
    attestation: undefined,
    ...own,
  };
}
