import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKms, type Kms, type KmsOptions, rootKeyFromBytes } from '../../src/index.ts';
import { movableClock } from '../../src/kms/movable-clock.ts';
import { indexedDbStore } from '../../src/store/indexeddb.ts';
import { DAY_MS } from '../operations/service.ts';

const PLAINTEXT = new Uint8Array([1, 2, 3]);

describe('two services over one database, as two tabs have them', () => {
  let factory: IDBFactory;
  let opened: Kms[];
  const clock = movableClock(() => Date.UTC(2026, 10, 24));
  const open = async (options: KmsOptions = {}): Promise<Kms> => {
    const store = await indexedDbStore({ name: 'keys', factory });
    const rootKey = rootKeyFromBytes(new Uint8Array(32).fill(7));
    const kms = await createKms({ store, rootKey, clock, ...options });
    opened.push(kms);
    return kms;
  };
  beforeEach(() => {
    factory = new IDBFactory();
    opened = [];
    clock.reset();
  });
  afterEach(async () => {
    for (const kms of opened) await kms.close();
  });

  it('found one store when they open an empty one at the same moment', async () => {
    const [one, two] = await Promise.all([open(), open()]);
    const { KeyMetadata } = await one.createKey({});
    const { CiphertextBlob } = await two.encrypt({ KeyId: KeyMetadata.KeyId, Plaintext: PLAINTEXT });
    expect((await one.decrypt({ CiphertextBlob })).Plaintext).toEqual(PLAINTEXT);
  });

  it('plant one seed when they bring the same one at the same moment', async () => {
    const KeyId = 'bc436485-5092-42b8-92a3-0aa8b93536dc';
    const seed = { keys: [{ id: KeyId, aliases: ['alias/demo'] }] };
    const [one, two] = await Promise.all([open({ seed }), open({ seed })]);
    const { CiphertextBlob } = await one.encrypt({ KeyId: 'alias/demo', Plaintext: PLAINTEXT });
    expect((await two.decrypt({ CiphertextBlob, KeyId })).Plaintext).toEqual(PLAINTEXT);
  });

  it('see each other disable a key, delete an alias and change a policy, with nothing in between', async () => {
    const [one, two] = [await open(), await open()];
    const { KeyId } = (await one.createKey({})).KeyMetadata;
    await one.createAlias({ AliasName: 'alias/a', TargetKeyId: KeyId });
    await two.encrypt({ KeyId: 'alias/a', Plaintext: PLAINTEXT });
    await one.disableKey({ KeyId });
    await expect(two.encrypt({ KeyId, Plaintext: PLAINTEXT })).rejects.toThrow('is disabled');
    await two.enableKey({ KeyId });
    await one.encrypt({ KeyId, Plaintext: PLAINTEXT });
    await two.deleteAlias({ AliasName: 'alias/a' });
    await expect(one.describeKey({ KeyId: 'alias/a' })).rejects.toThrow('is not found');
  });

  it('rotate and delete what the other scheduled, and use what the other rotated to', async () => {
    const [one, two] = [await open(), await open()];
    const [kept, gone] = [(await one.createKey({})).KeyMetadata, (await one.createKey({})).KeyMetadata];
    const before = await one.encrypt({ KeyId: kept.KeyId, Plaintext: PLAINTEXT });
    // It looks at the queue, in which nothing is; it uses no key, whose use it would have to write soon.
    await two.describeKey({ KeyId: kept.KeyId });
    await one.enableKeyRotation({ KeyId: kept.KeyId, RotationPeriodInDays: 90 });
    await one.scheduleKeyDeletion({ KeyId: gone.KeyId, PendingWindowInDays: 7 });
    clock.advance(91 * DAY_MS);
    const { Rotations } = await two.listKeyRotations({ KeyId: kept.KeyId });
    expect(Rotations).toHaveLength(1);
    expect((await two.listKeys({})).Keys).toHaveLength(1);
    const after = await two.encrypt({ KeyId: kept.KeyId, Plaintext: PLAINTEXT });
    for (const { CiphertextBlob } of [before, after]) {
      expect((await one.decrypt({ CiphertextBlob })).Plaintext).toEqual(PLAINTEXT);
    }
  });

  it('seal under a domain key that the other made meanwhile', async () => {
    const [one, two] = [await open(), await open()];
    await one.createKey({});
    clock.advance(8 * DAY_MS);
    const [a, b] = await Promise.all([one.createKey({}), two.createKey({})]);
    for (const [{ KeyMetadata }, kms] of [
      [a, two],
      [b, one],
    ] as const) {
      await kms.encrypt({ KeyId: KeyMetadata.KeyId, Plaintext: PLAINTEXT });
    }
  });

  it('keep the quota of keys together', async () => {
    const quotas = { keysPerRegion: 4 };
    const [one, two] = [await open({ quotas }), await open({ quotas })];
    for (const kms of [one, two, one, two]) await kms.createKey({});
    for (const kms of [one, two]) {
      await expect(kms.createKey({})).rejects.toMatchObject({ name: 'LimitExceededException' });
    }
  });

  it('lose no change of many that both make to one key', async () => {
    const [one, two] = [await open(), await open()];
    const { KeyId } = (await one.createKey({})).KeyMetadata;
    const tag = (i: number): Promise<unknown> =>
      (i % 2 === 0 ? one : two).tagResource({ KeyId, Tags: [{ TagKey: `t${i}`, TagValue: '' }] });
    await Promise.all(Array.from({ length: 20 }, (_, i) => tag(i)));
    expect((await one.listResourceTags({ KeyId })).Tags).toHaveLength(20);
  });
});
