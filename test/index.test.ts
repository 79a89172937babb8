import { describe, expect, it } from 'vitest';
import { createKms, KmsError, rootKeyFromBytes, WrongRootKeyError } from '../src/index.ts';
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
    const kms = await createKms({ random });
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
