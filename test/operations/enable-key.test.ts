import { beforeEach, describe, expect, it } from 'vitest';
import { makeKey, openService, type Service } from './service.ts';

describe('EnableKey', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService();
  });

  it('makes a disabled key usable again, with the ciphertexts of before', async () => {
    const { KeyId } = await makeKey(service);
    const { CiphertextBlob } = await service.kms.encrypt({ KeyId, Plaintext: new Uint8Array([7]) });
    await service.kms.disableKey({ KeyId });
    expect(await service.kms.enableKey({ KeyId })).toEqual({});
    expect((await service.kms.describeKey({ KeyId })).KeyMetadata.KeyState).toBe('Enabled');
    expect((await service.kms.decrypt({ CiphertextBlob })).Plaintext).toEqual(new Uint8Array([7]));
  });

  it('does nothing to a key that is enabled', async () => {
    const made = await makeKey(service);
    await service.kms.enableKey({ KeyId: made.Arn });
    expect((await service.kms.describeKey({ KeyId: made.KeyId })).KeyMetadata).toEqual(made);
  });
});
