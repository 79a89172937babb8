import { beforeEach, describe, expect, it } from 'vitest';
import { expectRefusal, makeKey, openService, type Service } from './service.ts';

describe('DeleteAlias', () => {
  let service: Service;
  let keyId: string;
  beforeEach(async () => {
    service = await openService();
    ({ KeyId: keyId } = await makeKey(service));
    await service.kms.createAlias({ AliasName: 'alias/x', TargetKeyId: keyId });
  });

  it('takes the name away and leaves the key and its other names', async () => {
    await service.kms.createAlias({ AliasName: 'alias/y', TargetKeyId: keyId });
    expect(await service.kms.deleteAlias({ AliasName: 'alias/x' })).toEqual({});
    const { Aliases } = await service.kms.listAliases({ KeyId: keyId });
    expect(Aliases.map(({ AliasName }) => AliasName)).toEqual(['alias/y']);
    const text = 'Alias arn:aws:kms:us-east-1:111122223333:alias/x is not found.';
    await expectRefusal(
      service,
      () => service.kms.describeKey({ KeyId: 'alias/x' }),
      'NotFoundException',
      text,
    );
  });

  it('lets the name be given again', async () => {
    const { KeyId: other } = await makeKey(service);
    await service.kms.deleteAlias({ AliasName: 'alias/x' });
    await service.kms.createAlias({ AliasName: 'alias/x', TargetKeyId: other });
    expect((await service.kms.describeKey({ KeyId: 'alias/x' })).KeyMetadata.KeyId).toBe(other);
  });

  it('may take a name off a key that is pending deletion', async () => {
    await service.kms.scheduleKeyDeletion({ KeyId: keyId });
    await service.kms.deleteAlias({ AliasName: 'alias/x' });
    expect((await service.kms.listAliases({ KeyId: keyId })).Aliases).toEqual([]);
  });

  it('refuses a name that does not exist, one of AWS, and what is no alias', async () => {
    const call = (AliasName: string) => () => service.kms.deleteAlias({ AliasName });
    const unknown = 'Alias arn:aws:kms:us-east-1:111122223333:alias/no is not found.';
    await expectRefusal(service, call('alias/no'), 'NotFoundException', unknown);
    await expectRefusal(service, call('alias/aws/s3'), 'NotAuthorizedException');
    const text =
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html';
    await expectRefusal(service, call(keyId), 'ValidationException', text);
  });
});
