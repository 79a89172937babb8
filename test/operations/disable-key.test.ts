import { beforeEach, describe, expect, it } from 'vitest';
import { expectRefusal, makeKey, openService, type Service } from './service.ts';

describe('DisableKey', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService();
  });

  it('stops every use of the key at once, and can be repeated', async () => {
    const { KeyId, Arn } = await makeKey(service);
    const { CiphertextBlob } = await service.kms.encrypt({ KeyId, Plaintext: new Uint8Array([7]) });
    expect(await service.kms.disableKey({ KeyId })).toEqual({});
    expect(await service.kms.disableKey({ KeyId: Arn })).toEqual({});
    for (const call of [
      () => service.kms.encrypt({ KeyId, Plaintext: new Uint8Array([7]) }),
      () => service.kms.decrypt({ CiphertextBlob }),
      () => service.kms.generateDataKey({ KeyId, KeySpec: 'AES_256' }),
      () => service.kms.reEncrypt({ CiphertextBlob, DestinationKeyId: KeyId }),
    ]) {
      await expectRefusal(service, call, 'DisabledException', `${Arn} is disabled.`);
    }
  });

  it('changes nothing but the state', async () => {
    const made = await makeKey(service, { Description: 'kept' });
    await service.kms.disableKey({ KeyId: made.KeyId });
    const { KeyMetadata } = await service.kms.describeKey({ KeyId: made.KeyId });
    expect(KeyMetadata).toEqual({ ...made, Enabled: false, KeyState: 'Disabled' });
  });
});
