import { describe, expect, it } from 'vitest';
import type { EmbeddedKms } from '../../src/index.ts';
import { createKms, movableClock, rootKeyFromBytes } from '../../src/index.ts';
import { PENDING_PREFIX } from '../../src/journal/names.ts';
import { memoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import { refusalOf } from '../operations/service.ts';
import { dyingStore } from './dying-store.ts';
import { namesOf, openTrailed, trailOf } from './trails.ts';

const DAY_MS = 86_400_000;

async function pendingIn(store: Store): Promise<number> {
  return (await store.list(PENDING_PREFIX, undefined, 99)).length;
}

describe('the trail', () => {
  it('holds an event for each call before its answer is there, whether it was refused or not', async () => {
    const kms = await openTrailed();
    const { KeyMetadata } = await kms.createKey({});
    expect(await namesOf(kms.trail)).toEqual(['CreateKey']);
    const KeyId = KeyMetadata.KeyId as string;
    await kms.encrypt({ KeyId, Plaintext: new Uint8Array([1]) });
    expect(await namesOf(kms.trail)).toEqual(['CreateKey', 'Encrypt']);
    await refusalOf(kms.encrypt({ KeyId: 'alias/none', Plaintext: new Uint8Array([1]) }));
    await refusalOf(kms.encrypt({} as never));
    expect(await namesOf(kms.trail)).toEqual([
      'CreateKey',
      'Encrypt',
      'Encrypt NotFoundException',
      'Encrypt ValidationException',
    ]);
  });

  it('holds one event for a call that had to begin again', async () => {
    const kms = await openTrailed();
    const { KeyMetadata } = await kms.createKey({});
    const KeyId = KeyMetadata.KeyId as string;
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => kms.updateKeyDescription({ KeyId, Description: `${i}` })),
    );
    const names = await namesOf(kms.trail);
    expect(names).toHaveLength(21);
    expect(new Set((await trailOf(kms.trail)).map(({ eventID }) => eventID)).size).toBe(21);
  });

  it('leaves nothing pending behind', async () => {
    const store = memoryStore();
    const kms = await openTrailed(store);
    const { KeyMetadata } = await kms.createKey({});
    await kms.disableKey({ KeyId: KeyMetadata.KeyId as string });
    expect(await pendingIn(store)).toBe(0);
  });

  it('tells what the service does by itself, once, in the order in which it happened', async () => {
    const clock = movableClock(() => Date.UTC(2026, 0, 1));
    const kms = await openTrailed(memoryStore(), { clock });
    const { KeyMetadata } = await kms.createKey({});
    const KeyId = KeyMetadata.KeyId as string;
    await kms.enableKeyRotation({ KeyId, RotationPeriodInDays: 90 });
    await kms.rotateKeyOnDemand({ KeyId });
    clock.advance(90 * DAY_MS);
    await kms.sweep();
    await kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 });
    clock.advance(7 * DAY_MS);
    await kms.sweep();
    expect(await namesOf(kms.trail)).toEqual([
      'CreateKey',
      'EnableKeyRotation',
      'RotateKey',
      'RotateKeyOnDemand',
      'RotateKey',
      'ScheduleKeyDeletion',
      'DeleteKey',
    ]);
  });

  it('says nothing of what a dry run would have done', async () => {
    const store = memoryStore();
    const kms = await openTrailed(store);
    const { KeyMetadata } = await kms.createKey({});
    const KeyId = KeyMetadata.KeyId as string;
    const grantee = 'arn:aws:iam::000000000000:user/a';
    await refusalOf(
      kms.createGrant({ KeyId, GranteePrincipal: grantee, Operations: ['Encrypt'], DryRun: true }),
    );
    expect(await namesOf(kms.trail)).toEqual(['CreateKey', 'CreateGrant DryRunOperationException']);
    expect(await pendingIn(store)).toBe(0);
  });

  it('begins anew when everything is erased', async () => {
    const kms = await openTrailed(memoryStore(), { testAids: true });
    await kms.createKey({});
    await kms.reset();
    expect(await namesOf(kms.trail)).toEqual([]);
    await kms.listKeys({});
    expect(await namesOf(kms.trail)).toEqual(['ListKeys']);
  });

  it('is not kept when nobody wants it', async () => {
    const store = memoryStore();
    const kms = await createKms({ store, rootKey: rootKeyFromBytes(new Uint8Array(32)), audit: false });
    await kms.createKey({});
    expect(kms.trail).toBeUndefined();
    expect(await store.list('journal/', undefined, 9)).toEqual([]);
  });
});

