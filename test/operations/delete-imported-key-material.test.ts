import { beforeEach, describe, expect, it } from 'vitest';
import { expectRefusal, makeKey, openService, type Service } from './service.ts';
import { FOR_EVER, wrapFor } from './wrapping.ts';

const MATERIAL = new Uint8Array(32).fill(1);

describe('DeleteImportedKeyMaterial', () => {
  let service: Service;
  let KeyId: string;
  let Arn: string;
  beforeEach(async () => {
    service = await openService();
    ({ KeyId, Arn } = await makeKey(service, { Origin: 'EXTERNAL' }));
  });
  async function bring(material: Uint8Array, more: object = {}): Promise<string> {
    const parcel = await wrapFor(service, KeyId, material);
    const answer = await service.kms.importKeyMaterial({ KeyId, ...parcel, ...FOR_EVER, ...more });
    return answer.KeyMaterialId ?? '';
  }
  const describeIt = async () => (await service.kms.describeKey({ KeyId })).KeyMetadata;

  it('takes the key out of use and keeps its name for the material (recorded rows 46 and 48)', async () => {
    const encrypt = (): Promise<unknown> => service.kms.encrypt({ KeyId, Plaintext: MATERIAL });
    await expectRefusal(service, encrypt, 'KMSInvalidStateException', `${Arn} is pending import.`);
    const id = await bring(MATERIAL);
    expect(await service.kms.deleteImportedKeyMaterial({ KeyId })).toEqual({ KeyId: Arn, KeyMaterialId: id });
    const metadata = await describeIt();
    expect(metadata).toMatchObject({ KeyState: 'PendingImport', Enabled: false, CurrentKeyMaterialId: id });
    expect(metadata).not.toHaveProperty('ExpirationModel');
    await expectRefusal(service, encrypt, 'KMSInvalidStateException', `${Arn} is pending import.`);
  });

  it('leaves nothing of the material behind', async () => {
    const ValidTo = new Date(service.nowMs() + 86_400_000);
    await bring(MATERIAL, { ExpirationModel: 'KEY_MATERIAL_EXPIRES', ValidTo });
    await service.kms.deleteImportedKeyMaterial({ KeyId });
    const record = await service.vault.keystore.read(`key/111122223333/us-east-1/${KeyId}`);
    expect(Buffer.from(record?.value ?? []).toString()).not.toContain('backingKey');
    expect(await service.store.list('due/', undefined, 10)).toEqual([]);
  });

  it('changes nothing of a key that waits for its material, had it any or not', async () => {
    expect(await service.kms.deleteImportedKeyMaterial({ KeyId })).toEqual({ KeyId: Arn });
    const id = await bring(MATERIAL);
    for (let times = 0; times < 2; times++) {
      const answer = await service.kms.deleteImportedKeyMaterial({ KeyId });
      expect(answer).toEqual({ KeyId: Arn, KeyMaterialId: id });
    }
  });

  it('deletes the one that was named: what waits for its rotation goes without a trace', async () => {
    const current = await bring(MATERIAL);
    const KeyMaterialId = await bring(new Uint8Array(32).fill(2), { ImportType: 'NEW_KEY_MATERIAL' });
    await service.kms.deleteImportedKeyMaterial({ KeyId, KeyMaterialId });
    expect(await describeIt()).toMatchObject({ KeyState: 'Enabled', CurrentKeyMaterialId: current });
    const all = { KeyId, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' };
    expect((await service.kms.listKeyRotations(all)).Rotations).toHaveLength(1);
    expect(await service.store.list('material/', undefined, 10)).toHaveLength(1);
    await expectRefusal(
      service,
      () => service.kms.deleteImportedKeyMaterial({ KeyId, KeyMaterialId }),
      'NotFoundException',
      `Key material (id: ${KeyMaterialId}) of KMS key ${Arn} is not found.`,
    );
  });

  it('leaves a key pending deletion that is so, which is disabled when that is taken back', async () => {
    await bring(MATERIAL);
    await service.kms.scheduleKeyDeletion({ KeyId });
    await service.kms.deleteImportedKeyMaterial({ KeyId });
    expect(await describeIt()).toMatchObject({ KeyState: 'PendingDeletion' });
    await service.kms.cancelKeyDeletion({ KeyId });
    expect(await describeIt()).toMatchObject({ KeyState: 'Disabled' });
    const enable = (): Promise<unknown> => service.kms.enableKey({ KeyId });
    await expectRefusal(service, enable, 'KMSInvalidStateException', `${Arn} is pending import.`);
    await bring(MATERIAL);
    await service.kms.enableKey({ KeyId });
    expect(await describeIt()).toMatchObject({ KeyState: 'Enabled' });
  });

  it('names no material of a key that is not symmetric', async () => {
    const spec = { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC', Origin: 'EXTERNAL' };
    ({ KeyId, Arn } = await makeKey(service, spec));
    await bring(MATERIAL);
    expect(await service.kms.deleteImportedKeyMaterial({ KeyId })).toEqual({ KeyId: Arn });
    await expectRefusal(
      service,
      () => service.kms.deleteImportedKeyMaterial({ KeyId, KeyMaterialId: 'a'.repeat(64) }),
      'UnsupportedOperationException',
      'KeyMaterialId is not valid for key spec HMAC_256.',
    );
  });

  it('is not for material that the service made', async () => {
    const { KeyId: own, Arn: ownArn } = await makeKey(service);
    await expectRefusal(
      service,
      () => service.kms.deleteImportedKeyMaterial({ KeyId: own }),
      'UnsupportedOperationException',
      `${ownArn} origin is AWS_KMS which is not valid for this operation.`,
    );
  });
});
