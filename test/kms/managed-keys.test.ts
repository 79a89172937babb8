import { beforeEach, describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/iam/policy.ts';
import {
  MANAGED_SERVICES,
  managedAliasOf,
  serviceOfAlias,
  viaServiceOf,
} from '../../src/kms/managed-keys.ts';
import type { Caller } from '../../src/operations/operation.ts';
import {
  callerIn,
  DAY_MS,
  expectRefusal,
  invoke,
  NEIGHBOUR,
  openService,
  refusalOf,
  SCOPE,
  type Service,
  through,
} from '../operations/service.ts';

const S3: Caller = { ...callerIn(SCOPE), connection: through('s3.us-east-1.amazonaws.com') };
const KeyId = 'alias/aws/s3';
const DATA_KEY = { KeyId, KeySpec: 'AES_256' };

describe('the services with keys of their own', () => {
  it('are listed in the order of their names, each once', () => {
    const names = MANAGED_SERVICES.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)].sort());
  });

  it('are found by their aliases alone', () => {
    for (const service of MANAGED_SERVICES) expect(serviceOfAlias(managedAliasOf(service))).toBe(service);
    for (const name of ['alias/s3', 'alias/aws/', 'alias/aws/constructor', 'alias/aws/s3/x']) {
      expect(serviceOfAlias(name)).toBeUndefined();
    }
  });

  it('are named as kms:ViaService names them', () => {
    const via = MANAGED_SERVICES.map((service) => viaServiceOf(service, 'eu-west-1'));
    expect(via).toContain('ec2.eu-west-1.amazonaws.com');
    expect(via).toContain('s3.eu-west-1.amazonaws.com');
  });
});

