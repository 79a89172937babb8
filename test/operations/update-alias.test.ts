import { beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, expectRefusal, forgeKey, makeKey, openService, type Service } from './service.ts';

describe('UpdateAlias', () => {
  let service: Service;
  let former: string;
  let target: string;
  let targetArn: string;
  beforeEach(async () => {
    service = await openService();
    ({ KeyId: former } = await makeKey(service));
    ({ KeyId: target, Arn: targetArn } = await makeKey(service));
    await service.kms.createAlias({ AliasName: 'alias/x', TargetKeyId: former });
  });

  const update = (AliasName = 'alias/x', TargetKeyId = target): Promise<unknown> =>
    service.kms.updateAlias({ AliasName, TargetKeyId });
  const namesOf = async (KeyId: string): Promise<readonly string[]> =>
    (await service.kms.listAliases({ KeyId, Limit: 100 })).Aliases.map(({ AliasName }) => AliasName);

  it('makes the name mean the other key, and remembers when it was made and moved', async () => {
    const CreationDate = new Date(service.nowMs());
    service.wait(5000);
    expect(await update()).toEqual({});
    expect((await service.kms.describeKey({ KeyId: 'alias/x' })).KeyMetadata.KeyId).toBe(target);
    expect(await namesOf(former)).toEqual([]);
    expect((await service.kms.listAliases({ KeyId: target })).Aliases).toEqual([
      expect.objectContaining({
        CreationDate,
        LastUpdatedDate: new Date(service.nowMs()),
        TargetKeyId: target,
      }),
    ]);
  });

  it('may be told what is so already', async () => {
    await update('alias/x', former);
    expect(await namesOf(former)).toEqual(['alias/x']);
  });

  it('may take a name off a key that is pending deletion, and give it to none', async () => {
    await service.kms.scheduleKeyDeletion({ KeyId: former });
    await update();
    expect(await namesOf(target)).toEqual(['alias/x']);
    await service.kms.scheduleKeyDeletion({ KeyId: target });
    await service.kms.cancelKeyDeletion({ KeyId: former });
    await service.kms.createAlias({ AliasName: 'alias/y', TargetKeyId: former });
    const text = `${targetArn} is pending deletion.`;
    await expectRefusal(service, () => update('alias/y'), 'KMSInvalidStateException', text);
  });

  it('goes to keys of other specs, as long as type and usage are the same', async () => {
    const make = async (KeySpec: string, KeyUsage: string): Promise<string> =>
      (await makeKey(service, { KeySpec, KeyUsage })).KeyId;
    const groups = [
      [await make('HMAC_224', 'GENERATE_VERIFY_MAC'), await make('HMAC_512', 'GENERATE_VERIFY_MAC')],
      [await make('RSA_2048', 'SIGN_VERIFY'), await make('ECC_SECG_P256K1', 'SIGN_VERIFY')],
      [await make('RSA_2048', 'ENCRYPT_DECRYPT'), await make('RSA_4096', 'ENCRYPT_DECRYPT')],
      [await make('ECC_NIST_P256', 'KEY_AGREEMENT'), await make('ECC_NIST_P384', 'KEY_AGREEMENT')],
      [former, target],
    ];
    const text = 'The current and the new KMS key of an alias must have the same key type and usage.';
    for (const [i, [first = '', second = '']] of groups.entries()) {
      const name = `alias/group-${i}`;
      await service.kms.createAlias({ AliasName: name, TargetKeyId: first });
      for (const [other = ''] of groups.filter((group) => !group.includes(first))) {
        await expectRefusal(service, () => update(name, other), 'ValidationException', text);
      }
      await update(name, second);
      expect(await namesOf(second)).toContain(name);
    }
  });

  it('refuses a key of another usage', async () => {
    await forgeKey(service, target, { usage: 'SIGN_VERIFY' });
    const text = 'The current and the new KMS key of an alias must have the same key type and usage.';
    await expectRefusal(service, () => update(), 'ValidationException', text);
  });

  it('refuses a name that does not exist, a name of AWS, and an alias as target', async () => {
    const unknown = 'Alias arn:aws:kms:us-east-1:111122223333:alias/no is not found.';
    await expectRefusal(service, () => update('alias/no'), 'NotFoundException', unknown);
    await expectRefusal(service, () => update('alias/aws/x'), 'NotAuthorizedException');
    const text = 'Aliases must refer to keys. Not aliases';
    await expectRefusal(service, () => update('alias/x', 'alias/x'), 'ValidationException', text);
  });

  it('gives a key no more than 50 names', async () => {
    for (let i = 0; i < 50; i++) {
      await service.kms.createAlias({ AliasName: `alias/n${i}`, TargetKeyId: target });
    }
    const text = 'A key can have at most 50 aliases.';
    await expectRefusal(service, () => update(), 'LimitExceededException', text);
  });

  it('leaves one key with the name when 20 callers move it between three', async () => {
    const { KeyId: third } = await makeKey(service);
    const targets = [former, target, third];
    await Promise.all(Array.from({ length: 20 }, (_, i) => update('alias/x', targets[i % 3])));
    const names = await Promise.all(targets.map(namesOf));
    expect(names.flat()).toEqual(['alias/x']);
    const { Aliases } = await service.kms.listAliases({});
    // AWS's own are listed too, without a target.
    const { TargetKeyId } = Aliases.find(({ AliasName }) => AliasName === 'alias/x') ?? {};
    expect(names[targets.indexOf(TargetKeyId ?? '')]).toEqual(['alias/x']);
  });

  it('leaves no name without its key, and no key without its name, when it races with deletion', async () => {
    await service.kms.scheduleKeyDeletion({ KeyId: former, PendingWindowInDays: 7 });
    service.wait(7 * DAY_MS - 1);
    const moves = Array.from({ length: 10 }, async () => {
      service.wait(1);
      await update();
    });
    const results = await Promise.allSettled(moves);
    const { Aliases } = await service.kms.listAliases({});
    const moved = results.some(({ status }) => status === 'fulfilled');
    const targets = Aliases.flatMap(({ TargetKeyId }) => TargetKeyId ?? []);
    expect(targets).toEqual(moved ? [target] : []);
    expect(await namesOf(target)).toEqual(moved ? ['alias/x'] : []);
    await expect(service.kms.describeKey({ KeyId: former })).rejects.toThrow('does not exist');
  });
});
