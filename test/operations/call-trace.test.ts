import { expect, it } from 'vitest';
import { KmsError } from '../../src/kms/errors.ts';
import { CallTrace } from '../../src/operations/call-trace.ts';
import { callerIn, SCOPE } from './service.ts';

const invocation = {
  operation: 'ReEncrypt',
  input: { Secret: 'no' },
  source: 'native',
  caller: callerIn(SCOPE),
  requestId: 'r',
} as const;

it('a trace tells each key once, as it was found last', () => {
  const trace = new CallTrace(invocation, true, 5);
  trace.touch('source', 'arn:a', undefined);
  trace.touch('destination', 'arn:a', undefined);
  trace.touch('source', 'arn:b', undefined);
  expect(trace.keyArns).toEqual(['arn:b', 'arn:a']);
  expect(trace.outcome(9, undefined).touched).toHaveLength(2);
});

it('an outcome has what the call brought, and nothing of a request that was not checked', () => {
  const trace = new CallTrace(invocation, true, 5);
  const error = new KmsError('NotFoundException', 'no');
  const outcome = trace.outcome(9, error);
  expect(outcome).toMatchObject({
    operation: 'ReEncrypt',
    requestId: 'r',
    startedAtMs: 5,
    endedAtMs: 9,
    error,
  });
  expect(outcome.input).toBeUndefined();
  expect(outcome.eventId).toBe(trace.eventId);
});

it('every trace is an event of its own', () => {
  expect(new CallTrace(invocation, true, 5).eventId).not.toBe(new CallTrace(invocation, true, 5).eventId);
});
