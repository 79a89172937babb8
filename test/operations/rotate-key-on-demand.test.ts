import { beforeEach, describe, expect, it } from 'vitest';
import { expectRefusal, makeKey, openService, type Service } from './service.ts';
import { FOR_EVER, wrapFor } from './wrapping.ts';

describe('RotateKeyOnDemand', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService();
  });
  const material = async (KeyId: string): Promise<string | undefined> =>
    (await service.kms.describeKey({ KeyId })).KeyMetadata.CurrentKeyMaterialId;

  it('makes other material current, answers the ARN, and leaves old ciphertexts readable', async () => {
    const { KeyId, Arn, CurrentKeyMaterialId } = await makeKey(service);
    const { CiphertextBlob } = await service.kms.encrypt({ KeyId, Plaintext: new Uint8Array([7]) });
    expect(await service.kms.rotateKeyOnDemand({ KeyId })).toEqual({ KeyId: Arn });
    const current = await material(KeyId);
    expect(current).not.toBe(CurrentKeyMaterialId);
    const dataKey = await service.kms.generateDataKey({ KeyId, KeySpec: 'AES_256' });
    expect(dataKey.KeyMaterialId).toBe(current);
    const old = await service.kms.decrypt({ CiphertextBlob });
    expect(old).toMatchObject({ Plaintext: new Uint8Array([7]), KeyMaterialId: CurrentKeyMaterialId });
    const moved = await service.kms.reEncrypt({ CiphertextBlob, DestinationKeyId: KeyId });
    expect(moved).toMatchObject({
      SourceKeyMaterialId: CurrentKeyMaterialId,
      DestinationKeyMaterialId: current,
    });
  });

  it('does so 25 times and no more (recorded row 56)', async () => {
    const { KeyId, Arn } = await makeKey(service);
    for (let times = 0; times < 25; times++) await service.kms.rotateKeyOnDemand({ KeyId });
    await expectRefusal(
      service,
      () => service.kms.rotateKeyOnDemand({ KeyId }),
      'LimitExceededException',
      'The on-demand rotations limit has been reached for the given keyId. ' +
        `No more on-demand rotations can be performed for this key: ${Arn}`,
    );
  });

  it('refuses a disabled key as disabled, whatever its spec (recorded row 51)', async () => {
    for (const request of [{}, { KeySpec: 'RSA_4096', KeyUsage: 'ENCRYPT_DECRYPT' }]) {
      const { KeyId, Arn } = await makeKey(service, request);
      await service.kms.disableKey({ KeyId });
      const call = (): Promise<unknown> => service.kms.rotateKeyOnDemand({ KeyId });
      await expectRefusal(service, call, 'DisabledException', `${Arn} is disabled.`);
    }
  });

  it('knows no key that is not there (recorded row 52)', async () => {
    const KeyId = '1234abcd-12ab-34cd-56ef-1234567890ab';
    await expectRefusal(
      service,
      () => service.kms.rotateKeyOnDemand({ KeyId }),
      'NotFoundException',
      `Key 'arn:aws:kms:us-east-1:111122223333:key/${KeyId}' does not exist`,
    );
  });

  it('refuses a key that is not symmetric without a text (recorded row 53)', async () => {
    const { KeyId } = await makeKey(service, { KeySpec: 'RSA_4096', KeyUsage: 'ENCRYPT_DECRYPT' });
    const call = (): Promise<unknown> => service.kms.rotateKeyOnDemand({ KeyId });
    await expectRefusal(service, call, 'UnsupportedOperationException');
  });

  it.each([{}, { KeySpec: 'RSA_4096', KeyUsage: 'ENCRYPT_DECRYPT' }])(
    'refuses %j that waits for its first material as pending import (recorded row 54)',
    async (request) => {
      const { KeyId, Arn } = await makeKey(service, { ...request, Origin: 'EXTERNAL' });
      const call = (): Promise<unknown> => service.kms.rotateKeyOnDemand({ KeyId });
      await expectRefusal(service, call, 'KMSInvalidStateException', `${Arn} is pending import.`);
    },
  );

  it('turns to imported material that waits for it, once (recorded row 55)', async () => {
    const { KeyId, Arn } = await makeKey(service, { Origin: 'EXTERNAL' });
    const first = await wrapFor(service, KeyId, new Uint8Array(32).fill(1));
    const { KeyMaterialId: old } = await service.kms.importKeyMaterial({ KeyId, ...first, ...FOR_EVER });
    const { CiphertextBlob } = await service.kms.encrypt({ KeyId, Plaintext: new Uint8Array([7]) });
    const call = (): Promise<unknown> => service.kms.rotateKeyOnDemand({ KeyId });
    const message = `No available key material pending rotation for the key: ${Arn}.`;
    await expectRefusal(service, call, 'KMSInvalidStateException', message);
    const second = await wrapFor(service, KeyId, new Uint8Array(32).fill(2));
    const { KeyMaterialId: next } = await service.kms.importKeyMaterial({
      KeyId,
      ...second,
      ...FOR_EVER,
      ImportType: 'NEW_KEY_MATERIAL',
    });
    expect(await material(KeyId)).toBe(old);
    expect(await service.kms.rotateKeyOnDemand({ KeyId })).toEqual({ KeyId: Arn });
    expect(await material(KeyId)).toBe(next);
    await expectRefusal(service, call, 'KMSInvalidStateException', message);
    expect(await service.kms.decrypt({ CiphertextBlob })).toMatchObject({ KeyMaterialId: old });
  });
});
