import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toBase64 } from '../../src/bytes/base64.ts';
import { readSeed } from '../../src/kms/seed.ts';
import { plantSeed } from '../../src/kms/seeding.ts';
import {
  callerIn,
  DAY_MS,
  invoke,
  openService,
  SCOPE,
  type Service,
  snapshot,
} from '../operations/service.ts';

const ID = 'bc436485-5092-42b8-92a3-0aa8b93536dc';
const OTHER = 'bc436485-5092-42b8-92a3-0aa8b93536dd';
const MRK = `mrk-${'0'.repeat(32)}`;
const material = (byte: number): string => toBase64(new Uint8Array(32).fill(byte));

const plant = ({ vault }: Service, ...keys: unknown[]): Promise<number> =>
  plantSeed(vault, readSeed({ keys }, SCOPE));

/** Requires an error, and a store in which nothing moved. */
async function expectRefused(service: Service, keys: readonly unknown[], message: string): Promise<void> {
  const before = await snapshot(service.store);
  await expect(plant(service, ...keys)).rejects.toThrow(message);
  expect(await snapshot(service.store)).toEqual(before);
}

describe('planting', () => {
  it('makes keys that are as any others, with what was fixed', async () => {
    const service = await openService();
    const description = 'seeded';
    const tags = { cost: 'center' };
    const key = { id: ID, material: material(7), aliases: ['alias/demo'], description, tags, enabled: false };
    expect(await plant(service, key)).toBe(1);
    const { KeyMetadata } = await service.kms.describeKey({ KeyId: 'alias/demo' });
    expect(KeyMetadata).toMatchObject({ KeyId: ID, Description: description, KeyState: 'Disabled' });
    expect((await service.kms.listResourceTags({ KeyId: ID })).Tags).toEqual([
      { TagKey: 'cost', TagValue: 'center' },
    ]);
    const { Aliases } = await service.kms.listAliases({ KeyId: ID });
    expect(Aliases).toMatchObject([{ AliasName: 'alias/demo', TargetKeyId: ID }]);
    await service.kms.deleteAlias({ AliasName: 'alias/demo' });
    await service.kms.enableKey({ KeyId: ID });
  });

  it('of one id and one material makes one key everywhere: what one service encrypts another opens', async () => {
    const [one, two] = [await openService(), await openService()];
    for (const service of [one, two]) await plant(service, { id: ID, material: material(7) });
    const { CiphertextBlob } = await one.kms.encrypt({ KeyId: ID, Plaintext: new Uint8Array([1]) });
    expect((await two.kms.decrypt({ CiphertextBlob })).Plaintext).toEqual(new Uint8Array([1]));
  });

  it('of several materials makes a key that was rotated: the last is current, the others open', async () => {
    const [former, rotated] = [await openService(), await openService()];
    await plant(former, { id: ID, material: material(1) });
    await plant(rotated, { id: ID, material: [material(1), material(2)] });
    const { CiphertextBlob } = await former.kms.encrypt({ KeyId: ID, Plaintext: new Uint8Array([1]) });
    expect((await rotated.kms.decrypt({ CiphertextBlob })).Plaintext).toEqual(new Uint8Array([1]));
    const ids = await Promise.all(
      [former, rotated].map(async ({ kms }) => (await kms.describeKey({ KeyId: ID })).KeyMetadata),
    );
    expect(ids[0]?.CurrentKeyMaterialId).not.toBe(ids[1]?.CurrentKeyMaterialId);
  });

  it('makes a multi-Region key with its replicas, each with its own', async () => {
    const service = await openService();
    const replicas = ['eu-west-1', { region: 'eu-west-2', enabled: false, aliases: ['alias/two'] }];
    await plant(service, { id: MRK, aliases: ['alias/one'], replicas });
    const { CiphertextBlob } = await service.kms.encrypt({ KeyId: MRK, Plaintext: new Uint8Array([1]) });
    const west = callerIn({ ...SCOPE, region: 'eu-west-1' });
    await invoke(service, 'Decrypt', { CiphertextBlob }, { caller: west });
    const caller = callerIn({ ...SCOPE, region: 'eu-west-2' });
    expect(await invoke(service, 'DescribeKey', { KeyId: 'alias/two' }, { caller })).toMatchObject({
      KeyMetadata: {
        KeyId: MRK,
        KeyState: 'Disabled',
        MultiRegionConfiguration: {
          MultiRegionKeyType: 'REPLICA',
          PrimaryKey: { Region: 'us-east-1' },
          ReplicaKeys: [{ Region: 'eu-west-1' }, { Region: 'eu-west-2' }],
        },
      },
    });
  });

  it('makes pairs, with their own private key or a fresh one', async () => {
    const service = await openService();
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
    const pem = String(privateKey.export({ type: 'sec1', format: 'pem' }));
    const spec = 'ECC_SECG_P256K1';
    await plant(service, { id: ID, spec, material: { pem } }, { id: OTHER, spec });
    const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }) as Buffer);
    expect((await service.kms.getPublicKey({ KeyId: ID })).PublicKey).toEqual(spki);
    expect((await service.kms.getPublicKey({ KeyId: OTHER })).PublicKey).not.toEqual(spki);
  });

  it('makes keys of imported material, with it or waiting for it', async () => {
    const service = await openService();
    const origin = 'EXTERNAL';
    await plant(service, { id: ID, origin }, { id: OTHER, origin, material: material(1) });
    const stateOf = async (KeyId: string) => (await service.kms.describeKey({ KeyId })).KeyMetadata;
    expect(await stateOf(ID)).toMatchObject({ KeyState: 'PendingImport', Origin: origin });
    expect(await stateOf(ID)).not.toHaveProperty('CurrentKeyMaterialId');
    expect(await stateOf(OTHER)).toMatchObject({ KeyState: 'Enabled', Origin: origin });
  });

  it('lets a key rotate when its time comes', async () => {
    const service = await openService();
    await plant(service, { id: ID, rotationPeriodDays: 90 });
    const current = async () =>
      (await service.kms.describeKey({ KeyId: ID })).KeyMetadata.CurrentKeyMaterialId;
    const first = await current();
    service.wait(90 * DAY_MS);
    expect(await current()).not.toBe(first);
  });
});

