import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { broken, expectRefusal, forgeKey, makeKey, openService, type Service } from './service.ts';

const SURPRISING_CONTEXTS: readonly string[] = [
  '{}',
  '{"a":"b"}',
  '{"a":"","":"b"}',
  '{"__proto__":"x"}',
  '{"constructor":"x","toString":"y","hasOwnProperty":"z","length":"1"}',
  '{"\u00e9":"1","e\u0301":"2","\u{1f511}":"3"}',
];

describe('Encrypt', () => {
  let service: Service;
  let keyId: string;
  let keyArn: string;
  beforeEach(async () => {
    service = await openService();
    ({ KeyId: keyId, Arn: keyArn } = await makeKey(service));
  });

  it('answers ciphertext, key ARN and algorithm, and nothing else', async () => {
    const answer = await service.kms.encrypt({ KeyId: keyId, Plaintext: new Uint8Array([1, 2, 3]) });
    expect(answer).toEqual({
      CiphertextBlob: expect.any(Uint8Array),
      KeyId: keyArn,
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    });
  });

  it('encrypts 1 to 4096 bytes, under any identifier of the key', async () => {
    await service.kms.createAlias({ AliasName: 'alias/x', TargetKeyId: keyId });
    for (const KeyId of [keyId, keyArn, 'alias/x', 'arn:aws:kms:us-east-1:111122223333:alias/x']) {
      for (const length of [1, 4096]) {
        const Plaintext = new Uint8Array(length).fill(length);
        const { CiphertextBlob } = await service.kms.encrypt({ KeyId, Plaintext });
        expect(CiphertextBlob.length).toBeLessThanOrEqual(6144);
        expect(await service.kms.decrypt({ CiphertextBlob })).toMatchObject({ KeyId: keyArn, Plaintext });
      }
    }
  });

  it('refuses 4097 bytes, and none, and prints neither (recorded row 10)', async () => {
    for (const [length, constraint] of [
      [4097, 'Member must have length less than or equal to 4096'],
      [0, 'Member must have length greater than or equal to 1'],
    ] as const) {
      await expectRefusal(
        service,
        () => service.kms.encrypt({ KeyId: keyId, Plaintext: new Uint8Array(length) }),
        'ValidationException',
        broken(undefined, 'plaintext', constraint),
      );
    }
  });

  it('never gives the same ciphertext twice', async () => {
    const seen = new Set<string>();
    for (let i = 0; i < 50; i++) {
      const { CiphertextBlob } = await service.kms.encrypt({ KeyId: keyId, Plaintext: new Uint8Array(1) });
      seen.add(String(CiphertextBlob));
    }
    expect(seen.size).toBe(50);
  });

  it.each(SURPRISING_CONTEXTS)('binds the ciphertext to the encryption context %s', async (text) => {
    const EncryptionContext = JSON.parse(text);
    const Plaintext = new Uint8Array([9]);
    const { CiphertextBlob } = await service.kms.encrypt({ KeyId: keyId, Plaintext, EncryptionContext });
    expect((await service.kms.decrypt({ CiphertextBlob, EncryptionContext })).Plaintext).toEqual(Plaintext);
    const other = { ...EncryptionContext, one: 'more' };
    const call = (): Promise<unknown> => service.kms.decrypt({ CiphertextBlob, EncryptionContext: other });
    await expectRefusal(service, call, 'InvalidCiphertextException');
  });

  it('refuses an algorithm that the key has not', async () => {
    for (const EncryptionAlgorithm of ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256']) {
      await expectRefusal(
        service,
        () => service.kms.encrypt({ KeyId: keyId, Plaintext: new Uint8Array(1), EncryptionAlgorithm }),
        'InvalidKeyUsageException',
        `Algorithm ${EncryptionAlgorithm} is incompatible with key spec SYMMETRIC_DEFAULT.`,
      );
    }
  });

  it('refuses a key of another usage, naming key, usage and operation (recorded row 39)', async () => {
    await forgeKey(service, keyId, { usage: 'SIGN_VERIFY' });
    await expectRefusal(
      service,
      () => service.kms.encrypt({ KeyId: keyId, Plaintext: new Uint8Array(1) }),
      'InvalidKeyUsageException',
      `${keyArn} key usage is SIGN_VERIFY which is not valid for Encrypt.`,
    );
  });

  it('writes nothing', async () => {
    const before = (await service.store.list('', undefined, 100)).map(({ version }) => version);
    await service.kms.encrypt({ KeyId: keyId, Plaintext: new Uint8Array(1) });
    expect((await service.store.list('', undefined, 100)).map(({ version }) => version)).toEqual(before);
  });
});

