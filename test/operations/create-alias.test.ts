import { beforeEach, describe, expect, it } from 'vitest';
import { broken, expectRefusal, makeKey, openService, refusalOf, type Service } from './service.ts';

const PREFIX_TEXT =
  'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html';

describe('CreateAlias', () => {
  let service: Service;
  let keyId: string;
  let keyArn: string;
  beforeEach(async () => {
    service = await openService();
    ({ KeyId: keyId, Arn: keyArn } = await makeKey(service));
  });

  const create = (AliasName: string, TargetKeyId = keyId): Promise<unknown> =>
    service.kms.createAlias({ AliasName, TargetKeyId });

  it('gives the key a name, by which it can be used at once', async () => {
    expect(await create('alias/a/B_c-9')).toEqual({});
    expect((await service.kms.describeKey({ KeyId: 'alias/a/B_c-9' })).KeyMetadata.KeyId).toBe(keyId);
    expect((await service.kms.listAliases({ KeyId: keyId })).Aliases).toEqual([
      {
        AliasName: 'alias/a/B_c-9',
        AliasArn: 'arn:aws:kms:us-east-1:111122223333:alias/a/B_c-9',
        TargetKeyId: keyId,
        CreationDate: new Date(service.nowMs()),
        LastUpdatedDate: new Date(service.nowMs()),
      },
    ]);
  });

  it('takes the target by id or by ARN, and names of up to 256 characters', async () => {
    await create('alias/x', keyArn);
    await create(`alias/${'y'.repeat(250)}`);
    expect((await service.kms.listAliases({ KeyId: keyId })).Aliases).toHaveLength(2);
  });

  it('refuses a name without the prefix (recorded row 23)', async () => {
    for (const name of ['abcd1234', 'Alias/x', 'alias', 'alias/']) {
      await expectRefusal(service, () => create(name), 'ValidationException', PREFIX_TEXT);
    }
  });

  it('keeps alias/aws/ for AWS, without a text', async () => {
    await expectRefusal(service, () => create('alias/aws/s3'), 'NotAuthorizedException');
  });

  it('refuses a colon, which the pattern would take', async () => {
    const text = 'alias/a:b contains invalid characters for an alias';
    await expectRefusal(service, () => create('alias/a:b'), 'ValidationException', text);
  });

  it.each(['alias/a b', 'alias/\u00e9', 'alias/a.b', 'alias/x\n'])(
    'refuses other characters: %j',
    async (name) => {
      const constraint = 'Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$';
      await expectRefusal(
        service,
        () => create(name),
        'ValidationException',
        broken(name, 'aliasName', constraint),
      );
    },
  );

  it('refuses a name that is taken, also by another key, with the ARN of the alias', async () => {
    const { KeyId: otherKeyId } = await makeKey(service);
    await create('alias/x');
    const text = 'An alias with the name arn:aws:kms:us-east-1:111122223333:alias/x already exists';
    for (const target of [keyId, otherKeyId]) {
      await expectRefusal(service, () => create('alias/x', target), 'AlreadyExistsException', text);
    }
  });

  it('refuses an alias as target, by name and by ARN', async () => {
    await create('alias/x');
    for (const target of ['alias/x', 'arn:aws:kms:us-east-1:111122223333:alias/x']) {
      const call = (): Promise<unknown> => create('alias/y', target);
      await expectRefusal(service, call, 'ValidationException', 'Aliases must refer to keys. Not aliases');
    }
  });

  it('gives a key 50 names and not one more', async () => {
    for (let i = 0; i < 50; i++) await create(`alias/n${i}`);
    const text = 'A key can have at most 50 aliases.';
    await expectRefusal(service, () => create('alias/n50'), 'LimitExceededException', text);
    await service.kms.deleteAlias({ AliasName: 'alias/n0' });
    await create('alias/n50');
  });

  it('lets exactly one of 20 callers have the same name', async () => {
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => create('alias/mine')));
    const lost = results.filter(({ status }) => status === 'rejected');
    expect(lost).toHaveLength(19);
    for (const { reason } of lost as PromiseRejectedResult[]) {
      expect((await refusalOf(Promise.reject(reason))).code).toBe('AlreadyExistsException');
    }
    expect((await service.kms.listAliases({ KeyId: keyId })).Aliases).toHaveLength(1);
  });

  it('loses none of 50 names that come at once', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, i) => create(`alias/p${i}`)));
    expect((await service.kms.listAliases({ KeyId: keyId, Limit: 100 })).Aliases).toHaveLength(50);
  });

  it('never gives a key more than 50 names, however many come at once', async () => {
    const results = await Promise.allSettled(Array.from({ length: 100 }, (_, i) => create(`alias/p${i}`)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(50);
    const { Aliases } = await service.kms.listAliases({ Limit: 100 });
    expect(Aliases.filter(({ TargetKeyId }) => TargetKeyId !== undefined)).toHaveLength(50);
  });
});
