import { beforeEach, describe, expect, it } from 'vitest';
import { findAlias } from '../../src/kms/aliases.ts';
import { cancelDeletion, scheduleDeletion } from '../../src/kms/deletion.ts';
import { nextDueMs } from '../../src/kms/due.ts';
import { sweepDue } from '../../src/kms/due-kinds.ts';
import type { StoredKey } from '../../src/kms/key.ts';
import { findKey } from '../../src/kms/keys.ts';
import {
  DAY_MS,
  forgeKey,
  makeKey,
  openService,
  refusalOf,
  SCOPE,
  type Service,
  snapshot,
} from '../operations/service.ts';

describe('a deletion', () => {
  let service: Service;
  let keyId: string;
  beforeEach(async () => {
    service = await openService();
    ({ KeyId: keyId } = await makeKey(service));
  });

  async function read(id = keyId): Promise<StoredKey> {
    const stored = await findKey(service.vault, SCOPE, id);
    if (stored === undefined) throw new Error(`there is no key ${id}`);
    return stored;
  }
  const due = async (): Promise<readonly string[]> =>
    (await service.store.list('due/', undefined, 10)).map(({ name }) => name);

  it('is scheduled for the day, and the next one is known without opening a key', async () => {
    expect(await nextDueMs(service.vault)).toBe(Number.POSITIVE_INFINITY);
    const atMs = await scheduleDeletion(service.vault, await read(), 9);
    expect(atMs).toBe(service.nowMs() + 9 * DAY_MS);
    const { KeyId: sooner } = await makeKey(service);
    await scheduleDeletion(service.vault, await read(sooner), 7);
    expect(await nextDueMs(service.vault)).toBe(service.nowMs() + 7 * DAY_MS);
    expect((await read()).key).toMatchObject({ state: 'PendingDeletion', deletionAtMs: atMs });
  });

  it.each([6, 31, 0, -1])('is not scheduled in %i days', async (days) => {
    const { code } = await refusalOf(scheduleDeletion(service.vault, await read(), days));
    expect(code).toBe('ValidationException');
    expect(await due()).toEqual([]);
  });

  it('that is taken back leaves a disabled key and no due record', async () => {
    await scheduleDeletion(service.vault, await read(), 7);
    await cancelDeletion(service.vault, await read());
    expect((await read()).key).toMatchObject({ state: 'Disabled' });
    expect((await read()).key.deletionAtMs).toBeUndefined();
    expect(await due()).toEqual([]);
  });

  it('erases key, index, aliases and due record in one commit, and says what it erased', async () => {
    await service.kms.createAlias({ AliasName: 'alias/x', TargetKeyId: keyId });
    await scheduleDeletion(service.vault, await read(), 7);
    service.wait(7 * DAY_MS);
    expect(await sweepDue(service.vault)).toEqual([
      { kind: 'deletion', atMs: service.nowMs(), scope: SCOPE, keyId },
    ]);
    const names = [...(await snapshot(service.store)).keys()];
    expect(names.filter((name) => !name.startsWith('strongroom/'))).toEqual([]);
    expect(await sweepDue(service.vault)).toEqual([]);
  });

  it('does not come before its time', async () => {
    await scheduleDeletion(service.vault, await read(), 7);
    service.wait(7 * DAY_MS - 1);
    expect(await sweepDue(service.vault)).toEqual([]);
    expect(await read()).toBeDefined();
  });

  it('spares an alias that means another key by now', async () => {
    const { KeyId: other } = await makeKey(service);
    await service.kms.createAlias({ AliasName: 'alias/x', TargetKeyId: other });
    await forgeKey(service, keyId, { aliases: ['alias/x', 'alias/gone'] });
    await scheduleDeletion(service.vault, await read(), 7);
    service.wait(7 * DAY_MS);
    expect(await sweepDue(service.vault)).toHaveLength(1);
    expect((await findAlias(service.vault, SCOPE, 'alias/x'))?.alias.targetKeyId).toBe(other);
  });

  it('whose due record is a leftover erases the leftover alone', async () => {
    await scheduleDeletion(service.vault, await read(), 7);
    await forgeKey(service, keyId, { state: 'Disabled', deletionAtMs: undefined });
    service.wait(7 * DAY_MS);
    expect(await sweepDue(service.vault)).toEqual([]);
    expect(await due()).toEqual([]);
    expect((await read()).key.state).toBe('Disabled');
  });

  it('is carried out once by two that carry out at once', async () => {
    await scheduleDeletion(service.vault, await read(), 7);
    service.wait(7 * DAY_MS);
    const [one, two] = await Promise.all([sweepDue(service.vault), sweepDue(service.vault)]);
    expect([...(one ?? []), ...(two ?? [])]).toHaveLength(1);
    expect(await due()).toEqual([]);
  });

  it('of 101 keys and more is carried out in one go', async () => {
    for (let i = 0; i < 130; i++) {
      const { KeyId } = await makeKey(service);
      await scheduleDeletion(service.vault, await read(KeyId), 7);
    }
    service.wait(7 * DAY_MS);
    expect(await sweepDue(service.vault)).toHaveLength(130);
    expect(await due()).toEqual([]);
  });
});
