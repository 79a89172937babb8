import { beforeEach, describe, expect, it } from 'vitest';
import { sweepDue } from '../../src/kms/due-kinds.ts';
import type { Key, KeyMaterial, StoredKey } from '../../src/kms/key.ts';
import { findKey } from '../../src/kms/keys.ts';
import {
  disableRotation,
  enableRotation,
  listMaterials,
  resumedRotation,
  rotateOnDemand,
  rotateWhenDue,
  rotationOf,
} from '../../src/kms/rotation.ts';
import {
  DAY_MS,
  forgeKey,
  makeKey,
  openService,
  refusalOf,
  SCOPE,
  type Service,
} from '../operations/service.ts';

const MINUTE_MS = 60_000;
let service: Service;
let keyId: string;
beforeEach(async () => {
  service = await openService();
  ({ KeyId: keyId } = await makeKey(service));
});

async function stored(): Promise<StoredKey> {
  const found = await findKey(service.vault, SCOPE, keyId);
  if (found === undefined) throw new Error('there is no key');
  return found;
}
const read = async (): Promise<Key> => (await stored()).key;
const queue = async (): Promise<readonly string[]> =>
  (await service.store.list('due/', undefined, 10)).map(({ name }) => name);

describe('an automatic rotation', () => {
  it('makes new material current at the moment at which it was due, each time that it was', async () => {
    const start = service.nowMs();
    await enableRotation(service.vault, await stored(), 90);
    service.wait(275 * DAY_MS);
    await sweepDue(service.vault);
    const { materials, currentMaterialId, rotation } = await read();
    expect(materials.map((material) => material.rotation)).toEqual([
      undefined,
      ...[90, 180, 270].map((days) => ({ type: 'AUTOMATIC', atMs: start + days * DAY_MS })),
    ]);
    expect(currentMaterialId).toBe(materials[3]?.id);
    expect(new Set(materials.map(({ id }) => id)).size).toBe(4);
    expect(rotation).toEqual({ periodDays: 90, nextAtMs: start + 360 * DAY_MS });
  });

  it('changes nothing of a key that rotates no more', async () => {
    const due = { kind: 'rotation', atMs: 0, scope: SCOPE, keyId } as const;
    expect(await rotateWhenDue(service.vault, await stored(), due)).toEqual([]);
  });

  it('is 365 days away unless another period was asked for, and again when another one is', async () => {
    const start = service.nowMs();
    await enableRotation(service.vault, await stored());
    expect((await read()).rotation).toEqual({ periodDays: 365, nextAtMs: start + 365 * DAY_MS });
    service.wait(DAY_MS);
    await enableRotation(service.vault, await stored(), 365);
    expect((await read()).rotation?.nextAtMs).toBe(start + 365 * DAY_MS);
    await enableRotation(service.vault, await stored(), 100);
    expect((await read()).rotation).toEqual({ periodDays: 100, nextAtMs: start + 101 * DAY_MS });
    expect(await queue()).toHaveLength(1);
  });

  it('that is switched off leaves the material and no due record, and nothing to switch off twice', async () => {
    await enableRotation(service.vault, await stored());
    await disableRotation(service.vault, await stored());
    const { version } = await stored();
    await disableRotation(service.vault, await stored());
    expect(await stored()).toMatchObject({ version, key: { materials: [{}] } });
    expect((await read()).rotation).toBeUndefined();
    expect(await queue()).toEqual([]);
  });

  it('counts as switched off while the deletion is pending, and is as before when that is taken back', async () => {
    const rotation = { periodDays: 90, nextAtMs: 5 };
    const key = { ...(await read()), rotation };
    for (const state of ['PendingDeletion', 'PendingReplicaDeletion'] as const) {
      expect(rotationOf({ ...key, state })).toBeUndefined();
    }
    for (const state of ['Enabled', 'Disabled'] as const)
      expect(rotationOf({ ...key, state })).toBe(rotation);
  });

  it('is made up for once by a key that missed it', async () => {
    const key = await read();
    expect(resumedRotation(key, 50)).toEqual({ rotation: undefined });
    for (const [nextAtMs, expected] of [
      [49, 50],
      [50, 50],
      [51, 51],
    ]) {
      const missed = { ...key, rotation: { periodDays: 90, nextAtMs: nextAtMs ?? 0 } };
      expect(resumedRotation(missed, 50)).toEqual({ rotation: { periodDays: 90, nextAtMs: expected } });
    }
  });
});

