import { beforeEach, describe, expect, it } from 'vitest';
import { sweepDue } from '../../src/kms/due-kinds.ts';
import type { Key } from '../../src/kms/key.ts';
import { findKey } from '../../src/kms/keys.ts';
import { rotateWhenDue } from '../../src/kms/rotation.ts';
import { DAY_MS, forgeKey, makeKey, openService, SCOPE, type Service } from '../operations/service.ts';

describe('an automatic rotation', () => {
  let service: Service;
  let keyId: string;
  beforeEach(async () => {
    service = await openService();
    ({ KeyId: keyId } = await makeKey(service));
    await forgeKey(service, keyId, {
      rotation: { periodDays: 90, nextAtMs: service.nowMs() + 90 * DAY_MS },
    });
  });
  async function read(): Promise<Key> {
    const stored = await findKey(service.vault, SCOPE, keyId);
    if (stored === undefined) throw new Error('there is no key');
    return stored.key;
  }

  it('makes new material current at the moment at which it was due, each time that it was', async () => {
    const start = service.nowMs();
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
    const stored = await findKey(service.vault, SCOPE, keyId);
    if (stored === undefined) throw new Error('there is no key');
    const still = { ...stored, key: { ...stored.key, rotation: undefined } };
    const due = { kind: 'rotation', atMs: 0, scope: SCOPE, keyId } as const;
    expect(await rotateWhenDue(service.vault, still, due)).toEqual([]);
  });
});
