import { describe, expect, it } from 'vitest';
import { type CallRecord, KmsError } from '../../src/index.ts';
import { joinCalls } from '../../src/node/calls.ts';
import type { RequestEntry } from '../../src/node/log.ts';
import { StoreUnavailableError } from '../../src/store/store.ts';

const EXCHANGE = { operation: 'Encrypt', status: 200, errorCode: undefined, elapsedMs: 1 };

function recordOf(requestId: string, error?: KmsError): CallRecord {
  const caller = { account: '0', region: 'r', principalArn: 'p' };
  const times = { startedAtMs: 0, endedAtMs: 1 };
  return {
    operation: 'Encrypt',
    requestId,
    eventId: 'e',
    caller,
    readOnly: false,
    keyArns: [`arn:${requestId}`],
    error,
    ...times,
  };
}

function ears() {
  const entries: RequestEntry[] = [];
  const lost: Error[] = [];
  const log = { request: (entry: RequestEntry) => void entries.push(entry), event: () => undefined };
  return { ...joinCalls(log, (error) => lost.push(error)), entries, lost };
}

describe('a log line of a call', () => {
  it('joins what the service and the wire know, whatever their order among others', () => {
    const { onCall, onExchange, entries } = ears();
    onCall(recordOf('1'));
    onCall(recordOf('2'));
    onExchange({ ...EXCHANGE, requestId: '2' });
    onExchange({ ...EXCHANGE, requestId: '1' });
    onExchange({ ...EXCHANGE, requestId: '1' });
    expect(entries.map(({ requestId, keyArns }) => [requestId, ...keyArns])).toEqual([
      ['2', 'arn:2'],
      ['1', 'arn:1'],
      ['1'],
    ]);
  });

  it('names the cause of an internal error, and of no other', () => {
    const { onCall, onExchange, entries, lost } = ears();
    const cause = new TypeError('"key" expected Uint8Array, got undefined');
    onCall(recordOf('1', new KmsError('KMSInternalException', 'An internal error occurred.', { cause })));
    onExchange({ ...EXCHANGE, requestId: '1', status: 500 });
    onCall(recordOf('2', new KmsError('ValidationException', 'x', { cause })));
    onExchange({ ...EXCHANGE, requestId: '2', status: 400 });
    expect(entries.map((entry) => entry.cause)).toEqual([
      'TypeError: "key" expected Uint8Array, got undefined',
      undefined,
    ]);
    expect(lost).toEqual([]);
  });

  it('reports a store that is lost', () => {
    const { onCall, lost } = ears();
    const cause = new StoreUnavailableError('store.db cannot grow: the disk is full');
    onCall(recordOf('1', new KmsError('KMSInternalException', '', { cause })));
    expect(lost).toEqual([cause]);
  });
});
