import { expect, it } from 'vitest';
import { rootIdentity } from '../../src/iam/identity.ts';

it('the root of an account is known by the id of the account, and has no policies', () => {
  expect(rootIdentity('arn:aws:iam::111122223333:root')).toEqual({
    principal: { kind: 'root', arn: 'arn:aws:iam::111122223333:root', account: '111122223333' },
    policies: { identity: [] },
    userId: '111122223333',
    tags: new Map(),
  });
});
