import { decapsulate, generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  broken,
  callerIn,
  expectRefusal,
  invoke,
  makeKey,
  openService,
  refusalOf,
  type Service,
} from './service.ts';

/** By key spec: bytes of the ciphertext, and of the public key in SPKI. */
const SPECS = [
  ['ML_KEM_512', 768, 822],
  ['ML_KEM_768', 1088, 1206],
  ['ML_KEM_1024', 1568, 1590],
] as const;
const KeyUsage = 'ENCAPSULATE_DECAPSULATE';
const EncapsulationAlgorithm = 'ML_KEM';

describe('Encapsulate', () => {
  let service: Service;
  const keys = new Map<string, Awaited<ReturnType<typeof makeKey>>>();
  beforeAll(async () => {
    service = await openService();
    for (const [KeySpec] of SPECS) keys.set(KeySpec, await makeKey(service, { KeySpec, KeyUsage }));
  });
  const idOf = (spec: string): string => keys.get(spec)?.KeyId ?? '';

  it.each(SPECS)('with %s gives a secret and %i bytes that carry it', async (spec, length, spki) => {
    const answer = await service.kms.encapsulate({ KeyId: idOf(spec), EncapsulationAlgorithm });
    expect(answer).toEqual({
      KeyId: keys.get(spec)?.Arn,
      SharedSecret: expect.any(Uint8Array),
      SharedSecretCiphertextBlob: expect.any(Uint8Array),
      EncapsulationAlgorithm,
    });
    expect(answer.SharedSecret).toHaveLength(32);
    expect(answer.SharedSecretCiphertextBlob).toHaveLength(length);
    expect((await service.kms.getPublicKey({ KeyId: idOf(spec) })).PublicKey).toHaveLength(spki);
  });

  it('gives another secret every time', async () => {
    const request = { KeyId: idOf('ML_KEM_768'), EncapsulationAlgorithm };
    const made = await Promise.all(Array.from({ length: 10 }, () => service.kms.encapsulate(request)));
    expect(new Set(made.map(({ SharedSecret }) => String(SharedSecret))).size).toBe(10);
  });

  it('encapsulates to a key whose private half OpenSSL made', async () => {
    const { privateKey } = generateKeyPairSync('ml-kem-768');
    const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
    const material = { TagKey: '_custom_key_material_', TagValue: pkcs8.toString('base64') };
    const { KeyId } = await makeKey(await openedForTests(), {
      KeySpec: 'ML_KEM_768',
      KeyUsage,
      Tags: [material],
    });
    const made = await tests.kms.encapsulate({ KeyId, EncapsulationAlgorithm });
    expect(decapsulate(privateKey, made.SharedSecretCiphertextBlob)).toEqual(Buffer.from(made.SharedSecret));
  });

  let tests: Service;
  async function openedForTests(): Promise<Service> {
    tests = await openService({ customKeyTags: true });
    return tests;
  }

  it('refuses a key of another usage', async () => {
    const { KeyId, Arn } = await makeKey(service, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' });
    await expectRefusal(
      service,
      () => service.kms.encapsulate({ KeyId, EncapsulationAlgorithm }),
      'InvalidKeyUsageException',
      `${Arn} key usage is KEY_AGREEMENT which is not valid for Encapsulate.`,
    );
  });

  it('refuses an algorithm that nobody knows', async () => {
    await expectRefusal(
      service,
      () => service.kms.encapsulate({ KeyId: idOf('ML_KEM_512'), EncapsulationAlgorithm: 'RSA_KEM' }),
      'ValidationException',
      broken('RSA_KEM', 'encapsulationAlgorithm', 'Member must satisfy enum value set: [ML_KEM]'),
    );
  });

  it('lets no dry run succeed', async () => {
    await expectRefusal(
      service,
      () => service.kms.encapsulate({ KeyId: idOf('ML_KEM_512'), EncapsulationAlgorithm, DryRun: true }),
      'DryRunOperationException',
      'The request would have succeeded, but the DryRun option is set.',
    );
  });

  it('takes no key of such a spec for anything else, and no other usage for such a key', async () => {
    const KeyId = idOf('ML_KEM_512');
    for (const call of [
      service.kms.encrypt({ KeyId, Plaintext: new Uint8Array(1) }),
      service.kms.sign({ KeyId, Message: new Uint8Array(1), SigningAlgorithm: 'ECDSA_SHA_256' }),
      service.kms.generateDataKey({ KeyId, KeySpec: 'AES_256' }),
    ]) {
      expect((await refusalOf(call)).code).toBe('InvalidKeyUsageException');
    }
    for (const [KeySpec, usage] of [
      ['ML_KEM_512', 'SIGN_VERIFY'],
      ['ML_KEM_512', 'ENCRYPT_DECRYPT'],
      ['RSA_2048', KeyUsage],
    ] as const) {
      expect(await refusalOf(service.kms.createKey({ KeySpec, KeyUsage: usage }))).toEqual({
        code: 'ValidationException',
        message: `KeyUsage ${usage} is not compatible with KeySpec ${KeySpec}`,
      });
    }
  });

  it('has no keys and no data key pairs in the China Regions', async () => {
    const caller = callerIn({ account: '111122223333', region: 'cn-north-1' });
    const made = await invoke(service, 'CreateKey', {}, { caller });
    const { KeyId } = made['KeyMetadata'] as { KeyId: string };
    for (const [operation, spec, input] of [
      ['CreateKey', 'ML_KEM_512', { KeySpec: 'ML_KEM_512', KeyUsage }],
      ['GenerateDataKeyPair', 'ML_KEM_768', { KeyId, KeyPairSpec: 'ML_KEM_768' }],
      ['GenerateDataKeyPairWithoutPlaintext', 'ML_KEM_1024', { KeyId, KeyPairSpec: 'ML_KEM_1024' }],
    ] as const) {
      expect(await refusalOf(invoke(service, operation, input, { caller }))).toEqual({
        code: 'UnsupportedOperationException',
        message: `KeySpec ${spec} is not supported in this Region`,
      });
    }
  });
});
