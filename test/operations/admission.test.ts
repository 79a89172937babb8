import { describe, expect, it } from 'vitest';
import { everybody, expectRefusal, makeKey, openService, refusalOf } from './service.ts';

describe('admission', () => {
  it('authorises every key before it looks at the state of any', async () => {
    const asked: string[] = [];
    const service = await openService({
      authorizer: ({ action }) => {
        asked.push(action);
        return { allowed: action !== 'kms:ReEncryptTo', reason: 'no' } as never;
      },
    });
    const source = (await makeKey(service)).KeyId as string;
    const destination = (await makeKey(service)).KeyId as string;
    const { CiphertextBlob } = await service.kms.encrypt({ KeyId: source, Plaintext: new Uint8Array([1]) });
    await service.kms.disableKey({ KeyId: source });
    asked.length = 0;
    const refusal = await refusalOf(
      service.kms.reEncrypt({ CiphertextBlob: CiphertextBlob as Uint8Array, DestinationKeyId: destination }),
    );
    expect(refusal.code).toBe('AccessDeniedException');
    expect(asked).toEqual(['kms:ReEncryptFrom', 'kms:ReEncryptTo']);
  });

  it('looks whether a grant token is one before it asks who may', async () => {
    const service = await openService({ authorizer: everybody });
    const { KeyId } = await makeKey(service);
    await expectRefusal(
      service,
      () =>
        service.kms.encrypt({
          KeyId: KeyId as string,
          Plaintext: new Uint8Array([1]),
          GrantTokens: ['AAAA'],
        }),
      'InvalidGrantTokenException',
    );
  });
});
