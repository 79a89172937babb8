import { describe, expect, it } from 'vitest';
import { principalOf } from '../../src/iam/principal.ts';
import { defaultPolicy, requirePolicy, requirePolicyName } from '../../src/kms/key-policy.ts';
import { refusalOf } from '../operations/service.ts';

const SCOPE = { account: '111122223333', region: 'us-east-1' };
const ROOT = 'arn:aws:iam::111122223333:root';
const LOCKED_OUT = 'The new key policy will not allow you to update the key policy in the future.';
const check = (text: string, principalArn = ROOT, bypassLockoutCheck = false): Promise<void> =>
  (async () =>
    requirePolicy(text, {
      principal: principalOf(principalArn),
      context: () => undefined,
      bypassLockoutCheck,
    }))();

describe('a key policy', () => {
  it('is by default the one that AWS was recorded to give', () => {
    expect(JSON.parse(defaultPolicy(SCOPE))).toEqual({
      Version: '2012-10-17',
      Id: 'key-default-1',
      Statement: [
        {
          Sid: 'Enable IAM User Permissions',
          Effect: 'Allow',
          Principal: { AWS: ROOT },
          Action: 'kms:*',
          Resource: '*',
        },
      ],
    });
  });

  it('passes its own check when it is the default', async () => {
    for (const region of ['us-east-1', 'cn-north-1', 'us-gov-west-1']) {
      const partition = JSON.parse(defaultPolicy({ ...SCOPE, region })).Statement[0].Principal.AWS.split(
        ':',
      )[1];
      await check(defaultPolicy({ ...SCOPE, region }), ROOT.replace('aws', partition));
    }
  });

  it('that names the account keeps access for everybody in it, since IAM decides', async () => {
    await check(defaultPolicy(SCOPE), 'arn:aws:iam::111122223333:user/ann');
    const refusal = await refusalOf(check(defaultPolicy(SCOPE), 'arn:aws:iam::444455556666:user/ann'));
    expect(refusal).toEqual({ code: 'MalformedPolicyDocumentException', message: LOCKED_OUT });
  });

  it('may lock its author out when that is asked for, and must be a policy all the same', async () => {
    await check(defaultPolicy(SCOPE), 'arn:aws:iam::444455556666:root', true);
    expect(await refusalOf(check('{', ROOT, true))).toEqual({
      code: 'MalformedPolicyDocumentException',
      message: '',
    });
  });

  it('is measured in bytes, before it is read', async () => {
    const text = defaultPolicy(SCOPE);
    await check(text.padEnd(32_768));
    for (const long of [text.padEnd(32_769), '\u00ff'.repeat(16_385)]) {
      expect((await refusalOf(check(long))).code).toBe('LimitExceededException');
    }
  });

  it('is called default or nothing', async () => {
    requirePolicyName(undefined);
    requirePolicyName('default');
    expect(await refusalOf((async () => requirePolicyName('Default'))())).toEqual({
      code: 'NotFoundException',
      message: 'No such policy exists',
    });
  });
});
