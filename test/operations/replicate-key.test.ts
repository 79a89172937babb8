import { beforeEach, describe, expect, it } from 'vitest';
import { spacedPolicy } from '../../src/kms/policy-spacing.ts';
import {
  broken,
  callerIn,
  DAY_MS,
  expectRefusal,
  invoke,
  makeKey,
  openService,
  refusalOf,
  SCOPE,
  type Service,
} from './service.ts';

const EUROPE = callerIn({ ...SCOPE, region: 'eu-west-1' });
const ASIA = callerIn({ ...SCOPE, region: 'ap-southeast-1' });
const arnIn = (region: string, keyId: string): string => `arn:aws:kms:${region}:111122223333:key/${keyId}`;

describe('ReplicateKey', () => {
  let service: Service;
  let keyId: string;
  let keyArn: string;
  beforeEach(async () => {
    service = await openService();
    ({ KeyId: keyId, Arn: keyArn } = await makeKey(service, {
      MultiRegion: true,
      Description: 'first',
      Tags: [{ TagKey: 'a', TagValue: 'b' }],
    }));
  });

  const replicate = (region: string, input: object = {}): Promise<Readonly<Record<string, unknown>>> =>
    invoke(service, 'ReplicateKey', { KeyId: keyId, ReplicaRegion: region, ...input });
  const describeIn = async (caller: typeof EUROPE): Promise<Readonly<Record<string, unknown>>> => {
    const { KeyMetadata } = await invoke(service, 'DescribeKey', { KeyId: keyId }, { caller });
    return KeyMetadata as Readonly<Record<string, unknown>>;
  };

  it('answers with exactly what was recorded of AWS: a key that is being created, and the default policy', async () => {
    service.wait(1000);
    const answer = await replicate('eu-west-1');
    expect(answer).toEqual({
      ReplicaKeyMetadata: {
        AWSAccountId: '111122223333',
        KeyId: keyId,
        Arn: arnIn('eu-west-1', keyId),
        CreationDate: new Date(service.nowMs()),
        Enabled: false,
        Description: '',
        KeyUsage: 'ENCRYPT_DECRYPT',
        KeyState: 'Creating',
        Origin: 'AWS_KMS',
        KeyManager: 'CUSTOMER',
        CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
        KeySpec: 'SYMMETRIC_DEFAULT',
        EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
        MultiRegion: true,
        MultiRegionConfiguration: {
          MultiRegionKeyType: 'REPLICA',
          PrimaryKey: { Arn: keyArn, Region: 'us-east-1' },
          ReplicaKeys: [{ Arn: arnIn('eu-west-1', keyId), Region: 'eu-west-1' }],
        },
      },
      ReplicaPolicy: expect.stringContaining('"key-default-1"'),
    });
  });

  it('makes a key that every call sees enabled, with the primary’s material and none of its own properties', async () => {
    await service.kms.createAlias({ AliasName: 'alias/a', TargetKeyId: keyId });
    await replicate('eu-west-1');
    const { CurrentKeyMaterialId } = await describeIn(callerIn(SCOPE));
    expect(await describeIn(EUROPE)).toMatchObject({
      KeyState: 'Enabled',
      Enabled: true,
      Description: '',
      CurrentKeyMaterialId,
    });
    const of = (operation: string) => invoke(service, operation, { KeyId: keyId }, { caller: EUROPE });
    expect(await of('ListResourceTags')).toEqual({ Tags: [], Truncated: false });
    expect(await of('ListAliases')).toEqual({ Aliases: [], Truncated: false });
  });

  it('shows Creating for as long as changes take to settle, and refuses to use the key meanwhile', async () => {
    service = await openService({ settlingMs: 5000 });
    ({ KeyId: keyId } = await makeKey(service, { MultiRegion: true }));
    await replicate('eu-west-1');
    const europeanArn = arnIn('eu-west-1', keyId);
    const input = { KeyId: keyId, Plaintext: new Uint8Array(1) };
    const encrypt = (): Promise<unknown> => invoke(service, 'Encrypt', input, { caller: EUROPE });
    expect(await describeIn(EUROPE)).toMatchObject({ KeyState: 'Creating', Enabled: false });
    service.wait(4999);
    await expectRefusal(service, encrypt, 'KMSInvalidStateException', `${europeanArn} is creating.`);
    service.wait(1);
    expect(await describeIn(EUROPE)).toMatchObject({ KeyState: 'Enabled', Enabled: true });
    await encrypt();
  });

  it('of a key that is deleted while it is being created does not bring it back', async () => {
    service = await openService({ settlingMs: 5000 });
    ({ KeyId: keyId } = await makeKey(service, { MultiRegion: true }));
    await replicate('eu-west-1');
    await invoke(service, 'ScheduleKeyDeletion', { KeyId: keyId }, { caller: EUROPE });
    service.wait(5000);
    expect(await describeIn(EUROPE)).toMatchObject({ KeyState: 'PendingDeletion' });
  });

  it('lets ciphertexts open in the other Region, both ways, with and without the key’s name', async () => {
    await replicate('eu-west-1');
    const regions = [callerIn(SCOPE), EUROPE];
    for (const from of regions) {
      const input = { KeyId: keyId, Plaintext: new Uint8Array([7]), EncryptionContext: { a: 'b' } };
      const { CiphertextBlob } = await invoke(service, 'Encrypt', input, { caller: from });
      for (const caller of regions) {
        for (const KeyId of [undefined, keyId, arnIn(caller.region, keyId)]) {
          const sent = { CiphertextBlob, EncryptionContext: { a: 'b' }, KeyId };
          expect(await invoke(service, 'Decrypt', sent, { caller })).toMatchObject({
            Plaintext: new Uint8Array([7]),
            KeyId: arnIn(caller.region, keyId),
          });
        }
      }
    }
  });

  it('lets no ciphertext of a single-Region key open elsewhere', async () => {
    const { KeyId } = await makeKey(service);
    const { CiphertextBlob } = await service.kms.encrypt({ KeyId, Plaintext: new Uint8Array([7]) });
    const call = invoke(service, 'Decrypt', { CiphertextBlob }, { caller: EUROPE });
    expect((await refusalOf(call)).code).toBe('AccessDeniedException');
  });

  it.each([
    ['ECC_NIST_P256', 'SIGN_VERIFY'],
    ['HMAC_256', 'GENERATE_VERIFY_MAC'],
    ['ML_DSA_44', 'SIGN_VERIFY'],
  ])('gives a replica of %s the same key', async (KeySpec, KeyUsage) => {
    const { KeyId } = await makeKey(service, { KeySpec, KeyUsage, MultiRegion: true });
    await service.kms.replicateKey({ KeyId, ReplicaRegion: 'eu-west-1' });
    const Message = new Uint8Array([1]);
    if (KeyUsage === 'GENERATE_VERIFY_MAC') {
      const input = { KeyId, Message, MacAlgorithm: 'HMAC_SHA_256' };
      const { Mac } = await service.kms.generateMac(input);
      expect(await invoke(service, 'VerifyMac', { ...input, Mac }, { caller: EUROPE })).toMatchObject({
        MacValid: true,
      });
      return;
    }
    const SigningAlgorithm = KeySpec === 'ML_DSA_44' ? 'ML_DSA_SHAKE_256' : 'ECDSA_SHA_256';
    const { Signature } = await service.kms.sign({ KeyId, Message, SigningAlgorithm });
    const input = { KeyId, Message, SigningAlgorithm, Signature };
    expect(await invoke(service, 'Verify', input, { caller: EUROPE })).toMatchObject({
      SignatureValid: true,
    });
  });

  it('gives a replica of ML_KEM_512 the same key', async () => {
    const { KeyId } = await makeKey(service, {
      KeySpec: 'ML_KEM_512',
      KeyUsage: 'ENCAPSULATE_DECAPSULATE',
      MultiRegion: true,
    });
    await service.kms.replicateKey({ KeyId, ReplicaRegion: 'eu-west-1' });
    const request = { KeyId, EncapsulationAlgorithm: 'ML_KEM' };
    const { SharedSecret, SharedSecretCiphertextBlob } = await service.kms.encapsulate(request);
    const input = { ...request, SharedSecretCiphertextBlob };
    expect(await invoke(service, 'Decapsulate', input, { caller: EUROPE })).toMatchObject({ SharedSecret });
  });

  it('gives the replica the policy, the description and the tags that it was asked for', async () => {
    const Policy =
      '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"kms:*","Resource":"*"}]}';
    const Tags = [{ TagKey: 'c', TagValue: 'd' }];
    const answer = await replicate('eu-west-1', { Policy, Description: 'second', Tags });
    expect(answer).toMatchObject({ ReplicaPolicy: spacedPolicy(Policy), ReplicaTags: Tags });
    expect(await describeIn(EUROPE)).toMatchObject({ Description: 'second' });
    expect(await describeIn(callerIn(SCOPE))).toMatchObject({ Description: 'first' });
    expect(await invoke(service, 'ListResourceTags', { KeyId: keyId }, { caller: EUROPE })).toMatchObject({
      Tags,
    });
  });

  it('tells every related key of every other one, the primary’s Region first', async () => {
    await replicate('eu-west-1');
    await replicate('ap-southeast-1');
    for (const [caller, type] of [
      [callerIn(SCOPE), 'PRIMARY'],
      [EUROPE, 'REPLICA'],
      [ASIA, 'REPLICA'],
    ] as const) {
      expect((await describeIn(caller))['MultiRegionConfiguration']).toEqual({
        MultiRegionKeyType: type,
        PrimaryKey: { Arn: keyArn, Region: 'us-east-1' },
        ReplicaKeys: ['eu-west-1', 'ap-southeast-1'].map((Region) => ({ Arn: arnIn(Region, keyId), Region })),
      });
    }
  });

  it('leaves states, tags, aliases and descriptions to each Region', async () => {
    await replicate('eu-west-1');
    for (const [operation, input] of [
      ['DisableKey', { KeyId: keyId }],
      ['TagResource', { KeyId: keyId, Tags: [{ TagKey: 'x', TagValue: 'y' }] }],
      ['UpdateKeyDescription', { KeyId: keyId, Description: 'ours' }],
    ] as const) {
      await invoke(service, operation, input, { caller: EUROPE });
    }
    expect(await describeIn(EUROPE)).toMatchObject({ KeyState: 'Disabled', Description: 'ours' });
    expect(await describeIn(callerIn(SCOPE))).toMatchObject({ KeyState: 'Enabled', Description: 'first' });
    expect((await service.kms.listResourceTags({ KeyId: keyId })).Tags).toEqual([
      { TagKey: 'a', TagValue: 'b' },
    ]);
  });

  it('refuses a replica, as recorded, and a key of one Region', async () => {
    await replicate('eu-west-1');
    const again = (): Promise<unknown> =>
      invoke(service, 'ReplicateKey', { KeyId: keyId, ReplicaRegion: 'us-west-2' }, { caller: EUROPE });
    const text = `${arnIn('eu-west-1', keyId)} is not a multi-region primary key.`;
    await expectRefusal(service, again, 'UnsupportedOperationException', text);
    const { KeyId, Arn } = await makeKey(service);
    await expectRefusal(
      service,
      () => service.kms.replicateKey({ KeyId, ReplicaRegion: 'us-west-2' }),
      'UnsupportedOperationException',
      `${Arn} is not a multi-region primary key.`,
    );
  });

  it('refuses a Region that has the key already, its own among them', async () => {
    await replicate('eu-west-1');
    for (const region of ['eu-west-1', 'us-east-1']) {
      await expectRefusal(
        service,
        () => replicate(region),
        'AlreadyExistsException',
        `A KMS key with the ARN ${arnIn(region, keyId)} already exists`,
      );
    }
  });

  it.each(['cn-north-1', 'us-gov-east-1', 'toolongname-x-1'])(
    'refuses %s, which is no Region of the partition',
    async (region) => {
      await expectRefusal(
        service,
        () => replicate(region),
        'ValidationException',
        `ReplicaRegion ${region} is not a Region of the partition aws.`,
      );
    },
  );

  it('refuses what is not the name of a Region in the sentence of the shapes', async () => {
    const constraint = 'Member must satisfy regular expression pattern: ^([a-z]+-){2,3}\\d+$';
    const text = broken('nowhere', 'replicaRegion', constraint);
    await expectRefusal(service, () => replicate('nowhere'), 'ValidationException', text);
  });

  it('refuses a policy that shuts its author out, and tags that no key can have', async () => {
    const Policy = JSON.stringify({
      Statement: [{ Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 'kms:*', Resource: '*' }],
    });
    const lockedOut = 'The new key policy will not allow you to update the key policy in the future.';
    const call = (): Promise<unknown> => replicate('eu-west-1', { Policy });
    await expectRefusal(service, call, 'MalformedPolicyDocumentException', lockedOut);
    await replicate('eu-west-1', { Policy, BypassPolicyLockoutSafetyCheck: true });
    const Tags = [{ TagKey: 'aws:a', TagValue: '' }];
    const reserved = 'Tags beginning with aws: are reserved';
    await expectRefusal(service, () => replicate('us-west-2', { Tags }), 'TagException', reserved);
  });

  it('can be asked again for a Region once the replica there is deleted', async () => {
    await replicate('eu-west-1');
    const input = { KeyId: keyId, PendingWindowInDays: 7 };
    await invoke(service, 'ScheduleKeyDeletion', input, { caller: EUROPE });
    service.wait(7 * DAY_MS);
    expect((await describeIn(callerIn(SCOPE)))['MultiRegionConfiguration']).toMatchObject({
      ReplicaKeys: [],
    });
    const gone = await refusalOf(describeIn(EUROPE));
    expect(gone.message).toBe(`Key '${arnIn('eu-west-1', keyId)}' does not exist`);
    await replicate('eu-west-1');
    expect(await describeIn(EUROPE)).toMatchObject({ KeyState: 'Enabled' });
  });

  it('makes one replica out of two calls at once', async () => {
    const calls = await Promise.allSettled([replicate('eu-west-1'), replicate('eu-west-1')]);
    expect(calls.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await describeIn(EUROPE))['MultiRegionConfiguration']).toMatchObject({
      ReplicaKeys: [{ Region: 'eu-west-1' }],
    });
  });
});
