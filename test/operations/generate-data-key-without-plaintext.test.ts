import { beforeEach, describe, expect, it } from 'vitest';
import { expectRefusal, makeKey, openService, type Service } from './service.ts';

describe('GenerateDataKeyWithoutPlaintext', () => {
  let service: Service;
  let key: Awaited<ReturnType<typeof makeKey>>;
  beforeEach(async () => {
    service = await openService();
    key = await makeKey(service);
  });

  it.each([
    [{ KeySpec: 'AES_256' }, 32],
    [{ KeySpec: 'AES_128' }, 16],
    [{ NumberOfBytes: 1024 }, 1024],
  ])('for %j gives a wrapped data key of %i bytes and no plaintext', async (request, length) => {
    const EncryptionContext = { a: 'b' };
    const answer = await service.kms.generateDataKeyWithoutPlaintext({
      KeyId: key.KeyId,
      EncryptionContext,
      ...request,
    });
    expect(answer).toEqual({
      CiphertextBlob: expect.any(Uint8Array),
      KeyId: key.Arn,
      KeyMaterialId: key.CurrentKeyMaterialId,
    });
    const { CiphertextBlob } = answer;
    const { Plaintext } = await service.kms.decrypt({ CiphertextBlob, EncryptionContext });
    expect(Plaintext).toHaveLength(length);
    // Wiping what was drawn must not wipe what was wrapped.
    expect(Plaintext.some((byte) => byte !== 0)).toBe(true);
  });

  it('requires exactly one of KeySpec and NumberOfBytes', async () => {
    for (const request of [{}, { KeySpec: 'AES_256', NumberOfBytes: 32 }]) {
      await expectRefusal(
        service,
        () => service.kms.generateDataKeyWithoutPlaintext({ KeyId: key.KeyId, ...request }),
        'ValidationException',
        'Please specify either number of bytes or key spec.',
      );
    }
  });
});
