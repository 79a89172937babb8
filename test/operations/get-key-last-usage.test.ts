import { beforeEach, describe, expect, it } from 'vitest';
import { memoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import { makeWorld, subjectOf, VALID_REQUESTS } from './requests.ts';
import { invoke, makeKey, openService, refusalOf, type Service, snapshot } from './service.ts';

const MINUTE_MS = 60_000;
const USES = [
  'Decapsulate',
  'Decrypt',
  'DeriveSharedSecret',
  'Encapsulate',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateMac',
  'ReEncrypt',
  'Sign',
  'Verify',
  'VerifyMac',
] as const;

describe('GetKeyLastUsage', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService();
  });
  const lastUse = async (KeyId: string): Promise<object> =>
    (await service.kms.getKeyLastUsage({ KeyId })).KeyLastUsage;

  it('says of a new key that it was made, is watched since, and was not used', async () => {
    const { KeyId, Arn } = await makeKey(service);
    const madeAt = new Date(service.nowMs());
    service.wait(MINUTE_MS);
    await service.kms.getKeyPolicy({ KeyId });
    expect(await service.kms.getKeyLastUsage({ KeyId: Arn })).toEqual({
      KeyId,
      KeyLastUsage: {},
      TrackingStartDate: madeAt,
      KeyCreationDate: madeAt,
    });
  });

  it.each(USES)(
    'tells of %s, with the request and the event that observers are told of',
    async (operation) => {
      const world = await makeWorld(service);
      const { keyId } = subjectOf(operation, world);
      service.wait(MINUTE_MS);
      await invoke(service, operation, VALID_REQUESTS[operation](world));
      const call = service.calls.at(-1);
      expect(await lastUse(keyId)).toEqual({
        Operation: operation,
        Timestamp: new Date(service.nowMs()),
        CloudTrailEventId: call?.eventId,
        KmsRequestId: call?.requestId,
      });
    },
  );

  it('tells of both keys of ReEncrypt', async () => {
    const world = await makeWorld(service);
    await service.kms.reEncrypt({ CiphertextBlob: world.ciphertext, DestinationKeyId: world.otherKeyId });
    for (const id of [world.keyId, world.otherKeyId]) {
      expect(await lastUse(id)).toMatchObject({ Operation: 'ReEncrypt' });
    }
  });

  it('tells of no call that failed, and of no dry run', async () => {
    const { KeyId } = await makeKey(service);
    const Plaintext = new Uint8Array(1);
    await refusalOf(service.kms.encrypt({ KeyId, Plaintext, DryRun: true }));
    await refusalOf(service.kms.encrypt({ KeyId, Plaintext, EncryptionAlgorithm: 'RSAES_OAEP_SHA_1' }));
    expect(await lastUse(KeyId)).toEqual({});
  });

  it('is no alias’s', async () => {
    const world = await makeWorld(service);
    const { code } = await refusalOf(service.kms.getKeyLastUsage({ KeyId: world.aliasName }));
    expect(code).toBe('InvalidArnException');
  });

  it('makes no use a write; ten minutes later the next call writes it', async () => {
    const { KeyId } = await makeKey(service);
    const before = await snapshot(service.store);
    await service.kms.encrypt({ KeyId, Plaintext: new Uint8Array(1) });
    service.wait(10 * MINUTE_MS - 1);
    await service.kms.encrypt({ KeyId, Plaintext: new Uint8Array(1) });
    expect(await snapshot(service.store)).toEqual(before);
    service.wait(1);
    await service.kms.listKeys({});
    expect((await snapshot(service.store)).size).toBe(before.size + 1);
  });

  it('survives a restart that was announced', async () => {
    const lasting: Store = Object.assign(memoryStore(), { close: async () => {} });
    service = await openService({ store: lasting });
    const { KeyId } = await makeKey(service);
    await service.kms.encrypt({ KeyId, Plaintext: new Uint8Array(1) });
    const before = await lastUse(KeyId);
    await service.kms.close();
    service = await openService({ store: lasting });
    expect(await lastUse(KeyId)).toEqual(before);
  });

  it('is forgotten with the key', async () => {
    const { KeyId } = await makeKey(service);
    await service.kms.encrypt({ KeyId, Plaintext: new Uint8Array(1) });
    service.wait(10 * MINUTE_MS);
    await service.kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 });
    await service.kms.listKeys({});
    expect(await service.store.list('usage/', undefined, 10)).toHaveLength(1);
    service.wait(8 * 86_400_000);
    await service.kms.listKeys({});
    expect(await service.store.list('usage/', undefined, 10)).toEqual([]);
  });
});
