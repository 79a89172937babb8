import { describe, expect, it } from 'vitest';
import { additionalDataOf } from '../../src/audit/additional-data.ts';
import { createNitro, PCRS } from '../attestation/nitro.ts';
import { makeKey, refusalOf } from '../operations/service.ts';
import { CLUSTER, makeConnectedStore, makeStoreKey, openStoreHouse } from '../operations/stores.ts';
import { audited, openAudited } from './audited.ts';
import { outcomeOf } from './outcomes.ts';

describe('the material of a call', () => {
  it('is the one that encrypted, the one that decrypted, and both of ReEncrypt', async () => {
    const service = await openAudited();
    const { kms } = service;
    const { KeyId, CurrentKeyMaterialId: first } = await makeKey(service);
    const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext: new Uint8Array([1]) });
    await kms.rotateKeyOnDemand({ KeyId });
    const { KeyMetadata } = await kms.describeKey({ KeyId });
    const second = KeyMetadata.CurrentKeyMaterialId;
    expect(second).not.toBe(first);
    const events = await service.eventsBy(async () => {
      await kms.encrypt({ KeyId, Plaintext: new Uint8Array([1]) });
      await kms.generateDataKey({ KeyId, KeySpec: 'AES_256' });
      await kms.decrypt({ CiphertextBlob });
      await kms.reEncrypt({ CiphertextBlob, DestinationKeyId: KeyId });
    });
    expect(events.map(({ additionalEventData }) => additionalEventData)).toEqual([
      { keyMaterialId: second },
      { keyMaterialId: second },
      { keyMaterialId: first },
      { sourceKeyMaterialId: first, destinationKeyMaterialId: second },
    ]);
  });

  it('is not told of asymmetric keys, of a failure, or of what nobody allowed', async () => {
    const service = await openAudited();
    const { KeyId } = await makeKey(service, { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
    const EncryptionAlgorithm = 'RSAES_OAEP_SHA_256';
    const symmetric = await makeKey(service);
    await service.kms.disableKey({ KeyId: symmetric.KeyId });
    const events = await service.eventsBy(async () => {
      await service.kms.encrypt({ KeyId, Plaintext: new Uint8Array([1]), EncryptionAlgorithm });
      await refusalOf(service.kms.encrypt({ KeyId: symmetric.KeyId, Plaintext: new Uint8Array([1]) }));
    });
    for (const event of events) expect(event).not.toHaveProperty('additionalEventData');
    const store = { id: 'cks-1', name: 'n', backing: { type: 'EXTERNAL_KEY_STORE' } } as never;
    expect(additionalDataOf(outcomeOf({ store, isAllowed: false }))).toBeUndefined();
    expect(additionalDataOf(outcomeOf({ store }))).toEqual({ customKeyStoreName: 'n' });
  });
});

describe('the custom key store of a key', () => {
  it('is told with its cluster', async () => {
    const house = await audited(openStoreHouse);
    const storeId = await makeConnectedStore(house, 'AWS_CLOUDHSM');
    const { KeyId } = await makeStoreKey(house, storeId, 'AWS_CLOUDHSM');
    const [event] = await house.eventsBy(() => house.kms.encrypt({ KeyId, Plaintext: new Uint8Array([1]) }));
    expect(event?.additionalEventData).toMatchObject({ customKeyStoreId: storeId, clusterId: CLUSTER });
  });

  it('is told with the external key, also of a call that its proxy refused', async () => {
    const house = await audited(openStoreHouse);
    const storeId = await makeConnectedStore(house, 'EXTERNAL_KEY_STORE');
    const { KeyId } = await makeStoreKey(house, storeId, 'EXTERNAL_KEY_STORE', 'outer-1');
    await house.kms.disconnectCustomKeyStore({ CustomKeyStoreId: storeId });
    const [event] = await house.eventsBy(() =>
      refusalOf(house.kms.encrypt({ KeyId, Plaintext: new Uint8Array([1]) })),
    );
    expect(event?.errorCode).toBe('KMSInvalidStateException');
    expect(event?.additionalEventData).toEqual({ customKeyStoreId: storeId, xksKeyId: 'outer-1' });
  });
});

