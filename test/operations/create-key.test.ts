import { beforeEach, describe, expect, it } from 'vitest';
import { createNodeEngine } from '../../src/crypto/host/node.ts';
import { KEY_SPECS, type KeyUsage } from '../../src/kms/key-spec.ts';
import { spacedPolicy } from '../../src/kms/policy-spacing.ts';
import {
  broken,
  everybody,
  expectRefusal,
  makeKey,
  openService,
  refusalOf,
  type Service,
} from './service.ts';
import {
  CLUSTER,
  makeConnectedStore,
  makeStoreKey,
  openStoreHouse,
  STORE_KINDS,
  type StoreHouse,
} from './stores.ts';

const TOO_MANY = Array.from({ length: 51 }, (_, i) => ({ TagKey: `k${i}`, TagValue: '' }));
const ALGORITHM_MEMBERS: Readonly<Record<KeyUsage, string>> = {
  ENCRYPT_DECRYPT: 'EncryptionAlgorithms',
  SIGN_VERIFY: 'SigningAlgorithms',
  GENERATE_VERIFY_MAC: 'MacAlgorithms',
  KEY_AGREEMENT: 'KeyAgreementAlgorithms',
  ENCAPSULATE_DECAPSULATE: 'EncapsulationAlgorithms',
};
describe('CreateKey', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService({ authorizer: everybody });
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

  it('makes a multi-Region key, which is told by its id and its configuration', async () => {
    const { KeyId, Arn, ...metadata } = await makeKey(service, { MultiRegion: true });
    expect(KeyId).toMatch(/^mrk-[0-9a-f]{32}$/);
    expect(metadata).toMatchObject({
      MultiRegion: true,
      MultiRegionConfiguration: {
        MultiRegionKeyType: 'PRIMARY',
        PrimaryKey: { Arn, Region: 'us-east-1' },
        ReplicaKeys: [],
      },
    });
    expect((await service.kms.describeKey({ KeyId })).KeyMetadata).toEqual({ KeyId, Arn, ...metadata });
  });

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

  it('keeps description, policy and tags as they were given, and gives the policy back in AWS’s spacing', async () => {
    const policy =
      '{ "Statement": [ { "Effect":"Allow", "Principal":"*", "Action":"kms:*", "Resource":"*" } ] }';
    const { KeyId, Description } = await makeKey(service, {
      Description: 'pay \u00e9 roll',
      Policy: policy,
      Tags: [{ TagKey: 'a', TagValue: '' }],
    });
    expect(Description).toBe('pay \u00e9 roll');
    expect(await service.kms.getKeyPolicy({ KeyId })).toEqual({
      Policy: spacedPolicy(policy),
      PolicyName: 'default',
    });
    expect((await service.kms.listResourceTags({ KeyId })).Tags).toEqual([{ TagKey: 'a', TagValue: '' }]);
  });

  it('takes KeySpec or its deprecated twin', async () => {
    for (const request of [
      { KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT', Origin: 'AWS_KMS', MultiRegion: false },
      { CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT' },
    ]) {
      expect((await makeKey(service, request)).KeySpec).toBe('SYMMETRIC_DEFAULT');
    }
  });

  it('refuses a KeySpec beside a CustomerMasterKeySpec, also when they agree', async () => {
    for (const CustomerMasterKeySpec of ['SYMMETRIC_DEFAULT', 'RSA_2048']) {
      await expectRefusal(
        service,
        () => service.kms.createKey({ KeySpec: 'SYMMETRIC_DEFAULT', CustomerMasterKeySpec }),
        'ValidationException',
        'You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated.',
      );
    }
  });

  it('requires a KeyUsage for every spec but the symmetric one (recorded row 28)', async () => {
    for (const KeySpec of ['HMAC_256', 'RSA_2048', 'ECC_NIST_P256', 'ML_DSA_44', 'ML_KEM_512']) {
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
          'ECC_NIST_P521, ECC_SECG_P256K1, ECC_NIST_EDWARDS25519, SYMMETRIC_DEFAULT, HMAC_224, HMAC_256, ' +
          'HMAC_384, HMAC_512, SM2, ML_DSA_44, ML_DSA_65, ML_DSA_87, ML_KEM_512, ML_KEM_768, ML_KEM_1024]',
      ),
    );
    await expectRefusal(
      service,
      () => service.kms.createKey({ KeyUsage: 'RANDOM' }),
      'ValidationException',
      broken(
        'RANDOM',
        'keyUsage',
        'Member must satisfy enum value set: [SIGN_VERIFY, ENCRYPT_DECRYPT, GENERATE_VERIFY_MAC, KEY_AGREEMENT, ' +
          'ENCAPSULATE_DECAPSULATE]',
      ),
    );
  });

  it.each(
    [...KEY_SPECS].map(([KeySpec, { algorithms, material }]) => ({
      KeySpec,
      KeyUsage: Object.keys(algorithms)[0],
      importable: !['mlDsa', 'mlKem'].includes(material.kind),
    })),
  )('makes a key of $KeySpec that waits for its material: $importable', async (one) => {
    const { KeySpec, KeyUsage, importable } = one;
    const request = { KeySpec, KeyUsage, Origin: 'EXTERNAL' };
    if (!importable) {
      const message = `KeySpec ${KeySpec} is not supported for Origin EXTERNAL`;
      const call = (): Promise<unknown> => service.kms.createKey(request);
      return await expectRefusal(service, call, 'UnsupportedOperationException', message);
    }
    const metadata = await makeKey(service, request);
    expect(metadata).toMatchObject({ Origin: 'EXTERNAL', KeyState: 'PendingImport', Enabled: false });
    for (const absent of ['CurrentKeyMaterialId', 'ExpirationModel', 'ValidTo']) {
      expect(metadata).not.toHaveProperty(absent);
    }
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
    expect((await service.kms.getKeyPolicy({ KeyId })).Policy).toBe(spacedPolicy(Policy));
  });
});

