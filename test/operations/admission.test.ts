import { describe, expect, it } from 'vitest';
import { type CallOutcome, NO_RECORDER } from '../../src/operations/recorder.ts';
import { PASSWORD, TRUST_ANCHOR } from '../external/fake-hsm.ts';
import { CLUSTER_IDS, everybody, expectRefusal, makeKey, openService, refusalOf } from './service.ts';

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

  it('tells of a call whether it was allowed, whatever became of it then', async () => {
    const outcomes: CallOutcome[] = [];
    const record = async (outcome: CallOutcome): Promise<void> => void outcomes.push(outcome);
    const service = await openService({
      authorizer: ({ action }) => ({ allowed: action !== 'kms:Decrypt', reason: 'no' }) as never,
      recorder: async () => ({ ...NO_RECORDER, record }),
    });
    const { KeyId } = await makeKey(service);
    const { CiphertextBlob } = await service.kms.encrypt({ KeyId, Plaintext: new Uint8Array([1]) });
    await service.kms.disableKey({ KeyId });
    await refusalOf(service.kms.encrypt({ KeyId, Plaintext: new Uint8Array([1]) }));
    await refusalOf(service.kms.decrypt({ CiphertextBlob }));
    await refusalOf(service.kms.encrypt({ KeyId, Plaintext: new Uint8Array([1]), GrantTokens: ['AAAA'] }));
    expect(outcomes.map(({ operation, isAllowed }) => `${operation} ${isAllowed}`)).toEqual([
      'CreateKey true',
      'Encrypt true',
      'DisableKey true',
      'Encrypt true',
      'Decrypt false',
      'Encrypt false',
    ]);
  });

  it('tells which custom key store a call is about to change, once it was allowed', async () => {
    const stores: unknown[] = [];
    const record = async ({ store }: CallOutcome): Promise<void> => void stores.push(store?.name);
    let isOpen = true;
    const service = await openService({
      authorizer: () => ({ allowed: isOpen, reason: 'no' }) as never,
      recorder: async () => ({ ...NO_RECORDER, record }),
    });
    const { CustomKeyStoreId } = await service.kms.createCustomKeyStore({
      CustomKeyStoreName: 'hsm',
      CloudHsmClusterId: CLUSTER_IDS[0],
      TrustAnchorCertificate: TRUST_ANCHOR,
      KeyStorePassword: PASSWORD,
    });
    await service.kms.describeCustomKeyStores({ CustomKeyStoreId });
    await service.kms.updateCustomKeyStore({ CustomKeyStoreId, NewCustomKeyStoreName: 'renamed' });
    isOpen = false;
    await refusalOf(service.kms.deleteCustomKeyStore({ CustomKeyStoreId }));
    isOpen = true;
    await service.kms.deleteCustomKeyStore({ CustomKeyStoreId });
    expect(stores).toEqual([undefined, undefined, 'hsm', undefined, 'renamed']);
  });
});
