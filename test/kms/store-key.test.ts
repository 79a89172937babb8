import { beforeEach, describe, expect, it } from 'vitest';
import type { HsmErrorCode } from '../../src/external/hsm.ts';
import { findKey } from '../../src/kms/keys.ts';
import { PATH, xksError } from '../external/xks-peer.ts';
import { DAY_MS, refusalOf, SCOPE } from '../operations/service.ts';
import {
  makeConnectedStore,
  makeStoreKey,
  openStoreHouse,
  STORE_KINDS,
  type StoreHouse,
  type StoreKind,
} from '../operations/stores.ts';

const MESSAGE = new Uint8Array([1, 2, 3]);

interface Ready {
  readonly house: StoreHouse;
  readonly storeId: string;
  readonly KeyId: string;
  readonly Arn: string;
}

async function ready(kind: StoreKind, peer = {}): Promise<Ready> {
  const house = await openStoreHouse({}, peer);
  const storeId = await makeConnectedStore(house, kind);
  const { KeyId, Arn } = await makeStoreKey(house, storeId, kind);
  return { house, storeId, KeyId, Arn };
}

describe.each(STORE_KINDS)('a key in a custom key store of type %s', (kind) => {
  let house: StoreHouse;
  let storeId: string;
  let KeyId: string;
  beforeEach(async () => {
    ({ house, storeId, KeyId } = await ready(kind));
  });

  it('decrypts what it encrypted, from 1 to 4096 bytes, whoever names it', async () => {
    for (const length of [1, 15, 16, 17, 4096]) {
      const Plaintext = new Uint8Array(length).fill(7);
      const context = { tenant: '42' };
      const { CiphertextBlob } = await house.kms.encrypt({ KeyId, Plaintext, EncryptionContext: context });
      const request = { CiphertextBlob, EncryptionContext: context };
      const opened = await house.kms.decrypt(request);
      expect(opened.Plaintext).toEqual(Plaintext);
      expect((await house.kms.decrypt({ ...request, KeyId })).KeyMaterialId).toBe(opened.KeyMaterialId);
    }
  });

  it('never makes the same ciphertext twice', async () => {
    const blobs = new Set<string>();
    for (let i = 0; i < 20; i++) {
      blobs.add(String((await house.kms.encrypt({ KeyId, Plaintext: MESSAGE })).CiphertextBlob));
    }
    expect(blobs.size).toBe(20);
  });

  it('makes data keys that fit into the 184 bytes of AWS’s own', async () => {
    const made = await house.kms.generateDataKey({ KeyId, KeySpec: 'AES_256' });
    expect(made.Plaintext).toHaveLength(32);
    expect(made.CiphertextBlob.length).toBeLessThanOrEqual(184);
    expect((await house.kms.decrypt({ CiphertextBlob: made.CiphertextBlob })).Plaintext).toEqual(
      made.Plaintext,
    );
    const sealed = await house.kms.generateDataKeyWithoutPlaintext({ KeyId, NumberOfBytes: 64 });
    expect((await house.kms.decrypt({ CiphertextBlob: sealed.CiphertextBlob })).Plaintext).toHaveLength(64);
  });

  it('re-encrypts from and to keys that are in no store', async () => {
    const other = (await house.kms.createKey({})).KeyMetadata.KeyId;
    const { CiphertextBlob } = await house.kms.encrypt({ KeyId: other, Plaintext: MESSAGE });
    const into = await house.kms.reEncrypt({ CiphertextBlob, DestinationKeyId: KeyId });
    const back = await house.kms.reEncrypt({ CiphertextBlob: into.CiphertextBlob, DestinationKeyId: other });
    expect((await house.kms.decrypt({ CiphertextBlob: back.CiphertextBlob })).Plaintext).toEqual(MESSAGE);
  });

  it('refuses data key pairs, after the state and before the usage', async () => {
    const call = (): Promise<unknown> =>
      house.kms.generateDataKeyPair({ KeyId, KeyPairSpec: 'ECC_NIST_P256' });
    expect((await refusalOf(call())).code).toBe('UnsupportedOperationException');
    await house.kms.disableKey({ KeyId });
    expect((await refusalOf(call())).code).toBe('DisabledException');
    await house.kms.disconnectCustomKeyStore({ CustomKeyStoreId: storeId });
    expect((await refusalOf(call())).code).toBe('UnsupportedOperationException');
  });

  it('opens no ciphertext of which a bit is another', async () => {
    const { CiphertextBlob } = await house.kms.encrypt({ KeyId, Plaintext: MESSAGE });
    for (let at = 34; at < CiphertextBlob.length; at++) {
      const other = CiphertextBlob.slice();
      other[at] = (other[at] ?? 0) ^ 1;
      const { code } = await refusalOf(house.kms.decrypt({ CiphertextBlob: other, KeyId }));
      expect(['InvalidCiphertextException', 'KMSInvalidStateException']).toContain(code);
    }
  });

  it('opens nothing with another context, and no blob of another version for its material', async () => {
    const { CiphertextBlob } = await house.kms.encrypt({ KeyId, Plaintext: MESSAGE });
    const call = house.kms.decrypt({ CiphertextBlob, EncryptionContext: { a: 'b' } });
    const wrong = kind === 'AWS_CLOUDHSM' ? 'InvalidCiphertextException' : 'KMSInvalidStateException';
    expect((await refusalOf(call)).code).toBe(wrong);
    for (const version of [1, 2, 4]) {
      if (version === CiphertextBlob[1]) continue;
      const other = CiphertextBlob.slice();
      other[1] = version;
      const { code } = await refusalOf(house.kms.decrypt({ CiphertextBlob: other, KeyId }));
      expect(code).toBe('InvalidCiphertextException');
    }
  });

  it('goes on after a restart, without being connected anew', async () => {
    const { CiphertextBlob } = await house.kms.encrypt({ KeyId, Plaintext: MESSAGE });
    const clusters = new Map([['cluster-2a23b4cdefg', house.hsm]]);
    const later = await openStoreHouse({
      store: house.store,
      fetch: house.peer.fetch,
      hsmClusters: clusters,
    });
    expect((await later.kms.decrypt({ CiphertextBlob })).Plaintext).toEqual(MESSAGE);
  });

  it('is lost with its store’s index when its deletion falls due, and frees the store', async () => {
    await house.kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 });
    await house.kms.disconnectCustomKeyStore({ CustomKeyStoreId: storeId });
    const remove = (): Promise<unknown> => house.kms.deleteCustomKeyStore({ CustomKeyStoreId: storeId });
    expect((await refusalOf(remove())).code).toBe('CustomKeyStoreHasCMKsException');
    house.wait(7 * DAY_MS);
    await remove();
    expect((await house.store.list('store-key/', undefined, 10)).length).toBe(0);
  });
});

