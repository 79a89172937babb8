import { expect, it } from 'vitest';
import { responseElementsOf } from '../../src/audit/response-elements.ts';
import { KEY_ARN, outcomeOf } from './outcomes.ts';

const key = { role: 'key', arn: KEY_ARN, key: undefined, store: undefined };

it('a failure has none, and a call that only reads has none', () => {
  expect(responseElementsOf(outcomeOf({ operation: 'CreateKey', answer: undefined }))).toBeNull();
  expect(responseElementsOf(outcomeOf({ operation: 'Encrypt', answer: { KeyId: 'k' } }))).toBeNull();
  expect(responseElementsOf(outcomeOf({ operation: 'GetKeyPolicy', answer: { Policy: '{}' } }))).toBeNull();
});

it('an operation that answers nothing tells the key that it changed', () => {
  const outcome = outcomeOf({ operation: 'DisableKey', answer: {}, touched: [key] });
  expect(responseElementsOf(outcome)).toEqual({ keyId: KEY_ARN });
});

it('UpdateAlias tells the key to which the alias leads now', () => {
  const target = { ...key, role: 'target', arn: 'arn:target' };
  const touched = [{ ...key, role: 'current' }, target];
  expect(responseElementsOf(outcomeOf({ operation: 'UpdateAlias', answer: {}, touched }))).toEqual({
    keyId: 'arn:target',
  });
});

it('CreateGrant tells the id of the grant, and never its token', () => {
  const answer = { GrantId: 'g', GrantToken: 't' };
  const outcome = outcomeOf({ operation: 'CreateGrant', answer, touched: [key] });
  expect(responseElementsOf(outcome)).toEqual({ grantId: 'g', keyId: KEY_ARN });
});

it('a scheduled deletion tells its date, or the window while there is none', () => {
  const answer = { KeyId: 'k', KeyState: 'PendingDeletion', PendingWindowInDays: 7 };
  const dated = { ...answer, DeletionDate: new Date(0) };
  const of = (given: typeof answer) =>
    responseElementsOf(outcomeOf({ operation: 'ScheduleKeyDeletion', answer: given }));
  expect(of(dated)).toEqual({
    keyId: 'k',
    keyState: 'PendingDeletion',
    deletionDate: 'Jan 1, 1970, 12:00:00 AM',
  });
  expect(of(answer)).toEqual({ keyId: 'k', keyState: 'PendingDeletion', pendingWindowInDays: 7 });
});
