import { beforeEach, describe, expect, it } from 'vitest';
import { callerIn, expectRefusal, invoke, makeKey, openService, type Service } from './service.ts';

describe('GetKeyPolicy', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService();
  });

  it('gives the default policy when none was given: recorded from AWS, member for member', async () => {
    const { KeyId } = await makeKey(service);
    const { Policy, PolicyName } = await service.kms.getKeyPolicy({ KeyId, PolicyName: 'default' });
    expect(PolicyName).toBe('default');
    expect(JSON.stringify(JSON.parse(Policy))).toBe(
      '{"Version":"2012-10-17","Id":"key-default-1","Statement":[{"Sid":"Enable IAM User Permissions",' +
        '"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}]}',
    );
  });

  it('names the root of the caller in the partition of the Region', async () => {
    const caller = callerIn({ account: '999999999999', region: 'cn-north-1' });
    const { KeyMetadata } = await invoke(service, 'CreateKey', {}, { caller });
    const { KeyId } = KeyMetadata as { KeyId: string };
    const { Policy } = await invoke(service, 'GetKeyPolicy', { KeyId }, { caller });
    expect(Policy).toContain('"arn:aws-cn:iam::999999999999:root"');
  });

  it('knows no other policy', async () => {
    const { KeyId } = await makeKey(service);
    for (const PolicyName of ['Default', 'other', '__proto__']) {
      const call = (): Promise<unknown> => service.kms.getKeyPolicy({ KeyId, PolicyName });
      await expectRefusal(service, call, 'NotFoundException', 'No such policy exists');
    }
  });
});
