import { beforeEach, describe, expect, it } from 'vitest';
import { createNodeEngine } from '../../src/crypto/host/node.ts';
import { KEY_SPECS, type KeyUsage } from '../../src/kms/key-spec.ts';
import { broken, expectRefusal, makeKey, openService, type Service } from './service.ts';

const TOO_MANY = Array.from({ length: 51 }, (_, i) => ({ TagKey: `k${i}`, TagValue: '' }));
const ALGORITHM_MEMBERS: Readonly<Record<KeyUsage, string>> = {
  ENCRYPT_DECRYPT: 'EncryptionAlgorithms',
  SIGN_VERIFY: 'SigningAlgorithms',
  GENERATE_VERIFY_MAC: 'MacAlgorithms',
  KEY_AGREEMENT: 'KeyAgreementAlgorithms',
};
const UNSUPPORTED = 'is not supported by this version of Strongroom.';

describe('CreateKey', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService();
  });

  it('makes an enabled symmetric key with exactly the metadata that AWS gives such a key', async () => {
    const metadata = await makeKey(service);
    expect(metadata).toEqual({
      AWSAccountId: '111122223333',
      KeyId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      Arn: `arn:aws:kms:us-east-1:111122223333:key/${metadata.KeyId}`,
      CreationDate: new Date(service.nowMs()),
      Enabled: true,
      Description: '',
      KeyUsage: 'ENCRYPT_DECRYPT',
      KeyState: 'Enabled',
      Origin: 'AWS_KMS',
      KeyManager: 'CUSTOMER',
      CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
      KeySpec: 'SYMMETRIC_DEFAULT',
      EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
      MultiRegion: false,
      CurrentKeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it.each(
    [...KEY_SPECS].flatMap(([KeySpec, { algorithms }]) =>
      Object.entries(algorithms).map(([KeyUsage, list]) => ({ KeySpec, KeyUsage, list })),
    ),
  )(
    'makes a key of $KeySpec for $KeyUsage, with its algorithms in the one member that is theirs',
    async ({ KeySpec, KeyUsage, list }) => {
      const metadata = await makeKey(service, { KeySpec, KeyUsage });
      expect(metadata).toMatchObject({ KeySpec, CustomerMasterKeySpec: KeySpec, KeyUsage, Enabled: true });
      const members = Object.entries(metadata).filter(([name]) => name.endsWith('Algorithms'));
      expect(members).toEqual([[ALGORITHM_MEMBERS[KeyUsage as KeyUsage], list]]);
      expect(Object.hasOwn(metadata, 'CurrentKeyMaterialId')).toBe(KeySpec === 'SYMMETRIC_DEFAULT');
      expect((await service.kms.describeKey({ KeyId: metadata.KeyId })).KeyMetadata).toEqual(metadata);
    },
  );

  it('makes key pairs with the host’s engine too, no two alike', async () => {
    service = await openService({ engine: createNodeEngine() });
    for (const KeySpec of ['RSA_2048', 'ECC_NIST_P384', 'ECC_NIST_EDWARDS25519', 'ML_DSA_44']) {
      const made = [1, 2].map(async () => {
        const { KeyId } = await makeKey(service, { KeySpec, KeyUsage: 'SIGN_VERIFY' });
        return (await service.kms.getPublicKey({ KeyId })).PublicKey;
      });
      const [one, two] = await Promise.all(made);
      expect(one).not.toEqual(two);
      expect(one).toHaveLength(two?.length ?? 0);
    }
  });

  it('never makes the same key or the same material twice', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => makeKey(service)));
    expect(new Set(keys.map(({ KeyId }) => KeyId)).size).toBe(20);
    expect(new Set(keys.map(({ CurrentKeyMaterialId }) => CurrentKeyMaterialId)).size).toBe(20);
  });

  it('keeps description, policy and tags as they were given', async () => {
    const policy =
      '{ "Statement": [ { "Effect":"Allow", "Principal":"*", "Action":"kms:*", "Resource":"*" } ] }';
    const { KeyId, Description } = await makeKey(service, {
      Description: 'pay \u00e9 roll',
      Policy: policy,
      Tags: [{ TagKey: 'a', TagValue: '' }],
    });
    expect(Description).toBe('pay \u00e9 roll');
    expect(await service.kms.getKeyPolicy({ KeyId })).toEqual({ Policy: policy, PolicyName: 'default' });
    expect((await service.kms.listResourceTags({ KeyId })).Tags).toEqual([{ TagKey: 'a', TagValue: '' }]);
  });

  it('takes KeySpec, its deprecated twin or both when they agree', async () => {
    for (const request of [
      { KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT', Origin: 'AWS_KMS', MultiRegion: false },
      { CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT' },
      { CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT', KeySpec: 'SYMMETRIC_DEFAULT' },
    ]) {
      expect((await makeKey(service, request)).KeySpec).toBe('SYMMETRIC_DEFAULT');
    }
  });

  it('refuses a KeySpec and a CustomerMasterKeySpec that disagree', async () => {
    await expectRefusal(
      service,
      () => service.kms.createKey({ KeySpec: 'SYMMETRIC_DEFAULT', CustomerMasterKeySpec: 'RSA_2048' }),
      'ValidationException',
      'You cannot specify different values for KeySpec and CustomerMasterKeySpec.',
    );
  });

  it('requires a KeyUsage for every spec but the symmetric one (recorded row 28)', async () => {
    for (const KeySpec of ['HMAC_256', 'RSA_2048', 'ECC_NIST_P256', 'ML_DSA_44']) {
      await expectRefusal(
        service,
        () => service.kms.createKey({ KeySpec }),
        'ValidationException',
        'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
      );
    }
  });

  it('refuses a usage that the spec has not (recorded row 60)', async () => {
    await expectRefusal(
      service,
      () => service.kms.createKey({ KeySpec: 'RSA_2048', KeyUsage: 'KEY_AGREEMENT' }),
      'ValidationException',
      'KeyUsage KEY_AGREEMENT is not compatible with KeySpec RSA_2048',
    );
    for (const KeyUsage of ['SIGN_VERIFY', 'GENERATE_VERIFY_MAC', 'KEY_AGREEMENT']) {
      await expectRefusal(
        service,
        () => service.kms.createKey({ KeyUsage }),
        'ValidationException',
        `KeyUsage ${KeyUsage} is not compatible with KeySpec SYMMETRIC_DEFAULT`,
      );
    }
  });

  it('refuses specs, usages and origins that no version knows (recorded rows 29 and 30)', async () => {
    await expectRefusal(
      service,
      () => service.kms.createKey({ KeySpec: 'HMAC_random', KeyUsage: 'GENERATE_VERIFY_MAC' }),
      'ValidationException',
      broken(
        'HMAC_random',
        'keySpec',
        'Member must satisfy enum value set: [RSA_2048, RSA_3072, RSA_4096, ECC_NIST_P256, ECC_NIST_P384, ' +
          'ECC_NIST_P521, ECC_SECG_P256K1, SYMMETRIC_DEFAULT, HMAC_224, HMAC_256, HMAC_384, HMAC_512, SM2, ' +
          'ML_DSA_44, ML_DSA_65, ML_DSA_87, ECC_NIST_EDWARDS25519]',
      ),
    );
    await expectRefusal(
      service,
      () => service.kms.createKey({ KeyUsage: 'RANDOM' }),
      'ValidationException',
      broken(
        'RANDOM',
        'keyUsage',
        'Member must satisfy enum value set: [SIGN_VERIFY, ENCRYPT_DECRYPT, GENERATE_VERIFY_MAC, KEY_AGREEMENT]',
      ),
    );
  });

  it.each([
    [{ KeySpec: 'SM2', KeyUsage: 'SIGN_VERIFY' }, 'KeySpec SM2'],
    [{ CustomerMasterKeySpec: 'SM2', KeyUsage: 'ENCRYPT_DECRYPT' }, 'KeySpec SM2'],
    [{ Origin: 'EXTERNAL' }, 'Origin EXTERNAL'],
    [{ MultiRegion: true }, 'MultiRegion'],
  ])('makes nothing of %j, which this version does not know', async (request, what) => {
    const call = (): Promise<unknown> => service.kms.createKey(request);
    await expectRefusal(service, call, 'UnsupportedOperationException', `${what} ${UNSUPPORTED}`);
  });

  it.each([
    ['Too many tags', TOO_MANY],
    ['Duplicate tag keys', [...TOO_MANY.slice(0, 2), ...TOO_MANY.slice(0, 1)]],
    ['Tags beginning with aws: are reserved', [{ TagKey: 'aws:x', TagValue: '' }]],
    ['Tags beginning with aws: are reserved', [{ TagKey: 'AWS:x', TagValue: '' }]],
  ])('refuses bad tags: %s (recorded rows 63 to 65)', async (message, Tags) => {
    await expectRefusal(service, () => service.kms.createKey({ Tags }), 'TagException', message);
  });

  it('takes 50 tags', async () => {
    const { KeyId } = await makeKey(service, { Tags: TOO_MANY.slice(0, 50) });
    expect((await service.kms.listResourceTags({ KeyId })).Tags).toHaveLength(50);
  });

  it('refuses a policy that would lock its author out, unless the check is bypassed', async () => {
    const Policy = JSON.stringify({
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::444455556666:root' },
          Action: 'kms:*',
          Resource: '*',
        },
      ],
    });
    await expectRefusal(
      service,
      () => service.kms.createKey({ Policy }),
      'MalformedPolicyDocumentException',
      'The new key policy will not allow you to update the key policy in the future.',
    );
    const { KeyId } = await makeKey(service, { Policy, BypassPolicyLockoutSafetyCheck: true });
    expect((await service.kms.getKeyPolicy({ KeyId })).Policy).toBe(Policy);
  });
});
