import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findKey } from '../../src/kms/keys.ts';
import { reEncrypt as row } from '../../src/operations/re-encrypt.ts';
import {
  callerIn,
  expectRefusal,
  invoke,
  makeKey,
  missing,
  NEIGHBOUR,
  openService,
  refusalOf,
  SCOPE,
  type Service,
} from './service.ts';

const PLAINTEXT = new Uint8Array([1, 2, 3]);
const INCORRECT_KEY = 'The key ID in the request does not identify a CMK that can perform this operation.';
const DRY_RUN = 'The request would have succeeded, but the DryRun option is set.';

describe('ReEncrypt', () => {
  let service: Service;
  let source: Awaited<ReturnType<typeof makeKey>>;
  let destination: Awaited<ReturnType<typeof makeKey>>;
  let blob: Uint8Array;
  beforeEach(async () => {
    service = await openService();
    source = await makeKey(service);
    destination = await makeKey(service);
    const request = { KeyId: source.KeyId, Plaintext: PLAINTEXT, EncryptionContext: { a: 'b' } };
    blob = (await service.kms.encrypt(request)).CiphertextBlob;
  });

  const reEncrypt = (more: object = {}): ReturnType<typeof service.kms.reEncrypt> =>
    service.kms.reEncrypt({
      CiphertextBlob: blob,
      SourceEncryptionContext: { a: 'b' },
      DestinationKeyId: destination.KeyId,
      ...more,
    });

  it('answers the new ciphertext with both keys, algorithms and materials', async () => {
    expect(await reEncrypt()).toEqual({
      CiphertextBlob: expect.any(Uint8Array),
      SourceKeyId: source.Arn,
      KeyId: destination.Arn,
      SourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      DestinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      SourceKeyMaterialId: source.CurrentKeyMaterialId,
      DestinationKeyMaterialId: destination.CurrentKeyMaterialId,
    });
  });

  it('moves the plaintext from one key and context to others', async () => {
    const { CiphertextBlob } = await reEncrypt({ DestinationEncryptionContext: { c: 'd' } });
    const { KeyId, Plaintext } = await service.kms.decrypt({ CiphertextBlob, EncryptionContext: { c: 'd' } });
    expect(KeyId).toBe(destination.Arn);
    expect(Plaintext).toEqual(PLAINTEXT);
    const call = (): Promise<unknown> =>
      service.kms.decrypt({ CiphertextBlob, EncryptionContext: { a: 'b' } });
    await expectRefusal(service, call, 'InvalidCiphertextException');
  });

  it('may stay under one key, and leaves the old ciphertext as good as it was', async () => {
    const { CiphertextBlob } = await reEncrypt({ DestinationKeyId: source.Arn });
    expect(CiphertextBlob).not.toEqual(blob);
    for (const request of [{ CiphertextBlob }, { CiphertextBlob: blob, EncryptionContext: { a: 'b' } }]) {
      expect((await service.kms.decrypt(request)).Plaintext).toEqual(PLAINTEXT);
    }
  });

  it('refuses another source key than the one that encrypted (recorded row 41)', async () => {
    const call = (): Promise<unknown> => reEncrypt({ SourceKeyId: destination.KeyId });
    await expectRefusal(service, call, 'IncorrectKeyException', INCORRECT_KEY);
    expect(await reEncrypt({ SourceKeyId: source.KeyId })).toMatchObject({ SourceKeyId: source.Arn });
  });

  it('refuses a wrong source context and a changed ciphertext without a text', async () => {
    await expectRefusal(
      service,
      () => reEncrypt({ SourceEncryptionContext: {} }),
      'InvalidCiphertextException',
    );
    const CiphertextBlob = blob.map((byte, i) => (i === blob.length - 1 ? byte ^ 1 : byte));
    await expectRefusal(service, () => reEncrypt({ CiphertextBlob }), 'InvalidCiphertextException');
  });

  it.each(['source', 'destination'] as const)('is stopped by a disabled %s', async (role) => {
    const key = role === 'source' ? source : destination;
    await service.kms.disableKey({ KeyId: key.KeyId });
    await expectRefusal(service, () => reEncrypt(), 'DisabledException', `${key.Arn} is disabled.`);
  });

  it('refuses an algorithm that one of the keys has not', async () => {
    const text = 'Algorithm RSAES_OAEP_SHA_1 is incompatible with key spec SYMMETRIC_DEFAULT.';
    for (const member of ['SourceEncryptionAlgorithm', 'DestinationEncryptionAlgorithm']) {
      const call = (): Promise<unknown> =>
        reEncrypt({ SourceKeyId: source.KeyId, [member]: 'RSAES_OAEP_SHA_1' });
      await expectRefusal(service, call, 'InvalidKeyUsageException', text);
    }
  });

  it('requires a ciphertext and a destination', async () => {
    const call = (): Promise<unknown> => reEncrypt({ CiphertextBlob: undefined });
    await expectRefusal(service, call, 'ValidationException', missing('ciphertextBlob'));
    const homeless = (): Promise<unknown> => reEncrypt({ DestinationKeyId: undefined });
    await expectRefusal(service, homeless, 'ValidationException', missing('destinationKeyId'));
  });

  it('tries the keys alone when the ciphertext is to be ignored', async () => {
    const ignoring = { CiphertextBlob: undefined, DryRun: true, DryRunModifiers: ['IGNORE_CIPHERTEXT'] };
    const nameless = (): Promise<unknown> => reEncrypt(ignoring);
    await expectRefusal(service, nameless, 'ValidationException', missing('sourceKeyId'));
    const call = (): Promise<unknown> => reEncrypt({ ...ignoring, SourceKeyId: source.KeyId });
    await expectRefusal(service, call, 'DryRunOperationException', DRY_RUN);
  });

  it('wipes the plaintext between the keys, whether or not it could be sealed again', async () => {
    const opened: Uint8Array[] = [];
    const keystore = new Proxy(service.vault.keystore, {
      get(target, name) {
        if (name !== 'decrypt') return Reflect.get(target, name).bind(target);
        return async (...request: Parameters<typeof target.decrypt>) => {
          const plaintext = await target.decrypt(...request);
          opened.push(plaintext);
          return plaintext;
        };
      },
    });
    const vault = { ...service.vault, keystore };
    const from = await findKey(vault, SCOPE, source.KeyId);
    if (from === undefined) throw new Error('there is no key');
    const unable = { ...from, key: { ...from.key, materials: [] } };
    const input = {
      CiphertextBlob: blob,
      SourceEncryptionContext: { a: 'b' },
      DestinationKeyId: source.KeyId,
    };
    const call = { input, caller: callerIn(SCOPE), vault };
    await row.run({ ...call, keys: { source: from, destination: from } });
    await refusalOf(row.run({ ...call, keys: { source: from, destination: unable } }));
    expect(opened).toEqual([new Uint8Array(3), new Uint8Array(3)]);
  });

  it('is denied to an account that owns one of the keys alone', async () => {
    const { KeyMetadata } = await invoke(service, 'CreateKey', {}, { caller: NEIGHBOUR });
    const { KeyId, Arn } = KeyMetadata as { KeyId: string; Arn: string };
    const own = await invoke(service, 'Encrypt', { KeyId, Plaintext: PLAINTEXT }, { caller: NEIGHBOUR });
    const toForeign = { CiphertextBlob: own['CiphertextBlob'], DestinationKeyId: destination.Arn };
    expect(await refusalOf(invoke(service, 'ReEncrypt', toForeign, { caller: NEIGHBOUR }))).toEqual({
      code: 'AccessDeniedException',
      message:
        'User: arn:aws:iam::444455556666:root is not authorized to perform: kms:ReEncryptTo on resource: ' +
        `${destination.Arn} because no resource-based policy allows the kms:ReEncryptTo action`,
    });
    const fromForeign = { CiphertextBlob: blob, DestinationKeyId: Arn };
    const { code, message } = await refusalOf(
      invoke(service, 'ReEncrypt', fromForeign, { caller: NEIGHBOUR }),
    );
    expect(code).toBe('AccessDeniedException');
    expect(message).toMatch(/^The ciphertext refers to a customer master key that does not exist, /);
  });
});

