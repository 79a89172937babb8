/**
 * A multi-Region key through its life: rotated, imported, moved and deleted, seen from every Region.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../src/operations/operation.ts';
import {
  callerIn,
  DAY_MS,
  expectRefusal,
  invoke,
  makeKey,
  openService,
  refusalOf,
  SCOPE,
  type Service,
} from '../operations/service.ts';
import { FOR_EVER, wrap } from '../operations/wrapping.ts';

const HOME = callerIn(SCOPE);
const EUROPE = callerIn({ ...SCOPE, region: 'eu-west-1' });
const ASIA = callerIn({ ...SCOPE, region: 'ap-southeast-1' });
const REGIONS = [HOME, EUROPE, ASIA];
const arnIn = ({ region }: Caller, keyId: string): string =>
  `arn:aws:kms:${region}:111122223333:key/${keyId}`;

describe('a multi-Region key', () => {
  let service: Service;
  let KeyId: string;
  beforeEach(async () => {
    service = await openService();
    ({ KeyId } = await makeKey(service, { MultiRegion: true }));
    for (const { region } of REGIONS.slice(1)) {
      await service.kms.replicateKey({ KeyId, ReplicaRegion: region });
    }
  });

  const call = (operation: string, caller: Caller, input: object = {}) =>
    invoke(service, operation, { KeyId, ...input }, { caller });
  const currentIn = async (caller: Caller): Promise<unknown> =>
    ((await call('DescribeKey', caller))['KeyMetadata'] as { CurrentKeyMaterialId?: string })
      .CurrentKeyMaterialId;
  const current = async (): Promise<readonly unknown[]> => await Promise.all(REGIONS.map(currentIn));

  it('is rotated in every Region when its primary is, on demand and in time', async () => {
    const Plaintext = new Uint8Array([1]);
    const { CiphertextBlob } = await call('Encrypt', EUROPE, { Plaintext });
    const [first] = await current();
    await call('RotateKeyOnDemand', HOME);
    const afterDemand = await current();
    expect(new Set(afterDemand).size).toBe(1);
    expect(afterDemand[0]).not.toBe(first);
    await call('EnableKeyRotation', HOME, { RotationPeriodInDays: 90 });
    service.wait(90 * DAY_MS);
    const afterPeriod = await current();
    expect(new Set(afterPeriod).size).toBe(1);
    expect(afterPeriod[0]).not.toBe(afterDemand[0]);
    for (const caller of REGIONS) {
      expect(await call('GetKeyRotationStatus', caller)).toMatchObject({
        KeyRotationEnabled: true,
        RotationPeriodInDays: 90,
      });
      const { Rotations } = await call('ListKeyRotations', caller, {
        IncludeKeyMaterial: 'ALL_KEY_MATERIAL',
      });
      expect(Rotations).toHaveLength(3);
      expect(await invoke(service, 'Decrypt', { CiphertextBlob }, { caller })).toMatchObject({ Plaintext });
    }
  });

  it('is rotated once a period, wherever its primary goes', async () => {
    await call('EnableKeyRotation', HOME, { RotationPeriodInDays: 90 });
    await call('UpdatePrimaryRegion', HOME, { PrimaryRegion: 'eu-west-1' });
    await call('ScheduleKeyDeletion', HOME, { PendingWindowInDays: 7 });
    service.wait(180 * DAY_MS);
    const { Rotations } = await call('ListKeyRotations', ASIA);
    expect(Rotations).toHaveLength(2);
  });

  it.each(['EnableKeyRotation', 'DisableKeyRotation', 'RotateKeyOnDemand'])(
    'leaves %s to its primary',
    async (operation) => {
      const text = `${arnIn(EUROPE, KeyId)} is not a multi-region primary key.`;
      await expectRefusal(service, () => call(operation, EUROPE), 'UnsupportedOperationException', text);
      await call('UpdatePrimaryRegion', HOME, { PrimaryRegion: 'eu-west-1' });
      await call(operation, EUROPE);
    },
  );

  it('keeps its schedule when a replica that was disabled is enabled again', async () => {
    await call('EnableKeyRotation', HOME, { RotationPeriodInDays: 90 });
    await call('DisableKey', EUROPE);
    await call('DisableKey', HOME);
    service.wait(100 * DAY_MS);
    const first = await current();
    await call('EnableKey', EUROPE);
    expect(await current()).toEqual(first);
    await call('EnableKey', HOME);
    const rotated = await current();
    expect(new Set(rotated).size).toBe(1);
    expect(rotated).not.toEqual(first);
  });
});

describe('a multi-Region key of imported material', () => {
  let service: Service;
  let KeyId: string;
  const [ONE, TWO] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  beforeEach(async () => {
    service = await openService();
    ({ KeyId } = await makeKey(service, { MultiRegion: true, Origin: 'EXTERNAL' }));
  });

  const call = (operation: string, caller: Caller, input: object = {}) =>
    invoke(service, operation, { KeyId, ...input }, { caller });
  const importIn = async (caller: Caller, material: Uint8Array, input: object = {}): Promise<unknown> => {
    const WrappingAlgorithm = 'RSAES_OAEP_SHA_256';
    const parameters = { WrappingAlgorithm, WrappingKeySpec: 'RSA_2048' };
    const { ImportToken, PublicKey } = await call('GetParametersForImport', caller, parameters);
    const EncryptedKeyMaterial = wrap(WrappingAlgorithm, PublicKey as Uint8Array, material);
    const parcel = { ImportToken, EncryptedKeyMaterial, ...FOR_EVER, ...input };
    return (await call('ImportKeyMaterial', caller, parcel))['KeyMaterialId'];
  };
  const stateIn = async (caller: Caller): Promise<unknown> =>
    ((await call('DescribeKey', caller))['KeyMetadata'] as { KeyState: string }).KeyState;
  const materialStates = async (caller: Caller): Promise<unknown> => {
    const { Rotations } = await call('ListKeyRotations', caller, { IncludeKeyMaterial: 'ALL_KEY_MATERIAL' });
    return (Rotations as { KeyMaterialState: string; ImportState: string }[]).map(
      ({ KeyMaterialState, ImportState }) => [KeyMaterialState, ImportState],
    );
  };

  it('is imported Region by Region, and works where it was', async () => {
    await importIn(HOME, ONE);
    await call('ReplicateKey', HOME, { ReplicaRegion: 'eu-west-1' });
    expect(await stateIn(EUROPE)).toBe('PendingImport');
    expect((await refusalOf(importIn(EUROPE, TWO))).code).toBe('IncorrectKeyMaterialException');
    await importIn(EUROPE, ONE);
    expect(await stateIn(EUROPE)).toBe('Enabled');
    const { CiphertextBlob } = await call('Encrypt', HOME, { Plaintext: new Uint8Array([1]) });
    await invoke(service, 'Decrypt', { CiphertextBlob }, { caller: EUROPE });
    await call('DeleteImportedKeyMaterial', EUROPE);
    expect([await stateIn(HOME), await stateIn(EUROPE)]).toEqual(['Enabled', 'PendingImport']);
  });

  it('turns to new material when every Region has it, by its primary', async () => {
    await importIn(HOME, ONE);
    await call('ReplicateKey', HOME, { ReplicaRegion: 'eu-west-1' });
    await importIn(EUROPE, ONE);
    const isNew = { ImportType: 'NEW_KEY_MATERIAL' };
    const onReplica = await refusalOf(importIn(EUROPE, TWO, isNew));
    expect(onReplica.message).toBe(`${arnIn(EUROPE, KeyId)} is not a multi-region primary key.`);
    const id = await importIn(HOME, TWO, { ...isNew, KeyMaterialDescription: 'second' });
    const waiting = 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION';
    expect(await materialStates(HOME)).toEqual([
      ['CURRENT', 'IMPORTED'],
      [waiting, 'IMPORTED'],
    ]);
    expect(await materialStates(EUROPE)).toEqual([
      ['CURRENT', 'IMPORTED'],
      [waiting, 'PENDING_IMPORT'],
    ]);
    await expectRefusal(
      service,
      () => call('RotateKeyOnDemand', HOME),
      'KMSInvalidStateException',
      `No available key material pending rotation for the key: ${arnIn(HOME, KeyId)}.`,
    );
    expect(await importIn(EUROPE, TWO)).toBe(id);
    expect(await materialStates(EUROPE)).toEqual([
      ['CURRENT', 'IMPORTED'],
      ['PENDING_ROTATION', 'IMPORTED'],
    ]);
    await call('RotateKeyOnDemand', HOME);
    for (const caller of [HOME, EUROPE]) {
      expect(await materialStates(caller)).toEqual([
        ['NON_CURRENT', 'IMPORTED'],
        ['CURRENT', 'IMPORTED'],
      ]);
      expect(await stateIn(caller)).toBe('Enabled');
    }
  });

  it('waits again when a replica loses what was not rotated to yet', async () => {
    await importIn(HOME, ONE);
    await call('ReplicateKey', HOME, { ReplicaRegion: 'eu-west-1' });
    await importIn(EUROPE, ONE);
    const KeyMaterialId = await importIn(HOME, TWO, { ImportType: 'NEW_KEY_MATERIAL' });
    await importIn(EUROPE, TWO);
    await call('DeleteImportedKeyMaterial', EUROPE, { KeyMaterialId });
    expect(await stateIn(EUROPE)).toBe('Enabled');
    const waiting = 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION';
    expect(await materialStates(HOME)).toEqual([
      ['CURRENT', 'IMPORTED'],
      [waiting, 'IMPORTED'],
    ]);
    expect(await materialStates(EUROPE)).toEqual([
      ['CURRENT', 'IMPORTED'],
      [waiting, 'PENDING_IMPORT'],
    ]);
    await call('DeleteImportedKeyMaterial', HOME, { KeyMaterialId });
    expect(await materialStates(EUROPE)).toEqual([['CURRENT', 'IMPORTED']]);
  });

  it('expires in each Region by itself', async () => {
    const expiring = { ExpirationModel: 'KEY_MATERIAL_EXPIRES', ValidTo: new Date(service.nowMs() + DAY_MS) };
    await importIn(HOME, ONE);
    await call('ReplicateKey', HOME, { ReplicaRegion: 'eu-west-1' });
    await importIn(EUROPE, ONE, expiring);
    service.wait(DAY_MS);
    expect([await stateIn(HOME), await stateIn(EUROPE)]).toEqual(['Enabled', 'PendingImport']);
  });
});
