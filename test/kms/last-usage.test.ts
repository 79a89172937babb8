import { beforeEach, describe, expect, it } from 'vitest';
import { type KeyUsageEvent, UsageLog } from '../../src/kms/last-usage.ts';
import { StoreUnavailableError } from '../../src/store/store.ts';
import { makeKey, openService, SCOPE, type Service } from '../operations/service.ts';

const MINUTE_MS = 60_000;

describe('the log of uses', () => {
  let service: Service;
  let log: UsageLog;
  let key: { account: string; region: string; keyId: string; createdAtMs: number };
  beforeEach(async () => {
    service = await openService();
    log = new UsageLog(service.vault.keystore);
    key = { ...SCOPE, keyId: (await makeKey(service)).KeyId, createdAtMs: service.nowMs() };
  });
  const use = (operation: string, atMs = service.nowMs()): KeyUsageEvent => ({
    operation,
    atMs,
    requestId: 'r',
    eventId: 'e',
  });
  const written = async (): Promise<readonly string[]> =>
    (await service.store.list('usage/', undefined, 1000)).map(({ name }) => name);

  it('answers the last use, and writes nothing for it', async () => {
    expect(await log.lastOf(key)).toBeUndefined();
    log.note(key, use('Encrypt'));
    log.note(key, use('Decrypt'));
    expect(await log.lastOf(key)).toEqual(use('Decrypt'));
    expect(await written()).toEqual([]);
  });

  it('writes after ten minutes, once for all that came meanwhile, and answers it to whoever comes later', async () => {
    expect(log.writeAtMs).toBe(Number.POSITIVE_INFINITY);
    log.note(key, use('Encrypt'));
    log.note(key, use('Decrypt', service.nowMs() + MINUTE_MS));
    expect(log.writeAtMs).toBe(service.nowMs() + 10 * MINUTE_MS);
    await log.writeWhenDue(service.nowMs() + 10 * MINUTE_MS - 1);
    expect(await written()).toEqual([]);
    await log.writeWhenDue(service.nowMs() + 10 * MINUTE_MS);
    expect(await written()).toEqual([`usage/111122223333/us-east-1/${key.keyId}`]);
    expect(log.writeAtMs).toBe(Number.POSITIVE_INFINITY);
    const heir = new UsageLog(service.vault.keystore);
    expect(await heir.lastOf(key)).toEqual(use('Decrypt', service.nowMs() + MINUTE_MS));
  });

  it('puts a later use in the place of an earlier one', async () => {
    for (const operation of ['Encrypt', 'Sign']) {
      log.note(key, use(operation));
      await log.writeWhenDue(log.writeAtMs);
    }
    expect(await new UsageLog(service.vault.keystore).lastOf(key)).toEqual(use('Sign'));
  });

  it('takes a key that was read anew for the same', async () => {
    const again = { ...key };
    for (const [one, operation] of [
      [key, 'Encrypt'],
      [again, 'Sign'],
      [key, 'Decrypt'],
    ] as const) {
      log.note(one, use(operation));
      expect(await log.lastOf(key)).toEqual(use(operation));
    }
    await log.close();
    expect(await written()).toHaveLength(1);
    expect(await new UsageLog(service.vault.keystore).lastOf(key)).toEqual(use('Decrypt'));
  });

  it('answers and keeps the latest of the uses that several noted', async () => {
    const other = new UsageLog(service.vault.keystore);
    other.note(key, use('Encrypt', service.nowMs() + MINUTE_MS));
    await other.close();
    log.note(key, use('Decrypt'));
    expect(await log.lastOf(key)).toEqual(use('Encrypt', service.nowMs() + MINUTE_MS));
    await log.close();
    expect(await log.lastOf(key)).toEqual(use('Encrypt', service.nowMs() + MINUTE_MS));
    log.note(key, use('Sign', service.nowMs() + 2 * MINUTE_MS));
    expect(await log.lastOf(key)).toEqual(use('Sign', service.nowMs() + 2 * MINUTE_MS));
  });

  it('keeps what is noted while it writes', async () => {
    log.note(key, use('Encrypt'));
    const writing = log.writeWhenDue(log.writeAtMs);
    log.note(key, use('Decrypt'));
    await writing;
    expect(await log.lastOf(key)).toEqual(use('Decrypt'));
    await log.close();
    expect(await new UsageLog(service.vault.keystore).lastOf(key)).toEqual(use('Decrypt'));
  });

  it('writes 256 keys at a time, and the rest as soon as anybody asks', async () => {
    const ids = await Promise.all(Array.from({ length: 300 }, async () => (await makeKey(service)).KeyId));
    for (const keyId of ids) log.note({ ...SCOPE, keyId }, use('Encrypt'));
    const nowMs = service.nowMs() + 11 * MINUTE_MS;
    await log.writeWhenDue(nowMs);
    expect(await written()).toHaveLength(256);
    expect(log.writeAtMs).toBe(nowMs);
    await log.writeWhenDue(nowMs);
    expect(await written()).toHaveLength(300);
  });

  it('is due at once beyond 10,000 keys', () => {
    for (let i = 0; i <= 10_000; i++) log.note({ ...SCOPE, keyId: `k${i}` }, use('Encrypt'));
    expect(log.writeAtMs).toBe(service.nowMs());
  });

  it('writes nothing of a key that is gone, and answers nothing of one that had the same id before', async () => {
    log.note({ ...key, keyId: 'gone' }, use('Encrypt'));
    await log.close();
    expect(await written()).toEqual([]);
    log.note(key, use('Encrypt'));
    expect(await log.lastOf({ ...key, createdAtMs: service.nowMs() + 1 })).toBeUndefined();
  });

  it('erases what it wrote of a key', async () => {
    expect(await log.erasureOf(key)).toEqual([]);
    log.note(key, use('Encrypt'));
    await log.close();
    await service.vault.keystore.commit(await log.erasureOf(key));
    expect(await written()).toEqual([]);
  });

  it('writes in the next batch what could not be written in this', async () => {
    const { keystore } = service.vault;
    log.note(key, use('Encrypt'));
    const name = `usage/111122223333/us-east-1/${key.keyId}`;
    const meddling = log.writeWhenDue(log.writeAtMs);
    await keystore.commit([{ name, replaces: 0, value: new Uint8Array([0x7b, 0x7d]) }]);
    await meddling;
    await log.close();
    expect(await new UsageLog(keystore).lastOf(key)).toEqual(use('Encrypt'));
  });

  it('that cannot be written when it is closed is gone, and says so once', async () => {
    log.note(key, use('Encrypt'));
    await service.vault.keystore.close();
    await expect(log.close()).rejects.toThrow(StoreUnavailableError);
    await log.close();
    expect(log.writeAtMs).toBe(Number.POSITIVE_INFINITY);
  });
});