describe('a rotation on demand', () => {
  it('happens at once, and leaves the schedule alone', async () => {
    await enableRotation(service.vault, await stored(), 90);
    const before = await read();
    service.wait(DAY_MS);
    await rotateOnDemand(service.vault, await stored());
    const after = await read();
    expect(after.rotation).toEqual(before.rotation);
    expect(after.currentMaterialId).not.toBe(before.currentMaterialId);
    expect(after.materials[1]?.rotation).toEqual({ type: 'ON_DEMAND', atMs: service.nowMs() });
  });

  it('happens 25 times, however often the key rotated by itself', async () => {
    const rotated = (type: 'AUTOMATIC' | 'ON_DEMAND', i: number): KeyMaterial => ({
      id: `${type === 'AUTOMATIC' ? 'a' : 'b'}${i}`,
      backingKey: 'AA==',
      rotation: { type, atMs: i },
    });
    const times = (type: 'AUTOMATIC' | 'ON_DEMAND', count: number): readonly KeyMaterial[] =>
      Array.from({ length: count }, (_, i) => rotated(type, i));
    const { key, version } = await stored();
    const rotatedOften = (onDemand: number): StoredKey => ({
      key: {
        ...key,
        materials: [...key.materials, ...times('AUTOMATIC', 30), ...times('ON_DEMAND', onDemand)],
      },
      version,
    });
    expect(await refusalOf(rotateOnDemand(service.vault, rotatedOften(25)))).toEqual({
      code: 'LimitExceededException',
      message:
        'The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can be ' +
        `performed for this key: arn:aws:kms:us-east-1:111122223333:key/${keyId}`,
    });
    await rotateOnDemand(service.vault, rotatedOften(24));
  });

  it('does not happen in the 20 minutes before an automatic one', async () => {
    await enableRotation(service.vault, await stored(), 90);
    service.wait(90 * DAY_MS - 20 * MINUTE_MS);
    expect(await refusalOf(rotateOnDemand(service.vault, await stored()))).toMatchObject({
      code: 'ConflictException',
    });
    await forgeKey(service, keyId, {
      rotation: { periodDays: 90, nextAtMs: service.nowMs() + 20 * MINUTE_MS + 1 },
    });
    await rotateOnDemand(service.vault, await stored());
  });

  it('of imported material turns to what waits for it, and to nothing else', async () => {
    const { materials } = await read();
    const waiting: KeyMaterial = {
      id: '1'.repeat(64),
      backingKey: 'AA==',
      awaits: 'rotation',
      expiresAtMs: 9e14,
    };
    await forgeKey(service, keyId, { origin: 'EXTERNAL', materials: [...materials, waiting] });
    await rotateOnDemand(service.vault, await stored());
    const key = await read();
    expect(key.currentMaterialId).toBe(waiting.id);
    const { awaits: _, ...promoted } = waiting;
    expect(key.materials[1]).toEqual({ ...promoted, rotation: { type: 'ON_DEMAND', atMs: service.nowMs() } });
    const refusal = {
      code: 'KMSInvalidStateException',
      message: `No available key material pending rotation for the key: arn:aws:kms:us-east-1:111122223333:key/${keyId}.`,
    };
    expect(await refusalOf(rotateOnDemand(service.vault, await stored()))).toEqual(refusal);
    const awaits = 'multi-Region import';
    await forgeKey(service, keyId, {
      materials: [...key.materials, { ...waiting, id: '2'.repeat(64), awaits }],
    });
    expect(await refusalOf(rotateOnDemand(service.vault, await stored()))).toEqual(refusal);
  });
});

describe('the list of materials', () => {
  const ids = Array.from({ length: 5 }, (_, i) => String(i).repeat(64));
  async function rotated(): Promise<Key> {
    const materials = ids.map((id, i) => ({
      id,
      backingKey: 'AA==',
      ...(i === 0 || i === 4 ? {} : { rotation: { type: 'ON_DEMAND', atMs: i } as const }),
    }));
    return { ...(await read()), materials };
  }

  it('has those that a rotation made current, and on demand the others too, in the order of their coming', async () => {
    const request = { limit: 10, marker: undefined };
    const key = await rotated();
    expect(listMaterials(key, false, request).items.map(({ id }) => id)).toEqual(ids.slice(1, 4));
    expect(listMaterials(key, true, request).items.map(({ id }) => id)).toEqual(ids);
  });

  it('comes in pages', async () => {
    const key = await rotated();
    const seen: string[] = [];
    let marker: string | undefined;
    do {
      const page = listMaterials(key, true, { limit: 2, marker });
      seen.push(...page.items.map(({ id }) => id));
      marker = page.nextMarker;
    } while (marker !== undefined);
    expect(seen).toEqual(ids);
  });

  it('goes on from no marker that it did not give', async () => {
    const key = await rotated();
    const { nextMarker: marker } = listMaterials(key, true, { limit: 1, marker: undefined });
    for (const [all, wrong] of [
      [false, marker],
      [true, 'bWF0ZXJpYWwgeA=='],
      [true, ''],
    ] as const) {
      const call = async (): Promise<unknown> => listMaterials(key, all, { limit: 1, marker: wrong });
      expect((await refusalOf(call())).code).toBe('InvalidMarkerException');
    }
  });
});
