import { beforeEach, describe, expect, it } from 'vitest';
import { sweepDue } from '../../src/kms/due-kinds.ts';
import type { Key } from '../../src/kms/key.ts';
import { findKey } from '../../src/kms/keys.ts';
import { DAY_MS, forgeKey, makeKey, openService, SCOPE, type Service } from '../operations/service.ts';

describe('what falls due', () => {
  let service: Service;
  let keyId: string;
  beforeEach(async () => {
    service = await openService();
    ({ KeyId: keyId } = await makeKey(service));
  });
  const read = async (): Promise<Key | undefined> => (await findKey(service.vault, SCOPE, keyId))?.key;

  it('as a deletion erases the key', async () => {
    await forgeKey(service, keyId, { deletionAtMs: service.nowMs() });
    expect((await sweepDue(service.vault)).map(({ kind }) => kind)).toEqual(['deletion']);
    expect(await read()).toBeUndefined();
  });

  it('as a rotation gives the key new material', async () => {
    await forgeKey(service, keyId, { rotation: { periodDays: 90, nextAtMs: service.nowMs() } });
    expect((await sweepDue(service.vault)).map(({ kind }) => kind)).toEqual(['rotation']);
    const key = await read();
    expect(key?.materials).toHaveLength(2);
    expect(key?.rotation?.nextAtMs).toBe(service.nowMs() + 90 * DAY_MS);
  });

  it('as an expiry takes the material away', async () => {
    const before = await read();
    const materials = (before?.materials ?? []).map((one) => ({ ...one, expiresAtMs: service.nowMs() }));
    await forgeKey(service, keyId, { origin: 'EXTERNAL', materials });
    expect((await sweepDue(service.vault)).map(({ kind }) => kind)).toEqual(['expiry']);
    const key = await read();
    expect(key?.state).toBe('PendingImport');
    expect(key?.materials).toEqual([{ id: before?.currentMaterialId }]);
  });
});
