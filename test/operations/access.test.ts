import { describe, expect, it } from 'vitest';
import { explainAccess } from '../../src/operations/access.ts';
import { policyAuthorizer } from '../../src/operations/policy-authorizer.ts';
import { callerIn, makeKey, openService, refusalOf, SCOPE } from './service.ts';

describe('explainAccess', () => {
  it('gives the decision that the call would meet, with the members that conditions ask for', async () => {
    const service = await openService();
    const root = `arn:aws:iam::${SCOPE.account}:root`;
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: root }, Action: 'kms:*', Resource: '*' },
        {
          Sid: 'not HR',
          Effect: 'Deny',
          Principal: '*',
          Action: 'kms:Encrypt',
          Resource: '*',
          Condition: { StringEquals: { 'kms:EncryptionContext:Dept': 'HR' } },
        },
      ],
    });
    const { KeyId, Arn } = await makeKey(service, { Policy });
    const ask = (Dept: string): ReturnType<typeof explainAccess> => {
      const input = { EncryptionContext: { Dept } };
      const question = { caller: callerIn(SCOPE), action: 'kms:Encrypt', keyId: KeyId, input };
      return explainAccess(service.vault, policyAuthorizer(service.vault), question);
    };
    expect(await ask('IT')).toMatchObject({ allowed: true, by: [{ role: 'key policy', statement: 1 }] });
    expect(await ask('HR')).toEqual({
      allowed: false,
      sentence: `User: ${root} is not authorized to perform: kms:Encrypt on resource: ${Arn} with an explicit deny in a resource-based policy`,
      by: [{ role: 'key policy', policy: 'default', statement: 2, sid: 'not HR', effect: 'Deny' }],
    });
  });

  it('knows actions of AWS KMS alone', async () => {
    const { vault } = await openService();
    for (const action of ['s3:GetObject', 'kms:', 'Encrypt', 'kms:En*']) {
      const question = { caller: callerIn(SCOPE), action };
      expect((await refusalOf(explainAccess(vault, policyAuthorizer(vault), question))).code).toBe(
        'ValidationException',
      );
    }
  });
});
