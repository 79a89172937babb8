/** A keystore over a store in memory, with a clock that tests move, and what tests need to look behind it. */
import { createEngine, type Engine, type SelfTests } from '../../src/crypto/engine.ts';
import type { AesGcm, Kbkdf, Random } from '../../src/crypto/primitives.ts';
import { hostRandom } from '../../src/crypto/random.ts';
import { DomainKeyRing } from '../../src/keystore/domain-key.ts';
import { unlockStore } from '../../src/keystore/identity.ts';
import { type Keystore, type KeystoreOptions, openKeystore } from '../../src/keystore/keystore.ts';
import { rootKeyFromBytes } from '../../src/keystore/root-key.ts';
import type { SealingRoom } from '../../src/keystore/sealed-record.ts';
import type { SealingTools } from '../../src/keystore/sealing.ts';
import { memoryStore } from '../../src/store/memory.ts';
import type { Store, StoredRecord } from '../../src/store/store.ts';
import { cutIdentity, openDomainKeyByHand } from './by-hand.ts';
import { testEngine } from './engine.ts';

/** 2026-11-24T00:00:00Z. */
export const START_MS = 1_795_478_400_000;
export const DAY_MS = 86_400_000;
export const ROOT_KEY: Uint8Array<ArrayBuffer> = Uint8Array.from({ length: 32 }, (_, i) => 0xa0 ^ (i * 37));
export const OTHER_ROOT_KEY: Uint8Array<ArrayBuffer> = Uint8Array.from({ length: 32 }, (_, i) => i);
export const IDENTITY = 'strongroom/identity';
export const DOMAIN_KEY_1 = 'strongroom/domain-key/0000000001';

export interface House {
  readonly store: Store;
  readonly keystore: Keystore;
  readonly clock: { nowMs: number };
}

/** The tools of a test: its engine and the host's generator, unless others are given. */
export function toolsOf(parts: Partial<SealingTools> = {}): SealingTools {
  return { engine: testEngine(), random: hostRandom(), ...parts };
}

/** A keystore, in a new store unless one is given. */
export async function openHouse(parts: Partial<KeystoreOptions> = {}): Promise<House> {
  const clock = { nowMs: START_MS };
  const options: KeystoreOptions = {
    store: memoryStore(),
    rootKey: rootKeyFromBytes(ROOT_KEY),
    clock: () => clock.nowMs,
    ...toolsOf(),
    ...parts,
  };
  return { store: options.store, keystore: await openKeystore(options), clock };
}

/** What records and backing keys are sealed in, without a keystore around it. */
export async function openRoom(
  store: Store = memoryStore(),
  tools: SealingTools = toolsOf(),
): Promise<SealingRoom> {
  const unlocked = await unlockStore(store, rootKeyFromBytes(ROOT_KEY), tools);
  const domainKeys = await DomainKeyRing.open(store, unlocked, tools, () => START_MS);
  return { tools, storeId: unlocked.storeId, domainKeys };
}

/** Every record of a store. */
export async function recordsOf(store: Store): Promise<readonly StoredRecord[]> {
  return await store.list('', undefined, Number.MAX_SAFE_INTEGER);
}

/** A new store that holds these records. */
export async function storeOf(records: readonly StoredRecord[]): Promise<Store> {
  const store = memoryStore();
  await store.commit(records, []);
  return store;
}

/** Writes bytes into a store behind the keystore's back, in the record's own version unless another is given. */
export async function overwrite(
  store: Store,
  name: string,
  value: Uint8Array,
  version?: number,
): Promise<void> {
  const current = await store.get(name);
  await store.commit([{ name, version: version ?? current?.version ?? 1, value }], []);
}

/** The value of a record that must be there. */
export async function storedValue(store: Store, name: string): Promise<Uint8Array> {
  const record = await store.get(name);
  if (record === undefined) throw new Error(`no record ${name}`);
  return record.value;
}

/** Store id and domain key, recovered by hand from the store and the root key. */
export async function openByRootKey(
  store: Store,
  number = 1,
): Promise<{ storeId: Uint8Array; domainKey: Uint8Array }> {
  const { storeId } = cutIdentity(await storedValue(store, IDENTITY));
  const name = `strongroom/domain-key/${String(number).padStart(10, '0')}`;
  const { key } = openDomainKeyByHand(ROOT_KEY, storeId, await storedValue(store, name));
  return { storeId, domainKey: key };
}

/** What went through an engine under observation: the very arrays, not copies. */
export interface Observed {
  readonly engine: Engine;
  /** What kbkdf gave, 64 bytes for a one-use key and its commitment, 32 for a material id. */
  readonly derived: Uint8Array[];
  /** What aesGcm opened. */
  readonly opened: Uint8Array[];
}

/** An engine that remembers every array that it gives out. */
export function observe(engine: Engine = testEngine()): Observed {
  const derived: Uint8Array[] = [];
  const opened: Uint8Array[] = [];
  const kbkdf = {
    async derive(input: Parameters<Kbkdf['derive']>[0]) {
      const output = await (await engine.use('kbkdf')).derive(input);
      derived.push(output);
      return output;
    },
  };
  const aesGcm: AesGcm = {
    seal: async (...input) => await (await engine.use('aesGcm')).seal(...input),
    async open(...input) {
      const output = await (await engine.use('aesGcm')).open(...input);
      opened.push(output);
      return output;
    },
  };
  return { engine: createEngine(engine.name, { kbkdf, aesGcm }, noTests), derived, opened };
}

/** The wrapped engine has run its own tests. */
const noTests = new Proxy({}, { get: () => () => undefined }) as SelfTests;

/** A generator that remembers what it gave, by value and as the very arrays. */
export function recordingRandom(): { random: Random; drawn: Uint8Array[]; copies: Uint8Array[] } {
  const host = hostRandom();
  const drawn: Uint8Array[] = [];
  const copies: Uint8Array[] = [];
  const random: Random = (length) => {
    const bytes = host(length);
    drawn.push(bytes);
    copies.push(bytes.slice());
    return bytes;
  };
  return { random, drawn, copies };
}

/** A healthy generator that sticks when it is told to: every byte from then on is the same. */
export function stickingRandom(): { random: Random; stick: () => void } {
  let isStuck = false;
  const host = {
    getRandomValues(array: Uint8Array<ArrayBuffer>) {
      return isStuck ? array.fill(0x55) : globalThis.crypto.getRandomValues(array);
    },
  };
  return {
    random: hostRandom(host),
    stick: () => {
      isStuck = true;
    },
  };
}

export function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}