describe('a key in an HSM', () => {
  it('is made in the token under the id of the KMS key, and deleted there when its time has come', async () => {
    const { house, KeyId } = await ready('AWS_CLOUDHSM');
    expect([...house.hsm.keys.values()].map(({ label }) => label)).toEqual([KeyId]);
    await house.kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 });
    house.wait(7 * DAY_MS);
    await house.kms.sweep();
    expect(house.hsm.keys.size).toBe(0);
  });

  it('is left behind when its store is not connected then, and its token does not keep the key alive', async () => {
    const { house, KeyId, storeId } = await ready('AWS_CLOUDHSM');
    await house.kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 });
    await house.kms.disconnectCustomKeyStore({ CustomKeyStoreId: storeId });
    house.wait(7 * DAY_MS);
    await house.kms.sweep();
    expect(house.hsm.keys.size).toBe(1);
    expect((await refusalOf(house.kms.describeKey({ KeyId }))).code).toBe('NotFoundException');
  });

  it('is not made twice when somebody else wrote first, and leaves no orphan', async () => {
    const house = await openStoreHouse();
    const CustomKeyStoreId = await makeConnectedStore(house, 'AWS_CLOUDHSM');
    await Promise.all(
      Array.from({ length: 8 }, async (_, i) => {
        await house.kms.updateCustomKeyStore({ CustomKeyStoreId, NewCustomKeyStoreName: `n${i}` });
        await house.kms.createKey({ Origin: 'AWS_CLOUDHSM', CustomKeyStoreId });
      }),
    );
    expect((await house.kms.listKeys({})).Keys).toHaveLength(8);
    expect(house.hsm.keys.size).toBe(8);
  });

  it('logs in again, once, when its session is lost', async () => {
    const { house, KeyId } = await ready('AWS_CLOUDHSM');
    const { CiphertextBlob } = await house.kms.encrypt({ KeyId, Plaintext: MESSAGE });
    house.hsm.generation++;
    expect((await house.kms.decrypt({ CiphertextBlob })).Plaintext).toEqual(MESSAGE);
    expect(house.hsm.logins).toBe(2);
    house.hsm.failures.set('mac', 'NETWORK_ERRORS');
    const { code, message } = await refusalOf(house.kms.decrypt({ CiphertextBlob }));
    expect(code).toBe('KMSInvalidStateException');
    expect(message).toMatch(/cannot communicate with the CloudHSM cluster/);
  });

  it.each<HsmErrorCode>(['KEY_NOT_FOUND', 'INTERNAL_ERROR', 'NETWORK_ERRORS'])(
    'answers KMSInvalidStateException to %s, with a text that tells',
    async (failure) => {
      const { house, KeyId } = await ready('AWS_CLOUDHSM');
      house.hsm.failures.set('mac', failure);
      const { code, message } = await refusalOf(house.kms.encrypt({ KeyId, Plaintext: MESSAGE }));
      expect(code).toBe('KMSInvalidStateException');
      expect(message).toMatch(/CloudHSM cluster/);
    },
  );
});

