import { createHmac, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { toBase64 } from '../../src/bytes/base64.ts';
import { customKeyId, separateMaterial } from '../../src/operations/custom-key-tags.ts';
import {
  broken,
  callerIn,
  DAY_MS,
  expectRefusal,
  invoke,
  makeKey,
  openService,
  SCOPE,
  type Service,
  snapshot,
} from './service.ts';

const ID = 'bffb20d8-35ca-4408-9d54-f775b929b38d';
const MRK = `mrk-${'0123456789abcdef'.repeat(2)}`;
const idTag = (TagValue: string) => ({ TagKey: '_custom_id_', TagValue });
const materialTag = (material: Uint8Array | string) => ({
  TagKey: '_custom_key_material_',
  TagValue: typeof material === 'string' ? material : toBase64(material),
});

describe('the tag _custom_id_', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService();
  });

  it('is the id of the key, and stays among its tags', async () => {
    const Tags = [idTag(ID), { TagKey: 'a', TagValue: 'b' }];
    expect(await makeKey(service, { Tags })).toMatchObject({ KeyId: ID });
    expect((await service.kms.listResourceTags({ KeyId: ID })).Tags).toEqual(Tags);
  });

  it('can be had again after the key is deleted, and not before', async () => {
    await makeKey(service, { Tags: [idTag(ID)] });
    const again = (): Promise<unknown> => makeKey(service, { Tags: [idTag(ID)] });
    const text = `A KMS key with the ARN arn:aws:kms:us-east-1:111122223333:key/${ID} already exists`;
    await expectRefusal(service, again, 'AlreadyExistsException', text);
    await service.kms.scheduleKeyDeletion({ KeyId: ID, PendingWindowInDays: 7 });
    service.wait(7 * DAY_MS);
    await again();
  });

  it('is the same id in another Region, and another key', async () => {
    const Tags = [idTag(ID)];
    await makeKey(service, { Tags });
    const caller = callerIn({ ...SCOPE, region: 'eu-west-1' });
    expect(await invoke(service, 'CreateKey', { Tags }, { caller })).toMatchObject({
      KeyMetadata: { KeyId: ID },
    });
  });

  it('of a multi-Region key begins with mrk-', async () => {
    expect(await makeKey(service, { MultiRegion: true, Tags: [idTag(MRK)] })).toMatchObject({ KeyId: MRK });
  });

  it.each([
    [false, MRK],
    [false, ID.toUpperCase()],
    [false, 'my-key'],
    [false, ''],
    [true, ID],
    [true, 'mrk-1'],
  ])('is refused when it is no id of such a key: multi-Region %s, %j', async (MultiRegion, id) => {
    await expectRefusal(
      service,
      () => service.kms.createKey({ MultiRegion, Tags: [idTag(id)] }),
      'ValidationException',
      MultiRegion
        ? 'The tag _custom_id_ of a multi-Region key is mrk- and 32 hexadecimal digits in lower case.'
        : 'The tag _custom_id_ is a UUID in lower case.',
    );
  });

  it('asks for nothing when it is not there', () => {
    expect(customKeyId([{ key: 'id', value: 'x' }], false)).toBeUndefined();
  });
});

