import { describe, expect, it } from 'vitest';
import type { Key } from '../../src/kms/key.ts';
import { metadataOf } from '../../src/operations/key-metadata.ts';
import { MODEL } from './model.ts';

const KEY: Key = {
  account: '111122223333',
  region: 'eu-west-1',
  keyId: 'x',
  spec: 'SYMMETRIC_DEFAULT',
  usage: 'ENCRYPT_DECRYPT',
  origin: 'AWS_KMS',
  manager: 'CUSTOMER',
  state: 'Enabled',
  description: '',
  createdAtMs: 1500,
  policy: '{}',
  tags: [{ key: 'a', value: 'b' }],
  aliases: ['alias/x'],
  materials: [
    { id: 'a'.repeat(64), backingKey: 'AA==' },
    { id: 'b'.repeat(64), backingKey: 'AA==' },
  ],
};

describe('KeyMetadata', () => {
  it('has the bare id and the ARN, and both names of the spec', () => {
    expect(metadataOf(KEY)).toMatchObject({
      KeyId: 'x',
      Arn: 'arn:aws:kms:eu-west-1:111122223333:key/x',
      KeySpec: 'SYMMETRIC_DEFAULT',
      CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
      CreationDate: new Date(1500),
    });
  });

  it('names the current material, which is the last', () => {
    expect(metadataOf(KEY).CurrentKeyMaterialId).toBe('b'.repeat(64));
    expect(metadataOf({ ...KEY, materials: [] })).not.toHaveProperty('CurrentKeyMaterialId');
  });

  it('has a deletion date exactly when there is one', () => {
    expect(metadataOf(KEY)).not.toHaveProperty('DeletionDate');
    expect(metadataOf({ ...KEY, deletionAtMs: undefined })).not.toHaveProperty('DeletionDate');
    expect(metadataOf({ ...KEY, state: 'PendingDeletion', deletionAtMs: 9 }).DeletionDate).toEqual(
      new Date(9),
    );
  });

  it('has no member that AWS’s model has not: no policy, tag, alias or sealed key', () => {
    const { KeyMetadata: modelled = [] } = MODEL.operations.DescribeKey.output;
    for (const member of Object.keys(metadataOf({ ...KEY, deletionAtMs: 9 })))
      expect(modelled).toContain(member);
  });
});
