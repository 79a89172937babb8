import { beforeEach, describe, expect, it } from 'vitest';
import {
  callerIn,
  expectRefusal,
  forgeKey,
  invoke,
  makeKey,
  openService,
  refusalOf,
  SCOPE,
  type Service,
} from './service.ts';

describe('DescribeKey', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService();
  });

  it('tells by id, ARN, alias and alias ARN what CreateKey told', async () => {
    const made = await makeKey(service, { Description: 'same' });
    await service.kms.createAlias({ AliasName: 'alias/same', TargetKeyId: made.KeyId });
    const aliasArn = 'arn:aws:kms:us-east-1:111122223333:alias/same';
    for (const KeyId of [made.KeyId, made.Arn, 'alias/same', aliasArn]) {
      expect(await service.kms.describeKey({ KeyId })).toEqual({ KeyMetadata: made });
    }
  });

  it('makes the AWS managed key of a predefined alias of the own account, and no other key', async () => {
    const arn = 'arn:aws:kms:us-east-1:111122223333:alias/aws/ebs';
    const { KeyMetadata } = await service.kms.describeKey({ KeyId: arn });
    expect(KeyMetadata).toMatchObject({ KeyManager: 'AWS', KeyState: 'Enabled' });
    expect(await service.kms.describeKey({ KeyId: 'alias/aws/ebs' })).toEqual({ KeyMetadata });
    const foreign = arn.replace('111122223333', '444455556666');
    for (const [KeyId, code] of [
      ['alias/aws/nope', 'NotFoundException'],
      [foreign, 'AccessDeniedException'],
    ] as const) {
      expect((await refusalOf(service.kms.describeKey({ KeyId }))).code).toBe(code);
    }
    expect((await service.kms.listKeys({})).Keys).toHaveLength(1);
  });

  it('says Enabled of no state but Enabled', async () => {
    const { KeyId } = await makeKey(service);
    const states = [
      'Disabled',
      'PendingDeletion',
      'PendingImport',
      'Unavailable',
      'Creating',
      'Updating',
    ] as const;
    for (const state of states) {
      await forgeKey(service, KeyId, { state });
      const { KeyMetadata } = await service.kms.describeKey({ KeyId });
      expect(KeyMetadata).toMatchObject({ KeyState: state, Enabled: false });
    }
  });

  it('gives a deletion date only while a deletion is pending', async () => {
    const { KeyId, ...made } = await makeKey(service);
    expect(made).not.toHaveProperty('DeletionDate');
    const { DeletionDate } = await service.kms.scheduleKeyDeletion({ KeyId });
    expect((await service.kms.describeKey({ KeyId })).KeyMetadata.DeletionDate).toEqual(DeletionDate);
    await service.kms.cancelKeyDeletion({ KeyId });
    expect((await service.kms.describeKey({ KeyId })).KeyMetadata).not.toHaveProperty('DeletionDate');
  });

  it('gives no material id of a key that never had material', async () => {
    const { KeyId } = await makeKey(service, { Origin: 'EXTERNAL' });
    const { KeyMetadata } = await service.kms.describeKey({ KeyId });
    expect(KeyMetadata).not.toHaveProperty('CurrentKeyMaterialId');
    expect(KeyMetadata.Origin).toBe('EXTERNAL');
  });

  it('answers a key that does not exist with its ARN (recorded rows 13 to 15)', async () => {
    for (const id of ['1234abcd-12ab-34cd-56ef-1234567890ab', `mrk-${'a'.repeat(32)}`]) {
      const arn = `arn:aws:kms:us-east-1:111122223333:key/${id}`;
      for (const KeyId of [id, arn]) {
        const call = (): Promise<unknown> => service.kms.describeKey({ KeyId });
        await expectRefusal(service, call, 'NotFoundException', `Key '${arn}' does not exist`);
      }
    }
  });

  it('answers a key of another Region by the part that leads there (recorded rows 11, 12 and 21)', async () => {
    const caller = callerIn({ ...SCOPE, region: 'ap-southeast-1' });
    const { KeyMetadata } = await invoke(service, 'CreateKey', {}, { caller });
    const { KeyId, Arn } = KeyMetadata as { KeyId: string; Arn: string };
    const here = `arn:aws:kms:us-east-1:111122223333:key/${KeyId}`;
    const byId = (): Promise<unknown> => service.kms.describeKey({ KeyId });
    await expectRefusal(service, byId, 'NotFoundException', `Key '${here}' does not exist`);
    const byArn = (): Promise<unknown> => service.kms.describeKey({ KeyId: Arn });
    await expectRefusal(service, byArn, 'NotFoundException', 'Invalid arn ap-southeast-1');
  });

  it('answers what has not the form of an identifier as it was sent (recorded rows 16 to 18)', async () => {
    for (const KeyId of ['fake-key-id', '134f2428cec14b25a1ae9048164dba47', 'mrk-fake-key-id']) {
      const call = (): Promise<unknown> => service.kms.describeKey({ KeyId });
      await expectRefusal(service, call, 'NotFoundException', `Invalid keyId '${KeyId}'`);
    }
  });
});
