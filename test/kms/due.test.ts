import { beforeEach, describe, expect, it } from 'vitest';
import { type DueHandlers, nextDueMs, settleDue } from '../../src/kms/due.ts';
import { replaceKey } from '../../src/kms/keys.ts';
import type { Due } from '../../src/kms/keyspace.ts';
import { forgeKey, makeKey, openService, SCOPE, type Service } from '../operations/service.ts';

describe('the due queue', () => {
  let service: Service;
  let keyId: string;
  let carriedOut: Due[];
  beforeEach(async () => {
    service = await openService();
    ({ KeyId: keyId } = await makeKey(service));
    carriedOut = [];
  });

  /** Note what they are asked to do; what was awaited is awaited no more. */
  const handlers: DueHandlers = {
    deletion: async (vault, stored, due) => {
      carriedOut.push(due);
      return await replaceKey(vault, stored, { deletionAtMs: undefined });
    },
    rotation: async (vault, stored, due) => {
      carriedOut.push(due);
      const { rotation = { periodDays: 0, nextAtMs: 0 } } = stored.key;
      return await replaceKey(vault, stored, { rotation: { ...rotation, nextAtMs: due.atMs + 1000 } });
    },
    expiry: async (_vault, _stored, due) => {
      carriedOut.push(due);
      return [];
    },
  };
  const queue = async (): Promise<readonly string[]> =>
    (await service.store.list('due/', undefined, 100)).map(({ name }) => name);

  it('says when the next falls due, of whatever kind', async () => {
    expect(await nextDueMs(service.vault)).toBe(Number.POSITIVE_INFINITY);
    await forgeKey(service, keyId, { rotation: { periodDays: 90, nextAtMs: service.nowMs() + 500 } });
    await forgeKey(service, (await makeKey(service)).KeyId, { deletionAtMs: service.nowMs() + 400 });
    expect(await nextDueMs(service.vault)).toBe(service.nowMs() + 400);
  });

  it('is to be looked at again after a second where others put things into it unseen', async () => {
    const vault = { ...service.vault, isShared: true };
    expect(await nextDueMs(vault)).toBe(service.nowMs() + 1000);
    await forgeKey(service, keyId, { deletionAtMs: service.nowMs() + 400 });
    expect(await nextDueMs(vault)).toBe(service.nowMs() + 400);
  });

  it('carries out what is due in the order of time, over all kinds and through all periods', async () => {
    const start = service.nowMs();
    await forgeKey(service, keyId, { rotation: { periodDays: 90, nextAtMs: start + 500 } });
    await forgeKey(service, (await makeKey(service)).KeyId, { deletionAtMs: start + 1600 });
    service.wait(2600);
    const settled = await settleDue(service.vault, handlers);
    expect(settled.map(({ kind, atMs }) => [kind, atMs - start])).toEqual([
      ['rotation', 500],
      ['rotation', 1500],
      ['deletion', 1600],
      ['rotation', 2500],
    ]);
    expect(carriedOut).toEqual(settled);
    expect(await nextDueMs(service.vault)).toBe(start + 3500);
  });

  it('does nothing before its time', async () => {
    await forgeKey(service, keyId, { deletionAtMs: service.nowMs() + 500 });
    service.wait(499);
    expect(await settleDue(service.vault, handlers)).toEqual([]);
    expect(await queue()).toHaveLength(1);
  });

  it('erases what no key awaits, and asks nobody to carry it out', async () => {
    const scope = SCOPE;
    const names = ['000000000000001', '000000000000002'].map(
      (time, i) => `due/${time}/deletion/${scope.account}/${scope.region}/${i === 0 ? keyId : 'gone'}`,
    );
    await service.vault.keystore.commit(
      names.map((name) => ({ name, replaces: 0, value: new Uint8Array() })),
    );
    expect(await settleDue(service.vault, handlers)).toEqual([]);
    expect(carriedOut).toEqual([]);
    expect(await queue()).toEqual([]);
  });

  it('takes out what was carried out, also when its handler left it there', async () => {
    const atMs = service.nowMs() + 5;
    const material = { id: '1'.repeat(64), backingKey: 'AA==', expiresAtMs: atMs };
    await forgeKey(service, keyId, { materials: [material], currentMaterialId: material.id });
    service.wait(5);
    expect(await settleDue(service.vault, handlers)).toHaveLength(1);
    expect(await queue()).toEqual([]);
  });

  it('leaves to others what they settle at the same moment', async () => {
    await forgeKey(service, keyId, { deletionAtMs: service.nowMs() });
    const [one, two] = await Promise.all([
      settleDue(service.vault, handlers),
      settleDue(service.vault, handlers),
    ]);
    expect([...one, ...two]).toHaveLength(1);
    expect(await queue()).toEqual([]);
  });

  it('lets through what is no conflict', async () => {
    await forgeKey(service, keyId, { deletionAtMs: service.nowMs() });
    const broken: DueHandlers = { ...handlers, deletion: () => Promise.reject(new TypeError('broken')) };
    await expect(settleDue(service.vault, broken)).rejects.toThrow('broken');
  });

  it('tries again when the key changed meanwhile', async () => {
    await forgeKey(service, keyId, { rotation: { periodDays: 90, nextAtMs: service.nowMs() } });
    let rounds = 0;
    const contested: DueHandlers = {
      ...handlers,
      rotation: async (vault, stored, due) => {
        if (++rounds === 1) await forgeKey(service, keyId, { description: 'meanwhile' });
        return await handlers.rotation(vault, stored, due);
      },
    };
    expect(await settleDue(service.vault, contested)).toHaveLength(1);
    expect(rounds).toBe(2);
  });
});
