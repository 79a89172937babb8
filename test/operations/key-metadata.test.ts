import { describe, expect, it } from 'vitest';
import type { Key, KeyMaterial } from '../../src/kms/key.ts';
import { algorithmMembersOf, metadataOf } from '../../src/operations/key-metadata.ts';
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
  currentMaterialId: 'b'.repeat(64),
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

  it('names the current material, once there is one', () => {
    expect(metadataOf(KEY).CurrentKeyMaterialId).toBe('b'.repeat(64));
    const fresh: Key = { ...KEY, materials: [], currentMaterialId: undefined };
    expect(metadataOf(fresh)).not.toHaveProperty('CurrentKeyMaterialId');
  });

  it('names no material of a key that is not symmetric, since no ciphertext would name it', () => {
    const mac: Key = { ...KEY, spec: 'HMAC_256', usage: 'GENERATE_VERIFY_MAC' };
    expect(metadataOf(mac)).not.toHaveProperty('CurrentKeyMaterialId');
    expect(metadataOf({ ...KEY, spec: 'RSA_2048' })).not.toHaveProperty('CurrentKeyMaterialId');
  });

  it('tells of the expiry of imported material while there is some, and of the first', () => {
    const [one, two] = KEY.materials;
    if (one === undefined || two === undefined) throw new Error('there are two');
    const of = (...materials: readonly KeyMaterial[]): object =>
      metadataOf({ ...KEY, origin: 'EXTERNAL', materials });
    expect(of(one)).toMatchObject({ ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' });
    expect(of(one)).not.toHaveProperty('ValidTo');
    expect(of({ ...one, expiresAtMs: 9 }, { ...two, expiresAtMs: 5 })).toMatchObject({
      ExpirationModel: 'KEY_MATERIAL_EXPIRES',
      ValidTo: new Date(5),
    });
    expect(of({ ...one, expiresAtMs: 9 }, { ...two, awaits: 'rotation', expiresAtMs: 5 })).toMatchObject({
      ValidTo: new Date(9),
    });
    for (const silent of [of(), of({ id: one.id }), metadataOf(KEY)]) {
      expect(silent).not.toHaveProperty('ExpirationModel');
      expect(silent).not.toHaveProperty('ValidTo');
    }
  });

  it('has the algorithms of the key’s usage, and of no other', () => {
    const key = { spec: 'ECC_NIST_P384', usage: 'SIGN_VERIFY' } as const;
    expect(algorithmMembersOf(key)).toEqual({ SigningAlgorithms: ['ECDSA_SHA_384'] });
    const agreeing = { ...key, usage: 'KEY_AGREEMENT' } as const;
    expect(algorithmMembersOf(agreeing)).toEqual({ KeyAgreementAlgorithms: ['ECDH'] });
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