describe('a call whose event cannot be kept', () => {
  it('is refused, and nothing of it is told', async () => {
    const inner = memoryStore();
    const first = await openTrailed(inner);
    const { KeyMetadata } = await first.createKey({});
    const KeyId = KeyMetadata.KeyId as string;
    const dying = dyingStore(inner, 0, false);
    const kms = await openTrailed(dying);
    const refusal = await refusalOf(kms.generateDataKey({ KeyId, KeySpec: 'AES_256' }));
    expect(refusal.code).toBe('KMSInternalException');
    expect(await namesOf((await openTrailed(inner)).trail)).toEqual(['CreateKey']);
  });
});

/** What a life does, one call after the other; the calls that were answered, by name. */
async function live(kms: EmbeddedKms): Promise<readonly string[]> {
  const answered: string[] = [];
  const call = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const answer = await work();
    answered.push(name);
    return answer;
  };
  try {
    const { KeyMetadata } = await call('CreateKey', () => kms.createKey({}));
    const KeyId = KeyMetadata.KeyId as string;
    await call('Encrypt', () => kms.encrypt({ KeyId, Plaintext: new Uint8Array([1]) }));
    await call('CreateAlias', () => kms.createAlias({ AliasName: 'alias/a', TargetKeyId: KeyId }));
    await call('RotateKeyOnDemand', () => kms.rotateKeyOnDemand({ KeyId }));
    await call('DisableKey', () => kms.disableKey({ KeyId }));
    await call('ListKeys', () => kms.listKeys({}));
    await call('ScheduleKeyDeletion', () => kms.scheduleKeyDeletion({ KeyId }));
  } catch {
    // The store has stopped.
  }
  return answered;
}

/** What a life has done, read off the store by one that opens it afterwards. */
async function effectsOf(kms: EmbeddedKms): Promise<readonly string[]> {
  const { Keys = [] } = await kms.listKeys({});
  const KeyId = Keys[0]?.KeyId;
  if (KeyId === undefined) return [];
  const { KeyMetadata } = await kms.describeKey({ KeyId });
  const { Aliases = [] } = await kms.listAliases({ KeyId });
  const { Rotations = [] } = await kms.listKeyRotations({ KeyId });
  const isPending = KeyMetadata.KeyState === 'PendingDeletion';
  return [
    'CreateKey',
    ...(Aliases.length > 0 ? ['CreateAlias'] : []),
    ...(Rotations.length > 0 ? ['RotateKey', 'RotateKeyOnDemand'] : []),
    ...(KeyMetadata.KeyState === 'Disabled' || isPending ? ['DisableKey'] : []),
    ...(isPending ? ['ScheduleKeyDeletion'] : []),
  ];
}

describe('a service that stops at any commit', () => {
  it.each([true, false])(
    'has an event for whatever was answered or done, and for nothing else (%s)',
    async (isWritten) => {
      const whole = dyingStore(memoryStore(), Number.POSITIVE_INFINITY, false);
      expect(await live(await openTrailed(whole))).toHaveLength(7);
      for (let lives = 0; lives < whole.commits; lives++) {
        const inner = memoryStore();
        // A store that dies while it is founded has no service to ask.
        const answered = await openTrailed(dyingStore(inner, lives, isWritten)).then(live, () => []);
        const after = await openTrailed(inner);
        const names = await namesOf(after.trail);
        const done = await effectsOf(after);
        const expected = new Set([...answered, ...done]);
        const reads: readonly string[] = names.filter((name) => name === 'Encrypt' || name === 'ListKeys');
        expect([...names].filter((name) => !reads.includes(name)).sort(), `stopped after ${lives}`).toEqual(
          [...expected].filter((name) => name !== 'Encrypt' && name !== 'ListKeys').sort(),
        );
        for (const name of answered) expect(names).toContain(name);
        // Of what changes nothing, one at most was in flight.
        expect(reads.length - answered.filter((name) => reads.includes(name)).length).toBeLessThanOrEqual(1);
      }
    },
  );
});
