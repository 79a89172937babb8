import { expect, it } from 'vitest';
import { openSts } from '../../src/aws/open-sts.ts';
import { rootIdentity } from '../../src/iam/identity.ts';

const ARN = 'arn:aws:iam::111122223333:root';
const caller = {
  account: '111122223333',
  region: 'us-east-1',
  principalArn: ARN,
  identity: rootIdentity(ARN),
};

it('AWS STS without authentication says for whom a caller is taken', async () => {
  const form = new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' });
  expect(await openSts(caller, form)).toEqual({
    action: 'GetCallerIdentity',
    result: { Arn: ARN, UserId: '111122223333', Account: '111122223333' },
  });
});

it.each(['AssumeRole', 'GetSessionToken', ''])('AWS STS without authentication has no %s', async (Action) => {
  await expect(openSts(caller, new URLSearchParams({ Action }))).rejects.toMatchObject({
    name: 'StsError',
    code: 'InvalidAction',
    status: 400,
  });
});