describe('a recipient', () => {
  it('is told by the module, the image and the registers of its document, in base64', async () => {
    const nitro = createNitro();
    const service = await openAudited({ nitroRoot: nitro.root });
    const AttestationDocument = Uint8Array.from(nitro.document());
    const Recipient = { KeyEncryptionAlgorithm: 'RSAES_OAEP_SHA_256', AttestationDocument };
    const [event] = await service.eventsBy(() => service.kms.generateRandom({ NumberOfBytes: 8, Recipient }));
    const register = (index: number): string => Buffer.from(PCRS.get(index) ?? []).toString('base64');
    expect(event?.additionalEventData).toEqual({
      recipient: {
        attestationDocumentModuleId: expect.stringMatching(/^i-/),
        attestationDocumentEnclaveImageDigest: register(0),
        attestationDocumentEnclavePCR1: register(1),
        attestationDocumentEnclavePCR2: register(2),
        attestationDocumentEnclavePCR3: register(3),
        attestationDocumentEnclavePCR4: register(4),
        attestationDocumentEnclavePCR8: register(8),
      },
    });
    expect(event?.requestParameters).toEqual({ numberOfBytes: 8 });
  });

  it('does not hide which material worked, although the answer does not tell it', async () => {
    const nitro = createNitro();
    const service = await openAudited({ nitroRoot: nitro.root });
    const AttestationDocument = Uint8Array.from(nitro.document());
    const Recipient = { KeyEncryptionAlgorithm: 'RSAES_OAEP_SHA_256', AttestationDocument };
    const { KeyId, CurrentKeyMaterialId: first } = await makeKey(service);
    const { CiphertextBlob } = await service.kms.encrypt({ KeyId, Plaintext: new Uint8Array([1]) });
    await service.kms.rotateKeyOnDemand({ KeyId });
    const second = (await service.kms.describeKey({ KeyId })).KeyMetadata.CurrentKeyMaterialId;
    const events = await service.eventsBy(async () => {
      await service.kms.decrypt({ CiphertextBlob, Recipient });
      await service.kms.generateDataKey({ KeyId, KeySpec: 'AES_256', Recipient });
    });
    expect(events.map(({ additionalEventData }) => additionalEventData?.['keyMaterialId'])).toEqual([
      first,
      second,
    ]);
  });

  it('that is a NitroTPM has other registers, and no image', () => {
    const pcrs = new Map([0, 4, 7].map((index) => [index, `0${index}`]));
    const attestation = {
      platform: 'tpm',
      moduleId: 'i-1-tpm0',
      timestampMs: 0,
      pcrs,
      publicKey: new Uint8Array(),
    } as const;
    expect(additionalDataOf(outcomeOf({ attestation }))).toEqual({
      recipient: {
        attestationDocumentModuleId: 'i-1-tpm0',
        attestationDocumentNitroTPMPCR4: 'BA==',
        attestationDocumentNitroTPMPCR7: 'Bw==',
      },
    });
  });
});

it('RetireGrant tells which grant it was, also when a token named it', async () => {
  const service = await openAudited();
  const { KeyId } = await makeKey(service);
  const { GrantId, GrantToken } = await service.kms.createGrant({
    KeyId,
    GranteePrincipal: 'arn:aws:iam::111122223333:role/reader',
    RetiringPrincipal: 'arn:aws:iam::111122223333:root',
    Operations: ['Decrypt'],
  });
  const [event] = await service.eventsBy(() => service.kms.retireGrant({ GrantToken }));
  expect(event).toMatchObject({ requestParameters: null, additionalEventData: { grantId: GrantId } });
});