describe('ReEncrypt with RSA keys', () => {
  let service: Service;
  let symmetric: Awaited<ReturnType<typeof makeKey>>;
  let rsa: Awaited<ReturnType<typeof makeKey>>;
  beforeAll(async () => {
    service = await openService();
    symmetric = await makeKey(service);
    rsa = await makeKey(service, { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
  });

  const encryptUnder = async (KeyId: string, length: number): Promise<Uint8Array> =>
    (await service.kms.encrypt({ KeyId, Plaintext: new Uint8Array(length).fill(7) })).CiphertextBlob;

  it('moves from a symmetric key to an RSA key and back, and names only the material there is', async () => {
    const there = await service.kms.reEncrypt({
      CiphertextBlob: await encryptUnder(symmetric.KeyId, 190),
      DestinationKeyId: rsa.KeyId,
      DestinationEncryptionAlgorithm: 'RSAES_OAEP_SHA_256',
    });
    expect(there).toEqual({
      CiphertextBlob: expect.any(Uint8Array),
      SourceKeyId: symmetric.Arn,
      KeyId: rsa.Arn,
      SourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      DestinationEncryptionAlgorithm: 'RSAES_OAEP_SHA_256',
      SourceKeyMaterialId: symmetric.CurrentKeyMaterialId,
    });
    const back = await service.kms.reEncrypt({
      CiphertextBlob: there.CiphertextBlob,
      SourceKeyId: rsa.KeyId,
      SourceEncryptionAlgorithm: 'RSAES_OAEP_SHA_256',
      DestinationKeyId: symmetric.KeyId,
    });
    expect(back).toEqual({
      CiphertextBlob: expect.any(Uint8Array),
      SourceKeyId: rsa.Arn,
      KeyId: symmetric.Arn,
      SourceEncryptionAlgorithm: 'RSAES_OAEP_SHA_256',
      DestinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      DestinationKeyMaterialId: symmetric.CurrentKeyMaterialId,
    });
    const { Plaintext } = await service.kms.decrypt({ CiphertextBlob: back.CiphertextBlob });
    expect(Plaintext).toEqual(new Uint8Array(190).fill(7));
  });

  it('refuses a plaintext that the RSA key cannot encrypt', async () => {
    const CiphertextBlob = await encryptUnder(symmetric.KeyId, 191);
    await expectRefusal(
      service,
      () =>
        service.kms.reEncrypt({
          CiphertextBlob,
          DestinationKeyId: rsa.KeyId,
          DestinationEncryptionAlgorithm: 'RSAES_OAEP_SHA_256',
        }),
      'ValidationException',
      'Algorithm RSAES_OAEP_SHA_256 and key spec RSA_2048 cannot encrypt data larger than 190 bytes.',
    );
  });

  it('needs to be told both algorithms', async () => {
    const text = 'Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048.';
    const CiphertextBlob = await encryptUnder(symmetric.KeyId, 1);
    const to = { CiphertextBlob, DestinationKeyId: rsa.KeyId };
    await expectRefusal(service, () => service.kms.reEncrypt(to), 'InvalidKeyUsageException', text);
    const from = { CiphertextBlob, SourceKeyId: rsa.KeyId, DestinationKeyId: symmetric.KeyId };
    await expectRefusal(service, () => service.kms.reEncrypt(from), 'IncorrectKeyException', INCORRECT_KEY);
  });

  it('refuses a context on the side of the RSA key', async () => {
    const CiphertextBlob = await encryptUnder(symmetric.KeyId, 1);
    await expectRefusal(
      service,
      () =>
        service.kms.reEncrypt({
          CiphertextBlob,
          DestinationKeyId: rsa.KeyId,
          DestinationEncryptionAlgorithm: 'RSAES_OAEP_SHA_1',
          DestinationEncryptionContext: { a: 'b' },
        }),
      'ValidationException',
      'EncryptionContext is not supported when encrypting/decrypting with asymmetric CMKs.',
    );
  });
});