describe('planting again', () => {
  it('changes nothing, whatever happened to the keys since', async () => {
    const service = await openService();
    const keys = [
      { id: ID, material: material(7), aliases: ['alias/a'], rotationPeriodDays: 90 },
      { id: MRK, replicas: ['eu-west-1'] },
    ];
    expect(await plant(service, ...keys)).toBe(2);
    await service.kms.deleteAlias({ AliasName: 'alias/a' });
    await service.kms.disableKey({ KeyId: ID });
    service.wait(90 * DAY_MS);
    await service.kms.enableKey({ KeyId: ID });
    await service.kms.updatePrimaryRegion({ KeyId: MRK, PrimaryRegion: 'eu-west-1' });
    const before = await snapshot(service.store);
    expect(await plant(service, ...keys)).toBe(0);
    expect(await snapshot(service.store)).toEqual(before);
  });

  it('adds the keys that are new', async () => {
    const service = await openService();
    await plant(service, { id: ID });
    expect(await plant(service, { id: ID }, { id: OTHER })).toBe(1);
    await service.kms.describeKey({ KeyId: OTHER });
  });

  it('brings back a key that was deleted', async () => {
    const service = await openService();
    await plant(service, { id: ID, material: material(7) });
    const { CiphertextBlob } = await service.kms.encrypt({ KeyId: ID, Plaintext: new Uint8Array([1]) });
    await service.kms.scheduleKeyDeletion({ KeyId: ID, PendingWindowInDays: 7 });
    service.wait(7 * DAY_MS);
    await service.kms.listKeys({});
    expect(await plant(service, { id: ID, material: material(7) })).toBe(1);
    await service.kms.decrypt({ CiphertextBlob });
  });

  it.each([
    [{ spec: 'HMAC_256' }, 'keys[0].spec: the key is there already, and its spec is SYMMETRIC_DEFAULT'],
    [{ origin: 'EXTERNAL' }, 'keys[0].origin: the key is there already, and its origin is AWS_KMS'],
    [{ material: material(8) }, 'keys[0].material: the key is there already, and it never had this material'],
  ])('refuses another key of the id: %j', async (change, message) => {
    const service = await openService();
    await plant(service, { id: ID, material: material(7) });
    await expectRefused(service, [{ id: ID, ...change }, { id: OTHER }], message);
  });
});

describe('planting what cannot be', () => {
  it('plants nothing at all, however late the error comes', async () => {
    const service = await openService();
    const good = { id: ID, aliases: ['alias/good'] };
    for (const [bad, message] of [
      [{ material: 'AA==' }, 'keys[1].material: the key material has 1 bytes, not 32'],
      [{ material: [material(1), 'AA=='] }, 'keys[1].material[1]: the key material has 1 bytes, not 32'],
      [{ material: [material(1), material(1)] }, 'keys[1].material[1]: the key has this material already'],
      [{ spec: 'ECC_SECG_P256K1', material: 'AA==' }, 'keys[1].material: the key is not ECPrivateKey in DER'],
    ] as const) {
      await expectRefused(service, [good, { id: OTHER, ...bad }], message);
    }
  });

  it('takes no alias from another key', async () => {
    const service = await openService();
    await plant(service, { id: ID, aliases: ['alias/a'] });
    const text = `keys[0].aliases[0]: alias/a means another key already: ${ID}`;
    await expectRefused(service, [{ id: OTHER, aliases: ['alias/a'] }], text);
  });

  it('makes no replica where a key of the id is', async () => {
    const service = await openService();
    await plant(service, { id: MRK, region: 'eu-west-1' });
    const text = `keys[0].replicas[0]: there is another key ${MRK} in eu-west-1`;
    await expectRefused(service, [{ id: MRK, replicas: ['eu-west-1'] }], text);
  });
});
