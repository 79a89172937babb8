import { beforeEach, describe, expect, it } from 'vitest';
import { sweepDue } from '../../src/kms/due-kinds.ts';
import type { Key, KeyMaterial } from '../../src/kms/key.ts';
import { findKey } from '../../src/kms/keys.ts';
import { forgeKey, makeKey, openService, SCOPE, type Service } from '../operations/service.ts';

describe('imported material that expires', () => {
  let service: Service;
  let keyId: string;
  let expiring: KeyMaterial;
  beforeEach(async () => {
    service = await openService();
    ({ KeyId: keyId } = await makeKey(service));
    expiring = { id: '1'.repeat(64), backingKey: 'AA==', description: 'mine', expiresAtMs: service.nowMs() };
  });
  async function expire(change: Partial<Key>): Promise<Key | undefined> {
    await forgeKey(service, keyId, {
      origin: 'EXTERNAL',
      materials: [expiring],
      currentMaterialId: expiring.id,
      ...change,
    });
    await sweepDue(service.vault);
    return (await findKey(service.vault, SCOPE, keyId))?.key;
  }

  it('leaves its id and its description, and a key that is pending import', async () => {
    for (const state of ['Enabled', 'Disabled'] as const) {
      expect(await expire({ state })).toMatchObject({
        state: 'PendingImport',
        currentMaterialId: expiring.id,
      });
    }
    const key = await expire({});
    expect(key?.materials).toEqual([{ id: expiring.id, description: 'mine' }]);
  });

  it('leaves a key alone whose deletion is pending', async () => {
    const deletionAtMs = service.nowMs() + 1;
    expect(await expire({ state: 'PendingDeletion', deletionAtMs })).toMatchObject({
      state: 'PendingDeletion',
    });
  });

  it('goes without a trace while it awaits its rotation', async () => {
    const current: KeyMaterial = { id: '2'.repeat(64), backingKey: 'AA==' };
    const key = await expire({
      materials: [current, { ...expiring, awaits: 'rotation' }],
      currentMaterialId: current.id,
    });
    expect(key).toMatchObject({ state: 'Enabled', materials: [current], currentMaterialId: current.id });
    expect(key?.materials).toHaveLength(1);
  });

  it('takes nothing else with it', async () => {
    const later: KeyMaterial = { ...expiring, id: '2'.repeat(64), expiresAtMs: service.nowMs() + 1 };
    const key = await expire({ materials: [expiring, later] });
    expect(key?.materials[1]).toEqual(later);
  });
});
