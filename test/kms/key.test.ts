import { describe, expect, it } from 'vitest';
import {
  arnOf,
  decodeKey,
  encodeKey,
  hasAllMaterial,
  type Key,
  materialOf,
  materialStateOf,
  ownerOf,
  requireMaterial,
  requirePublicKey,
  toKeyMaterial,
} from '../../src/kms/key.ts';
import { refusalOf } from '../operations/service.ts';

const OLD = toKeyMaterial({ materialId: new Uint8Array(32).fill(1), sealed: new Uint8Array([1]) });
const CURRENT = toKeyMaterial({ materialId: new Uint8Array(32).fill(2), sealed: new Uint8Array([2]) });
const KEY: Key = {
  account: '111122223333',
  region: 'us-east-1',
  keyId: 'x',
  spec: 'SYMMETRIC_DEFAULT',
  usage: 'ENCRYPT_DECRYPT',
  origin: 'AWS_KMS',
  manager: 'CUSTOMER',
  state: 'Enabled',
  description: 'caf\u00e9 \u{1f511} "quoted" \u0000',
  createdAtMs: 5,
  policy: '{}',
  tags: [{ key: '__proto__', value: '' }],
  aliases: ['alias/a'],
  materials: [OLD, CURRENT],
  currentMaterialId: CURRENT.id,
};

describe('a key’s record', () => {
  it('cannot be changed by one of the many whom it is handed to', () => {
    const key = decodeKey(encodeKey(KEY));
    for (const part of [key, key.tags, key.tags[0], key.materials, key.materials[1], key.aliases]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it('comes back as it was written', () => {
    expect(decodeKey(encodeKey(KEY))).toEqual(KEY);
    const due: Key = { ...KEY, state: 'PendingDeletion', deletionAtMs: 9 };
    expect(decodeKey(encodeKey(due))).toEqual(due);
  });

  it('forgets a deletion that was taken back', () => {
    expect(decodeKey(encodeKey({ ...KEY, deletionAtMs: undefined }))).not.toHaveProperty('deletionAtMs');
  });
});

describe('a key', () => {
  it('has an ARN, and an owner that is the same in every Region', () => {
    expect(arnOf(KEY)).toBe('arn:aws:kms:us-east-1:111122223333:key/x');
    expect(ownerOf(KEY)).toBe('111122223333/x');
    expect(ownerOf({ ...KEY, region: 'eu-west-1' } as Key)).toBe(ownerOf(KEY));
  });

  it('encrypts with its current material and finds each of them by its id', () => {
    expect(materialOf(KEY)).toEqual({
      id: '02'.repeat(32),
      owner: '111122223333/x',
      materialId: new Uint8Array(32).fill(2),
      backingKey: new Uint8Array([2]),
    });
    expect(materialOf(KEY, OLD.id)?.backingKey).toEqual(new Uint8Array([1]));
    expect(materialOf(KEY, '03'.repeat(32))).toBeUndefined();
    expect(materialOf({ ...KEY, currentMaterialId: OLD.id })?.backingKey).toEqual(new Uint8Array([1]));
    expect(materialOf({ ...KEY, materials: [], currentMaterialId: undefined })).toBeUndefined();
  });

  it('works while every permanent material is there, and there is one', async () => {
    const gone = { id: OLD.id };
    const waiting = { ...OLD, awaits: 'rotation' } as const;
    expect(hasAllMaterial(KEY)).toBe(true);
    expect(hasAllMaterial({ materials: [CURRENT, waiting] })).toBe(true);
    for (const materials of [[], [waiting], [gone, CURRENT]])
      expect(hasAllMaterial({ materials })).toBe(false);
    const materials = [{ id: CURRENT.id }];
    expect((await refusalOf((async () => materialOf({ ...KEY, materials }))())).code).toBe(
      'KMSInvalidStateException',
    );
  });

  it('says of a material what it is to it', () => {
    expect(materialStateOf(KEY, CURRENT)).toBe('CURRENT');
    expect(materialStateOf(KEY, OLD)).toBe('NON_CURRENT');
    expect(materialStateOf(KEY, { ...OLD, awaits: 'rotation' })).toBe('PENDING_ROTATION');
    expect(materialStateOf(KEY, { ...OLD, awaits: 'multi-Region import' })).toBe(
      'PENDING_MULTI_REGION_IMPORT_AND_ROTATION',
    );
  });

  it('whose material or public half is not there yet is pending import', async () => {
    const refusal = {
      code: 'KMSInvalidStateException',
      message: 'arn:aws:kms:us-east-1:111122223333:key/x is pending import.',
    };
    expect(requireMaterial(KEY)).toEqual(materialOf(KEY));
    expect(requirePublicKey({ ...KEY, publicKey: 'AQI=' })).toEqual(new Uint8Array([1, 2]));
    for (const require of [() => requireMaterial({ ...KEY, materials: [] }), () => requirePublicKey(KEY)]) {
      expect(await refusalOf((async () => require())())).toEqual(refusal);
    }
  });
});