describe('a key in an external key store', () => {
  it('tells the proxy who asks for what, of which key, and binds the context to what it asks', async () => {
    const { house, KeyId, Arn } = await ready('EXTERNAL_KEY_STORE');
    const { CiphertextBlob } = await house.kms.encrypt({ KeyId, Plaintext: MESSAGE });
    await house.kms.decrypt({ CiphertextBlob });
    const [encrypt, decrypt] = house.peer.requests.slice(-2);
    expect(encrypt?.path).toBe(`${PATH}/keys/external-key.1/encrypt`);
    expect(decrypt?.path).toBe(`${PATH}/keys/external-key.1/decrypt`);
    expect(encrypt?.region).toBe('us-east-1');
    expect(encrypt?.body.requestMetadata).toEqual({
      awsPrincipalArn: `arn:aws:iam::${SCOPE.account}:root`,
      kmsKeyArn: Arn,
      kmsOperation: 'Encrypt',
      kmsRequestId: house.calls.at(-2)?.requestId,
    });
    expect(decrypt?.body.requestMetadata).toMatchObject({ kmsOperation: 'Decrypt' });
    expect(encrypt?.body['additionalAuthenticatedData']).toBe(decrypt?.body['additionalAuthenticatedData']);
  });

  it('never shows the proxy a plaintext', async () => {
    const { house, KeyId } = await ready('EXTERNAL_KEY_STORE');
    const Plaintext = new Uint8Array(32).fill(0x41);
    await house.kms.encrypt({ KeyId, Plaintext });
    const sent = Buffer.from(String(house.peer.requests.at(-1)?.body['plaintext']), 'base64');
    expect(sent).toHaveLength(32 + 64);
    expect(sent.includes(Buffer.from(Plaintext.subarray(0, 8)))).toBe(false);
  });

  it('takes IVs of 16 bytes and 20 bytes of metadata, and still fits into 184 bytes', async () => {
    const { house, KeyId } = await ready('EXTERNAL_KEY_STORE', {
      ivLength: 16,
      metadata: new Uint8Array(20).fill(9),
    });
    const { CiphertextBlob, Plaintext } = await house.kms.generateDataKey({ KeyId, KeySpec: 'AES_256' });
    expect(CiphertextBlob).toHaveLength(184);
    expect((await house.kms.decrypt({ CiphertextBlob })).Plaintext).toEqual(Plaintext);
  });

  it('refuses a context that no proxy need take', async () => {
    const { house, KeyId } = await ready('EXTERNAL_KEY_STORE');
    const EncryptionContext = { long: 'x'.repeat(8192) };
    const call = house.kms.encrypt({ KeyId, Plaintext: MESSAGE, EncryptionContext });
    expect(await refusalOf(call)).toEqual({
      code: 'ValidationException',
      message: 'The encryption context is too long for a KMS key in an external key store.',
    });
  });

  it('needs both keys: neither another external key nor other material of KMS opens it', async () => {
    const { house, KeyId } = await ready('EXTERNAL_KEY_STORE');
    const { CiphertextBlob } = await house.kms.encrypt({ KeyId, Plaintext: MESSAGE });
    const key = house.peer.keys.get('external-key.1');
    house.peer.addKey('external-key.1');
    expect((await refusalOf(house.kms.decrypt({ CiphertextBlob }))).message).toMatch(
      /because the specified ciphertext or additional authenticated data is corrupted/,
    );
    if (key !== undefined) house.peer.keys.set('external-key.1', key);
    house.peer.misbehave = ({ body }) => {
      const length = Buffer.from(String(body['ciphertext']), 'base64').length;
      return Response.json({ plaintext: Buffer.alloc(length).toString('base64') });
    };
    expect(await refusalOf(house.kms.decrypt({ CiphertextBlob }))).toEqual({
      code: 'KMSInvalidStateException',
      message:
        'The ciphertext that the external key store proxy submitted for decryption, or the encryption context, is corrupted, missing, or otherwise invalid.',
    });
  });

  it('is bound to its identity: two keys with one record’s material are two', async () => {
    const { house, KeyId } = await ready('EXTERNAL_KEY_STORE');
    const stored = await findKey(house.vault, SCOPE, KeyId);
    expect(stored?.key).toMatchObject({ origin: 'EXTERNAL_KEY_STORE', xksKeyId: 'external-key.1' });
    expect(stored?.store?.connectionState).toBe('CONNECTED');
  });

  it('answers the proxy’s refusal with the text that tells', async () => {
    const { house, KeyId } = await ready('EXTERNAL_KEY_STORE');
    house.peer.misbehave = () => xksError(429, 'ThrottlingException');
    const { code, message } = await refusalOf(house.kms.encrypt({ KeyId, Plaintext: MESSAGE }));
    expect(code).toBe('KMSInvalidStateException');
    expect(message).toMatch(/very high request rate/);
  });
});