describe.each(STORE_KINDS)('CreateKey in a custom key store of type %s', (kind) => {
  let house: StoreHouse;
  let storeId: string;
  beforeEach(async () => {
    house = await openStoreHouse();
    storeId = await makeConnectedStore(house, kind);
  });

  it('makes a key with exactly the metadata that AWS gives such a key', async () => {
    const metadata = await makeStoreKey(house, storeId, kind);
    const inStore =
      kind === 'AWS_CLOUDHSM'
        ? { CloudHsmClusterId: CLUSTER }
        : { XksKeyConfiguration: { Id: 'external-key.1' } };
    expect(metadata).toEqual({
      AWSAccountId: '111122223333',
      KeyId: expect.any(String),
      Arn: expect.any(String),
      CreationDate: new Date(house.nowMs()),
      Enabled: true,
      Description: '',
      KeyUsage: 'ENCRYPT_DECRYPT',
      KeyState: 'Enabled',
      Origin: kind,
      CustomKeyStoreId: storeId,
      ...inStore,
      KeyManager: 'CUSTOMER',
      CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
      KeySpec: 'SYMMETRIC_DEFAULT',
      EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
      MultiRegion: false,
      CurrentKeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect((await house.kms.describeKey({ KeyId: metadata.KeyId })).KeyMetadata).toEqual(metadata);
  });

  it('needs the store to be connected, to exist, and to be of the origin’s type', async () => {
    const XksKeyId = kind === 'EXTERNAL_KEY_STORE' ? 'external-key.1' : undefined;
    const create = (CustomKeyStoreId: string): Promise<unknown> =>
      house.kms.createKey({ Origin: kind, CustomKeyStoreId, XksKeyId });
    expect((await refusalOf(create('cks-1'))).code).toBe('CustomKeyStoreNotFoundException');
    const other = STORE_KINDS.find((one) => one !== kind) ?? kind;
    const misplaced = await makeConnectedStore(house, other);
    const text = `Origin ${kind} is not compatible with a custom key store of type ${other}.`;
    await expectRefusal(house, () => create(misplaced), 'ValidationException', text);
    await house.kms.disconnectCustomKeyStore({ CustomKeyStoreId: storeId });
    expect((await refusalOf(create(storeId))).code).toBe('CustomKeyStoreInvalidStateException');
  });

  it('makes symmetric keys of one Region alone', async () => {
    const XksKeyId = kind === 'EXTERNAL_KEY_STORE' ? 'external-key.1' : undefined;
    for (const more of [
      { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' },
      { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' },
      { MultiRegion: true },
    ]) {
      const call = house.kms.createKey({ Origin: kind, CustomKeyStoreId: storeId, XksKeyId, ...more });
      expect((await refusalOf(call)).code).toBe('UnsupportedOperationException');
    }
  });
});

describe('CreateKey of a key in a store', () => {
  it.each([
    [{ Origin: 'AWS_CLOUDHSM' }, 'CustomKeyStoreId is required for Origin AWS_CLOUDHSM.'],
    [{ Origin: 'EXTERNAL_KEY_STORE' }, 'CustomKeyStoreId is required for Origin EXTERNAL_KEY_STORE.'],
    [{ CustomKeyStoreId: 'cks-1' }, 'CustomKeyStoreId is not compatible with Origin AWS_KMS.'],
    [{ XksKeyId: 'x' }, 'XksKeyId is not compatible with Origin AWS_KMS.'],
    [
      { Origin: 'EXTERNAL_KEY_STORE', CustomKeyStoreId: 'cks-1' },
      'XksKeyId is required for Origin EXTERNAL_KEY_STORE.',
    ],
    [
      { Origin: 'AWS_CLOUDHSM', CustomKeyStoreId: 'cks-1', XksKeyId: 'x' },
      'XksKeyId is not compatible with Origin AWS_CLOUDHSM.',
    ],
  ])('makes nothing of %j, which does not say where', async (request, text) => {
    const house = await openStoreHouse();
    await expectRefusal(house, () => house.kms.createKey(request), 'ValidationException', text);
  });

  it('asks the proxy for the external key first, which must be fit and free', async () => {
    const house = await openStoreHouse();
    const CustomKeyStoreId = await makeConnectedStore(house, 'EXTERNAL_KEY_STORE');
    const create = (XksKeyId: string): Promise<unknown> =>
      house.kms.createKey({ Origin: 'EXTERNAL_KEY_STORE', CustomKeyStoreId, XksKeyId });
    const unfit = 'XksKeyInvalidConfigurationException';
    const missing =
      'The external key store proxy rejected the request because it could not find the external key.';
    for (const id of ['none', '.', '..'])
      await expectRefusal(house, () => create(id), 'XksKeyNotFoundException', missing);
    const key = house.peer.addKey('one');
    key.spec = 'RSA_2048';
    const spec =
      'The key spec of the external key must be AES_256. The key spec of specified external key is RSA_2048.';
    await expectRefusal(house, () => create('one'), unfit, spec);
    Object.assign(key, { spec: 'AES_256', usage: ['ENCRYPT', 'WRAP'] });
    const usage =
      'The key usage of the external key must include ENCRYPT and DECRYPT. The key use of specified external key is ENCRYPT, WRAP.';
    await expectRefusal(house, () => create('one'), unfit, usage);
    Object.assign(key, { usage: ['DECRYPT', 'ENCRYPT'], status: 'DISABLED' });
    const status =
      'The status of the external key must be ENABLED. The status of specified external key is DISABLED.';
    await expectRefusal(house, () => create('one'), unfit, status);
    key.status = 'ENABLED';
    await create('one');
    expect(house.peer.requests.at(-1)?.body.requestMetadata).toEqual({
      awsPrincipalArn: 'arn:aws:iam::111122223333:root',
      kmsOperation: 'CreateKey',
      kmsRequestId: house.calls.at(-1)?.requestId,
    });
    const taken = 'The external key is already associated with another KMS key in this external key store.';
    await expectRefusal(house, () => create('one'), 'XksKeyAlreadyInUseException', taken);
  });

  it('gives one external key to one of ten who ask at once', async () => {
    const house = await openStoreHouse();
    const CustomKeyStoreId = await makeConnectedStore(house, 'EXTERNAL_KEY_STORE');
    house.peer.addKey('one');
    const request = { Origin: 'EXTERNAL_KEY_STORE', CustomKeyStoreId, XksKeyId: 'one' };
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => house.kms.createKey(request)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason.name).toBe('XksKeyAlreadyInUseException');
  });

  it('tells of a proxy and of an HSM that fail', async () => {
    const house = await openStoreHouse();
    const xks = await makeConnectedStore(house, 'EXTERNAL_KEY_STORE');
    house.peer.misbehave = () => new Response('<html>');
    const call = house.kms.createKey({ Origin: 'EXTERNAL_KEY_STORE', CustomKeyStoreId: xks, XksKeyId: 'x' });
    expect((await refusalOf(call)).code).toBe('CustomKeyStoreInvalidStateException');
    const hsm = await makeConnectedStore(house, 'AWS_CLOUDHSM');
    house.hsm.failures.set('generateKey', 'CLUSTER_UNSUITABLE');
    const other = house.kms.createKey({ Origin: 'AWS_CLOUDHSM', CustomKeyStoreId: hsm });
    expect((await refusalOf(other)).code).toBe('CloudHsmClusterInvalidConfigurationException');
  });
});