describe('the tag _custom_key_material_', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService();
  });

  it('is the material of a symmetric key: two services with one id and material read each other', async () => {
    const request = { Tags: [idTag(ID), materialTag(new Uint8Array(32).fill(5))] };
    await makeKey(service, request);
    const { CiphertextBlob } = await service.kms.encrypt({ KeyId: ID, Plaintext: new Uint8Array([7]) });
    const other = await openService();
    await makeKey(other, request);
    expect((await other.kms.decrypt({ CiphertextBlob })).Plaintext).toEqual(new Uint8Array([7]));
  });

  it('is the key of a MAC, of any length', async () => {
    const material = new TextEncoder().encode('custom test key material');
    const { KeyId } = await makeKey(service, {
      KeySpec: 'HMAC_256',
      KeyUsage: 'GENERATE_VERIFY_MAC',
      Tags: [materialTag(material)],
    });
    const Message = new TextEncoder().encode('some important message');
    const { Mac } = await service.kms.generateMac({ KeyId, Message, MacAlgorithm: 'HMAC_SHA_256' });
    expect(Buffer.from(Mac)).toEqual(createHmac('sha256', material).update(Message).digest());
  });

  it('is a private key longer than a tag’s value may be, and signs', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const der = privateKey.export({ type: 'pkcs1', format: 'der' }) as Buffer;
    const { KeyId } = await makeKey(service, {
      KeySpec: 'RSA_2048',
      KeyUsage: 'SIGN_VERIFY',
      Tags: [materialTag(new Uint8Array(der))],
    });
    const { PublicKey } = await service.kms.getPublicKey({ KeyId });
    const spki = createPublicKey({ key: Buffer.from(PublicKey), type: 'spki', format: 'der' });
    expect(spki.equals(publicKey)).toBe(true);
    const Message = new Uint8Array([1, 2, 3]);
    const SigningAlgorithm = 'RSASSA_PKCS1_V1_5_SHA_256';
    const { Signature } = await service.kms.sign({ KeyId, Message, SigningAlgorithm });
    expect(verify('sha256', Message, publicKey, Signature)).toBe(true);
  });

  it('is found nowhere afterwards: not in the tags, not with the observers, not in an error', async () => {
    const secret = toBase64(new Uint8Array(32).fill(5));
    const { KeyId } = await makeKey(service, { Tags: [materialTag(secret)] });
    expect((await service.kms.listResourceTags({ KeyId })).Tags).toEqual([]);
    expect(JSON.stringify(service.calls)).not.toContain(secret);
    const call = service.kms.createKey({
      Tags: [materialTag(secret), { TagKey: 'a'.repeat(129), TagValue: '' }],
    });
    await expect(call).rejects.toThrow(/tags\.1\.member\.tagKey/);
    await expect(call).rejects.not.toThrow(secret);
  });

  it.each([
    [materialTag('AA'), {}, 'is not base64.'],
    [materialTag('AA=='), {}, 'cannot be used: the key material has 1 bytes, not 32.'],
    [
      materialTag('AA=='),
      { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' },
      'cannot be used: the key is not ECPrivateKey in DER.',
    ],
  ])('is refused when it is none for such a key: %j %j', async (tag, request, text) => {
    await expectRefusal(
      service,
      () => service.kms.createKey({ ...request, Tags: [tag] }),
      'ValidationException',
      `The tag _custom_key_material_ ${text}`,
    );
  });

  it('is refused twice, and does not count among the 50 tags', async () => {
    const tag = materialTag(new Uint8Array(32));
    const call = (): Promise<unknown> => service.kms.createKey({ Tags: [tag, tag] });
    await expectRefusal(service, call, 'TagException', 'Duplicate tag keys');
    const fifty = Array.from({ length: 50 }, (_, i) => ({ TagKey: `k${i}`, TagValue: '' }));
    await service.kms.createKey({ Tags: [...fifty, tag] });
  });

  it('leaves a malformed request to be refused as usual', async () => {
    for (const input of [
      null,
      'x',
      [],
      { Tags: 'x' },
      { Tags: [null, 5, { TagKey: '_custom_key_material_' }] },
    ]) {
      expect(separateMaterial(input)).toEqual({ input, secret: undefined });
    }
    const tag = { TagKey: '_custom_key_material_', TagValue: 5 };
    await expect(invoke(service, 'CreateKey', { Tags: [tag] })).rejects.toThrow('can not be converted');
  });
});

describe('a service that does not take the tags', () => {
  it('keeps them as any others, within AWS’s limits', async () => {
    const service = await openService({ customKeyTags: false });
    const Tags = [idTag(ID), materialTag('AA==')];
    const { KeyId } = await makeKey(service, { Tags });
    expect(KeyId).not.toBe(ID);
    expect((await service.kms.listResourceTags({ KeyId })).Tags).toEqual(Tags);
    const value = 'a'.repeat(257);
    const text = broken(value, 'tags.1.member.tagValue', 'Member must have length less than or equal to 256');
    const before = await snapshot(service.store);
    const call = (): Promise<unknown> => service.kms.createKey({ Tags: [materialTag(value)] });
    await expectRefusal(service, call, 'ValidationException', text);
    expect(await snapshot(service.store)).toEqual(before);
  });
});