describe('Encrypt with an RSA key', () => {
  let service: Service;
  const keys = new Map<string, Awaited<ReturnType<typeof makeKey>>>();
  beforeAll(async () => {
    service = await openService();
    for (const KeySpec of ['RSA_2048', 'RSA_3072', 'RSA_4096']) {
      keys.set(KeySpec, await makeKey(service, { KeySpec, KeyUsage: 'ENCRYPT_DECRYPT' }));
    }
  });

  const encrypt = (spec: string, more: object): ReturnType<typeof service.kms.encrypt> =>
    service.kms.encrypt({ KeyId: keys.get(spec)?.KeyId ?? '', Plaintext: new Uint8Array([1, 2]), ...more });

  it.each([
    ['RSA_2048', 'RSAES_OAEP_SHA_1', 214],
    ['RSA_2048', 'RSAES_OAEP_SHA_256', 190],
    ['RSA_3072', 'RSAES_OAEP_SHA_1', 342],
    ['RSA_3072', 'RSAES_OAEP_SHA_256', 318],
    ['RSA_4096', 'RSAES_OAEP_SHA_1', 470],
    ['RSA_4096', 'RSAES_OAEP_SHA_256', 446],
  ])('of %s by %s takes up to %i bytes and no more (recorded rows 4 to 9)', async (spec, algorithm, most) => {
    const EncryptionAlgorithm = algorithm;
    const KeyId = keys.get(spec)?.Arn ?? '';
    for (const length of [1, most]) {
      const Plaintext = new Uint8Array(length).fill(length);
      const answer = await encrypt(spec, { EncryptionAlgorithm, Plaintext });
      expect(answer).toEqual({ CiphertextBlob: expect.any(Uint8Array), KeyId, EncryptionAlgorithm });
      const { CiphertextBlob } = answer;
      expect(CiphertextBlob).toHaveLength(Number(spec.slice(4)) / 8);
      const opened = await service.kms.decrypt({ KeyId, CiphertextBlob, EncryptionAlgorithm });
      expect(opened).toEqual({ KeyId, Plaintext, EncryptionAlgorithm });
    }
    for (const length of [most + 1, 4096]) {
      await expectRefusal(
        service,
        () => encrypt(spec, { EncryptionAlgorithm, Plaintext: new Uint8Array(length) }),
        'ValidationException',
        `Algorithm ${algorithm} and key spec ${spec} cannot encrypt data larger than ${most} bytes.`,
      );
    }
  });

  it('requires the algorithm: that of symmetric keys, which is the default, is not the key’s', async () => {
    for (const EncryptionAlgorithm of [undefined, 'SYMMETRIC_DEFAULT']) {
      await expectRefusal(
        service,
        () => encrypt('RSA_4096', { EncryptionAlgorithm }),
        'InvalidKeyUsageException',
        `Algorithm ${EncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT'} is incompatible with key spec RSA_4096.`,
      );
    }
  });

  it('refuses an encryption context, which it could not bind', async () => {
    const request = { EncryptionAlgorithm: 'RSAES_OAEP_SHA_256', EncryptionContext: { a: 'b' } };
    await expectRefusal(
      service,
      () => encrypt('RSA_2048', request),
      'ValidationException',
      'EncryptionContext is not supported when encrypting/decrypting with asymmetric CMKs.',
    );
    await encrypt('RSA_2048', { ...request, EncryptionContext: {} });
  });

  it('refuses a key that signs (recorded row 39)', async () => {
    const { KeyId, Arn } = await makeKey(service, { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
    await expectRefusal(
      service,
      () => encrypt('RSA_2048', { KeyId, EncryptionAlgorithm: 'RSAES_OAEP_SHA_1' }),
      'InvalidKeyUsageException',
      `${Arn} key usage is SIGN_VERIFY which is not valid for Encrypt.`,
    );
  });
});