describe('an AWS managed key', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService();
  });

  const describeS3 = async (): Promise<Readonly<Record<string, unknown>>> => {
    const { KeyMetadata } = await service.kms.describeKey({ KeyId });
    return KeyMetadata as unknown as Readonly<Record<string, unknown>>;
  };

  it('is not made by a use that is not its service’s', async () => {
    const text = 'Alias arn:aws:kms:us-east-1:111122223333:alias/aws/s3 is not found.';
    await expectRefusal(service, () => service.kms.generateDataKey(DATA_KEY), 'NotFoundException', text);
    const ses = { ...S3, connection: through('ses.us-east-1.amazonaws.com') };
    const foreign = (): Promise<unknown> => invoke(service, 'GenerateDataKey', DATA_KEY, { caller: ses });
    await expectRefusal(service, foreign, 'NotFoundException', text);
  });

  it.each([KeyId, `arn:aws:kms:us-east-1:111122223333:${KeyId}`])(
    'is made by its service’s first use, and serves every later one: %s',
    async (id) => {
      const input = { ...DATA_KEY, KeyId: id };
      const { CiphertextBlob, KeyId: keyArn } = await invoke(service, 'GenerateDataKey', input, {
        caller: S3,
      });
      expect(await describeS3()).toMatchObject({
        Arn: keyArn,
        KeyManager: 'AWS',
        KeyState: 'Enabled',
        MultiRegion: false,
        Origin: 'AWS_KMS',
        KeySpec: 'SYMMETRIC_DEFAULT',
        Description: 'Default key that protects my S3 objects when no other key is defined',
      });
      await invoke(service, 'Decrypt', { CiphertextBlob }, { caller: S3 });
      expect((await service.kms.listKeys({})).Keys).toHaveLength(1);
    },
  );

  it('is one, however many need it at once', async () => {
    const calls = Array.from({ length: 8 }, () =>
      invoke(service, 'GenerateDataKey', DATA_KEY, { caller: S3 }),
    );
    const arns = (await Promise.all(calls)).map((answer) => answer['KeyId']);
    expect(new Set(arns).size).toBe(1);
  });

  it('has the fixed policy of its service', async () => {
    await invoke(service, 'DescribeKey', { KeyId }, { caller: S3 });
    const { Policy } = await service.kms.getKeyPolicy({ KeyId: String((await describeS3())['KeyId']) });
    parsePolicy(Policy);
    expect(JSON.parse(Policy)).toEqual({
      Version: '2012-10-17',
      Id: 'auto-s3-2',
      Statement: [
        {
          Sid: 'Allow access through S3 for all principals in the account that are authorized to use S3',
          Effect: 'Allow',
          Principal: { AWS: '*' },
          Action: [
            'kms:Encrypt',
            'kms:Decrypt',
            'kms:ReEncrypt*',
            'kms:GenerateDataKey*',
            'kms:CreateGrant',
            'kms:DescribeKey',
          ],
          Resource: '*',
          Condition: {
            StringEquals: {
              'kms:CallerAccount': '111122223333',
              'kms:ViaService': 's3.us-east-1.amazonaws.com',
            },
          },
        },
        {
          Sid: 'Allow direct access to key metadata to the account',
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::111122223333:root' },
          Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'],
          Resource: '*',
        },
      ],
    });
  });

  it('is used by its service alone, and by nobody of another account', async () => {
    await invoke(service, 'GenerateDataKey', DATA_KEY, { caller: S3 });
    const arn = String((await describeS3())['Arn']);
    const action = 'kms:GenerateDataKey';
    for (const caller of [
      callerIn(SCOPE),
      { ...S3, connection: through('ses.us-east-1.amazonaws.com') },
      { ...NEIGHBOUR, connection: through('s3.us-east-1.amazonaws.com') },
    ]) {
      const input = { ...DATA_KEY, KeyId: arn };
      const text = `User: ${caller.principalArn} is not authorized to perform: ${action} on resource: ${arn} because no resource-based policy allows the ${action} action`;
      const call = (): Promise<unknown> => invoke(service, 'GenerateDataKey', input, { caller });
      await expectRefusal(service, call, 'AccessDeniedException', text);
    }
  });

  it.each([
    ['ScheduleKeyDeletion', {}],
    ['DisableKey', {}],
    ['EnableKey', {}],
    ['PutKeyPolicy', { Policy: '{"Statement":[]}' }],
    ['TagResource', { Tags: [{ TagKey: 'a', TagValue: 'b' }] }],
    ['UntagResource', { TagKeys: ['a'] }],
    ['UpdateKeyDescription', { Description: 'mine' }],
    ['ReplicateKey', { ReplicaRegion: 'eu-west-1' }],
    ['EnableKeyRotation', {}],
    ['DisableKeyRotation', {}],
    ['RotateKeyOnDemand', {}],
  ])('is not to be managed, not by its service either: %s', async (operation, input) => {
    await invoke(service, 'DescribeKey', { KeyId }, { caller: S3 });
    const id = String((await describeS3())['KeyId']);
    for (const caller of [callerIn(SCOPE), S3]) {
      const { code } = await refusalOf(invoke(service, operation, { KeyId: id, ...input }, { caller }));
      expect(code).toBe('AccessDeniedException');
    }
  });

  it('gets no other alias, and gives its own to nobody', async () => {
    await invoke(service, 'DescribeKey', { KeyId }, { caller: S3 });
    const TargetKeyId = String((await describeS3())['KeyId']);
    const create = service.kms.createAlias({ AliasName: 'alias/mine', TargetKeyId });
    expect((await refusalOf(create)).code).toBe('AccessDeniedException');
    for (const call of [
      service.kms.deleteAlias({ AliasName: KeyId }),
      service.kms.createAlias({ AliasName: 'alias/aws/mine', TargetKeyId }),
    ]) {
      expect((await refusalOf(call)).code).toBe('NotAuthorizedException');
    }
  });

  it('is rotated yearly, and what it encrypted before still opens', async () => {
    const { CiphertextBlob } = await invoke(service, 'GenerateDataKey', DATA_KEY, { caller: S3 });
    const first = (await describeS3())['CurrentKeyMaterialId'];
    service.wait(365 * DAY_MS - 1);
    expect((await describeS3())['CurrentKeyMaterialId']).toBe(first);
    service.wait(1);
    expect((await describeS3())['CurrentKeyMaterialId']).not.toBe(first);
    await invoke(service, 'Decrypt', { CiphertextBlob }, { caller: S3 });
    const id = String((await describeS3())['KeyId']);
    expect(await service.kms.getKeyRotationStatus({ KeyId: id })).toMatchObject({
      KeyRotationEnabled: true,
      RotationPeriodInDays: 365,
    });
  });

  it('belongs to one Region and one account, each having its own', async () => {
    const europe = {
      ...callerIn({ ...SCOPE, region: 'eu-west-1' }),
      connection: through('s3.eu-west-1.amazonaws.com'),
    };
    const neighbour = { ...NEIGHBOUR, connection: through('s3.us-east-1.amazonaws.com') };
    const arns = new Set<unknown>();
    for (const caller of [S3, europe, neighbour]) {
      arns.add((await invoke(service, 'GenerateDataKey', DATA_KEY, { caller }))['KeyId']);
    }
    expect(arns.size).toBe(3);
    const elsewhere = { ...europe, connection: through('s3.us-east-1.amazonaws.com') };
    const { code } = await refusalOf(
      invoke(await openService(), 'GenerateDataKey', DATA_KEY, { caller: elsewhere }),
    );
    expect(code).toBe('NotFoundException');
  });

  it('counts towards no quota', async () => {
    service = await openService({ quotas: { keysPerRegion: 1 } });
    await invoke(service, 'GenerateDataKey', DATA_KEY, { caller: S3 });
    await service.kms.createKey({});
    expect((await refusalOf(service.kms.createKey({}))).code).toBe('LimitExceededException');
    await invoke(
      service,
      'DescribeKey',
      { KeyId: 'alias/aws/ebs' },
      {
        caller: { ...S3, connection: through('ec2.us-east-1.amazonaws.com') },
      },
    );
  });
});
