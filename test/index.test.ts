import { describe, expect, it } from 'vitest';
import {
  createKms,
  KmsError,
  movableClock,
  rootKeyFromBytes,
  SeedError,
  WrongRootKeyError,
} from '../src/index.ts';
import { memoryStore } from '../src/store/memory.ts';
import { DAY_MS } from './operations/service.ts';

const rootKey = (byte: number): ReturnType<typeof rootKeyFromBytes> =>
  rootKeyFromBytes(new Uint8Array(32).fill(byte));
const Plaintext = new Uint8Array([1, 2, 3]);

describe('createKms', () => {
  it('opens a service that needs nothing', async () => {
    const kms = await createKms();
    expect(kms.scope).toEqual({ account: '000000000000', region: 'us-east-1' });
    const { KeyMetadata } = await kms.createKey({});
    const { CiphertextBlob } = await kms.encrypt({ KeyId: KeyMetadata.KeyId, Plaintext });
    expect((await kms.decrypt({ CiphertextBlob })).Plaintext).toEqual(Plaintext);
    await kms.close();
  });

  it('puts keys into the account and the Region given', async () => {
    const kms = await createKms({ account: '111122223333', region: 'ap-southeast-2' });
    const { KeyMetadata } = await kms.createKey({});
    expect(KeyMetadata.Arn).toMatch(/^arn:aws:kms:ap-southeast-2:111122223333:key\//);
  });

  it('finds in a store what another service left there, under the same root key', async () => {
    const store = memoryStore();
    const first = await createKms({ store, rootKey: rootKey(1) });
    const { KeyMetadata } = await first.createKey({ Description: 'kept' });
    const { CiphertextBlob } = await first.encrypt({ KeyId: KeyMetadata.KeyId, Plaintext });
    const second = await createKms({ store, rootKey: rootKey(1) });
    expect((await second.describeKey({ KeyId: KeyMetadata.KeyId })).KeyMetadata).toEqual(KeyMetadata);
    expect((await second.decrypt({ CiphertextBlob })).Plaintext).toEqual(Plaintext);
  });

  it('refuses a store with another root key, and leaves it as it was', async () => {
    const store = memoryStore();
    await createKms({ store, rootKey: rootKey(1) });
    const before = await store.list('', undefined, 100);
    await expect(createKms({ store, rootKey: rootKey(2) })).rejects.toThrow(WrongRootKeyError);
    expect(await store.list('', undefined, 100)).toEqual(before);
  });

  it('refuses a store without a root key: what is kept must be sealed by something that is kept', async () => {
    await expect(createKms({ store: memoryStore() })).rejects.toThrow(
      new TypeError('"rootKey" expected when "store" is given'),
    );
  });

  it.each(['', '1', '1111222233334', '11112222333x', '../../000000'])(
    'refuses the account %j',
    async (account) => {
      await expect(createKms({ account })).rejects.toThrow(new RangeError('"account" expected 12 digits'));
    },
  );

  it.each(['', 'local', 'us-east-1/x', 'us east 1', '../..'])('refuses the Region %j', async (region) => {
    await expect(createKms({ region })).rejects.toThrow(
      new RangeError('"region" expected the name of a Region'),
    );
  });

  it('asks the authorizer, tells the observers, and lives by the clock given', async () => {
    let nowMs = Date.UTC(2030, 0, 1);
    const seen: string[] = [];
    const kms = await createKms({
      clock: () => nowMs,
      authorizer: ({ action }) =>
        action === 'kms:ListKeys' ? { allowed: false, reason: 'because not' } : { allowed: true },
      observers: [
        ({ operation }) => void seen.push(operation),
        async ({ operation }) => void seen.push(operation),
      ],
    });
    const { KeyMetadata } = await kms.createKey({});
    expect(KeyMetadata.CreationDate).toEqual(new Date(nowMs));
    await expect(kms.listKeys({})).rejects.toThrow('is not authorized to perform: kms:ListKeys');
    await kms.scheduleKeyDeletion({ KeyId: KeyMetadata.KeyId, PendingWindowInDays: 7 });
    nowMs += 7 * DAY_MS;
    await kms.sweep();
    await expect(kms.describeKey({ KeyId: KeyMetadata.KeyId })).rejects.toThrow(KmsError);
    expect(seen).toEqual(
      ['CreateKey', 'ListKeys', 'ScheduleKeyDeletion', 'DescribeKey'].flatMap((operation) => [
        operation,
        operation,
      ]),
    );
  });

  it('draws all of its randomness from the source given', async () => {
    let drawn = 0;
    const random = (length: number): Uint8Array<ArrayBuffer> => {
      drawn += length;
      return new Uint8Array(length).map((_, i) => (drawn + i) % 251);
    };
    const kms = await createKms({ random, audit: false });
    const before = drawn;
    const { Plaintext: bytes } = await kms.generateRandom({ NumberOfBytes: 24 });
    expect(drawn - before).toBe(24);
    expect(bytes).toEqual(new Uint8Array(24).map((_, i) => (drawn + i) % 251));
  });

  it('refuses everything once it is closed', async () => {
    const kms = await createKms();
    await kms.close();
    await expect(kms.listKeys({})).rejects.toMatchObject({ code: 'KMSInternalException' });
  });
});

describe('a service for tests', () => {
  const ID = 'bc436485-5092-42b8-92a3-0aa8b93536dc';
  const seed = { keys: [{ id: ID, material: new Uint8Array(32).fill(7), aliases: ['alias/demo'] }] };

  it('begins with its seed, and again with its seed after a reset', async () => {
    const clock = movableClock();
    const kms = await createKms({ seed, clock, testAids: true });
    const { CiphertextBlob } = await kms.encrypt({ KeyId: 'alias/demo', Plaintext });
    const { KeyMetadata } = await kms.createKey({});
    await kms.scheduleKeyDeletion({ KeyId: ID, PendingWindowInDays: 7 });
    clock.advance(7 * DAY_MS);
    await expect(kms.decrypt({ CiphertextBlob })).rejects.toThrow(KmsError);
    await kms.reset();
    expect((await kms.decrypt({ CiphertextBlob })).Plaintext).toEqual(Plaintext);
    await expect(kms.describeKey({ KeyId: KeyMetadata.KeyId })).rejects.toThrow('does not exist');
    await kms.close();
  });

  it('finishes the calls that have begun before it is reset, and lets later ones wait', async () => {
    const kms = await createKms({ testAids: true });
    const before = Array.from({ length: 20 }, () => kms.createKey({}));
    await Promise.resolve();
    const reset = kms.reset();
    const after = kms.createKey({ Description: 'after' });
    await Promise.all([...before, reset]);
    const { KeyMetadata } = await after;
    expect((await kms.listKeys({})).Keys.map(({ KeyId }) => KeyId)).toEqual([KeyMetadata.KeyId]);
  });

  it('refuses a seed that is none, and plants nothing of one that cannot be', async () => {
    const options = { store: memoryStore(), rootKey: rootKey(1) };
    await expect(createKms({ ...options, seed: {} })).rejects.toThrow(SeedError);
    expect(await options.store.list('', undefined, 10)).toEqual([]);
    const keys = [{ id: ID }, { id: ID.replace('bc', 'cd'), material: 'AA==' }];
    await expect(createKms({ ...options, seed: { keys } })).rejects.toThrow(
      'keys[1].material: the key material has 1 bytes, not 32',
    );
  });

  it('has what the operator decides: quotas, tags and how long a change takes to settle', async () => {
    const kms = await createKms({ quotas: { keysPerRegion: 1 }, customKeyTags: false, settlingMs: 1000 });
    const tag = { TagKey: '_custom_id_', TagValue: ID };
    const { KeyMetadata } = await kms.createKey({ MultiRegion: true, Tags: [tag] });
    expect(KeyMetadata.KeyId).toMatch(/^mrk-/);
    await expect(kms.createKey({})).rejects.toThrow('at most 1 KMS keys');
    await kms.replicateKey({ KeyId: KeyMetadata.KeyId, ReplicaRegion: 'eu-west-1' });
    await kms.updatePrimaryRegion({ KeyId: KeyMetadata.KeyId, PrimaryRegion: 'eu-west-1' }).catch(() => {});
    const caller = {
      account: kms.scope.account,
      region: 'eu-west-1',
      principalArn: 'arn:aws:iam::000000000000:root',
    };
    const input = { KeyId: KeyMetadata.KeyId };
    const call = { operation: 'DescribeKey', input, source: 'native', caller, requestId: 'r' } as const;
    expect(await kms.invoke(call)).toMatchObject({ KeyMetadata: { KeyState: 'Creating' } });
  });
});
