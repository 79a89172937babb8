import { expect, it } from 'vitest';
import { policyAuthorOf } from '../../src/operations/policy-author.ts';
import { callerIn, openService, SCOPE } from './service.ts';

it('the author of a policy is the caller, as conditions see them now', async () => {
  const { vault, nowMs } = await openService();
  const author = policyAuthorOf(callerIn(SCOPE), vault, undefined);
  expect(author.principal).toMatchObject({ kind: 'root', account: SCOPE.account });
  expect(author.bypassLockoutCheck).toBe(false);
  expect(author.context('aws:epochtime')).toEqual([String(Math.floor(nowMs() / 1000))]);
  expect(author.context('kms:calleraccount')).toEqual([SCOPE.account]);
  expect(policyAuthorOf(callerIn(SCOPE), vault, true).bypassLockoutCheck).toBe(true);
});
