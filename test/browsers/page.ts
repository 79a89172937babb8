/**
 * What a tab is told to do: each function is called from outside, and answers plain data.
 *
 * @module
 */
import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { fetchThroughPort } from '../../src/aws/shared-worker.ts';
import { equalBytes } from '../../src/bytes/equal.ts';
import { createDefaultEngine } from '../../src/crypto/default-engine.ts';
import { hostRandom } from '../../src/crypto/random.ts';
import { createKms, type Kms, type RootKeyProvider, rootKeyFromPassphrase } from '../../src/index.ts';
import { IDENTITY_NAME } from '../../src/keystore/identity.ts';
import { passkeyRootKey } from '../../src/keystore/passkey.ts';
import { browserPasskeys } from '../../src/keystore/passkey-ceremony.ts';
import { DEFAULT_COST } from '../../src/keystore/passphrase.ts';
import { webCryptoRootKey } from '../../src/keystore/web-crypto-root-key.ts';
import { deleteIndexedDbStore, indexedDbStore } from '../../src/store/indexeddb.ts';
import { openDatabase, ROOT_KEYS, resultOf } from '../../src/store/indexeddb-connection.ts';
import { type Store, StoreConflictError } from '../../src/store/store.ts';
import { describeStore } from '../store/contract.ts';
import { type CaseResult, runCases } from './test-runner.ts';

export { pairsLeft, writeForEver } from './kill-page.ts';

const PLAINTEXT = new Uint8Array([1, 2, 3]);
const JSON_TYPE = 'application/x-amz-json-1.1';

/** So that a journey need not wait for scrypt at each restart; {@link passphraseSeconds} pays the full price once. */
const QUICK_COST = { ...DEFAULT_COST, costLog2: 12 };

/** Root keys by the words that scenarios use. */
const ROOT_KEYS_BY_NAME: Readonly<Record<string, () => RootKeyProvider>> = {
  'web-crypto': () => webCryptoRootKey({ name: 'keys' }),
  passphrase: () => rootKeyFromPassphrase('correct horse battery staple', QUICK_COST),
  passkey: () => passkeyRootKey(browserPasskeys({ siteName: 'Strongroom', userName: 'me@example.org' })),
};

/** What this tab keeps open between two calls. */
let heldStore: Store | undefined;
let heldKms: Kms | undefined;

/** The contract of stores over databases of their own. */
export async function contract(): Promise<readonly CaseResult[]> {
  let number = 0;
  describeStore('indexedDbStore', () => indexedDbStore({ name: `contract-${number++}` }));
  return await runCases();
}

async function openKms(rootKey: string): Promise<Kms> {
  const provider = ROOT_KEYS_BY_NAME[rootKey]?.();
  if (provider === undefined) throw new TypeError(`no root key ${rootKey}`);
  return await createKms({ store: await indexedDbStore({ name: 'keys' }), rootKey: provider });
}

/** Create, alias, encrypt, decrypt, a data key, sign and verify, and all of it again after a restart. */
export async function journey(rootKey: string): Promise<void> {
  let kms = await openKms(rootKey);
  const { KeyId } = (await kms.createKey({})).KeyMetadata;
  await kms.createAlias({ AliasName: 'alias/demo', TargetKeyId: KeyId });
  const signer = (await kms.createKey({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' })).KeyMetadata
    .KeyId;
  const EncryptionContext = { tenant: '42' };
  const { CiphertextBlob } = await kms.encrypt({
    KeyId: 'alias/demo',
    Plaintext: PLAINTEXT,
    EncryptionContext,
  });
  const dataKey = await kms.generateDataKey({ KeyId: 'alias/demo', KeySpec: 'AES_256' });
  const how = { KeyId: signer, Message: PLAINTEXT, SigningAlgorithm: 'ECDSA_SHA_256' };
  const { Signature } = await kms.sign(how);
  for (let restart = 0; restart < 2; restart++) {
    same((await kms.decrypt({ CiphertextBlob, EncryptionContext })).Plaintext, PLAINTEXT);
    same((await kms.decrypt({ CiphertextBlob: dataKey.CiphertextBlob })).Plaintext, dataKey.Plaintext);
    if ((await kms.verify({ ...how, Signature })).SignatureValid !== true)
      throw new Error('no good signature');
    await kms.close();
    kms = await openKms(rootKey);
  }
  await kms.close();
}

function same(actual: Uint8Array | undefined, expected: Uint8Array | undefined): void {
  if (actual === undefined || expected === undefined || !equalBytes(actual, expected))
    throw new Error('opened to other bytes');
}

/** How long the root key of a passphrase takes here at its full price. */
export async function passphraseSeconds(cost = DEFAULT_COST): Promise<number> {
  const start = performance.now();
  const tools = { engine: createDefaultEngine(), random: hostRandom() };
  (await rootKeyFromPassphrase('correct horse battery staple', cost).create(tools)).rootKey.release();
  return Math.round(performance.now() - start) / 1000;
}

/** How opening ends with a root key: `open`, or the error's name. */
export async function opens(rootKey: string, passphrase?: string): Promise<string> {
  const store = await indexedDbStore({ name: 'keys' });
  const provider =
    passphrase === undefined ? ROOT_KEYS_BY_NAME[rootKey]?.() : rootKeyFromPassphrase(passphrase);
  try {
    await (await createKms({ store, rootKey: provider as RootKeyProvider })).close();
    return 'open';
  } catch (error) {
    await store.close();
    return (error as Error).name;
  }
}

/** Opens the service and keeps it open. @returns The identity of the store and the ids of root keys, in hexadecimal. */
export async function openAndHold(): Promise<{
  readonly identity: string;
  readonly rootKeys: readonly string[];
}> {
  heldKms = await openKms('web-crypto');
  const store = await indexedDbStore({ name: 'keys' });
  const identity = hexOf((await store.get(IDENTITY_NAME))?.value);
  await store.close();
  const database = await openDatabase({ name: 'keys' });
  const keys = (await resultOf(database.transaction(ROOT_KEYS).objectStore(ROOT_KEYS).getAll())) as readonly {
    readonly id: Uint8Array;
  }[];
  database.close();
  return { identity, rootKeys: keys.map(({ id }) => hexOf(id)) };
}

function hexOf(bytes: Uint8Array = new Uint8Array()): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** One method of the service that is held; bytes travel as arrays. @returns The answer, or the error as `name: message`. */
export async function call(method: keyof Kms, input: Record<string, unknown>): Promise<unknown> {
  const invoke = heldKms?.[method] as ((input: unknown) => Promise<object>) | undefined;
  const bytes = Object.entries(input).map(([name, value]) => [
    name,
    Array.isArray(value) && typeof value[0] === 'number' ? new Uint8Array(value as number[]) : value,
  ]);
  try {
    const answer = await invoke?.(Object.fromEntries(bytes));
    return JSON.parse(
      JSON.stringify(answer, (_, value) => (value instanceof Uint8Array ? [...value] : value)),
    );
  } catch (error) {
    const { name, cause } = error as Error;
    return `${name}${cause instanceof Error ? `: ${cause.name}: ${cause.message}` : ''}`;
  }
}

/** Opens a store and keeps it open, with one record in it. */
export async function holdStore(name: string): Promise<void> {
  heldStore = await indexedDbStore({ name });
  await heldStore.commit([{ name: 'a', version: 1, value: PLAINTEXT }], []);
}

/** What the store that is held says to a read and to a write: `done`, or the error as `name: message`. */
export async function useStore(valueLength = 1): Promise<{ readonly read: string; readonly write: string }> {
  const store = heldStore as Store;
  const change = { name: `b/${crypto.randomUUID()}`, version: 1, value: new Uint8Array(valueLength) };
  return {
    read: await outcomeOf(() => store.get('a')),
    write: await outcomeOf(() => store.commit([change], [])),
  };
}

/** Writes to the store that is held, a megabyte at a time, until it takes no more. @returns What it says then. */
export async function fillStore(limitMegabytes: number): Promise<string> {
  const value = new Uint8Array(1_000_000);
  for (let i = 0; i < limitMegabytes; i++) {
    // Random, so that the browser does not make less of it; so many bytes at a time and no more.
    for (let at = 0; at < value.length; at += 65_536) crypto.getRandomValues(value.subarray(at, at + 65_536));
    const outcome = await outcomeOf(() =>
      (heldStore as Store).commit([{ name: `c/${i}`, version: 1, value }], []),
    );
    if (outcome !== 'done') return outcome;
  }
  return 'done';
}

async function outcomeOf(work: () => Promise<unknown>): Promise<string> {
  return await work().then(
    () => 'done',
    (error: unknown) => `${(error as Error).name}: ${(error as Error).message}`,
  );
}

/** Whether there is a bucket for the copy of that store. */
export async function isCopied(name: string): Promise<boolean> {
  const { storageBuckets } = navigator as { storageBuckets?: { keys(): Promise<readonly string[]> } };
  return (await storageBuckets?.keys())?.includes(`strongroom-${name}`) ?? false;
}

/** Opens a database that must exist. @returns `done`, or why not. */
export async function openExisting(name: string): Promise<string> {
  return await outcomeOf(async () => (await indexedDbStore({ name, mustExist: true })).close());
}

/** Deletes a store as its own pages do. */
export async function deleteStore(name: string): Promise<void> {
  await deleteIndexedDbStore({ name });
}

/** Deletes the database alone, as the browser may and as a page that knows of no copy does. */
export async function deleteDatabase(name: string): Promise<void> {
  await resultOf(indexedDB.deleteDatabase(name));
}

/** Whether this browser has the means to keep a copy of a store. */
export function keepsCopies(): boolean {
  return 'storageBuckets' in navigator;
}

/** Counts up by comparing and swapping, several at a time. @returns How often it lost and tried again. */
export async function countUp(rounds: number, atOnce: number): Promise<number> {
  const store = await indexedDbStore({ name: 'race' });
  let conflicts = 0;
  const lane = async (): Promise<void> => {
    for (let done = 0; done < rounds; ) {
      const version = (await store.get('n'))?.version ?? 0;
      const change = { name: 'n', version: version + 1, value: PLAINTEXT };
      try {
        await store.commit([change], [{ name: 'n', version }]);
        done++;
      } catch (error) {
        if (!(error instanceof StoreConflictError)) throw error;
        conflicts++;
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  await store.close();
  return conflicts;
}

export async function counted(): Promise<number> {
  const store = await indexedDbStore({ name: 'race' });
  const version = (await store.get('n'))?.version ?? 0;
  await store.close();
  return version;
}

/** Which engine does what in this page. */
export function engineReport(): Readonly<Record<string, string>> {
  const { primitives } = createDefaultEngine().describe();
  return Object.fromEntries(primitives.map(({ primitive, engine }) => [primitive, engine]));
}

/** One operation by plain fetch. @returns The status and the body. */
export async function fetchKms(operation: string, input: object): Promise<{ status: number; body: string }> {
  const headers = { 'content-type': JSON_TYPE, 'x-amz-target': `TrentService.${operation}` };
  const response = await fetch('/kms', { method: 'POST', headers, body: JSON.stringify(input) });
  return { status: response.status, body: await response.text() };
}

/** The README's page: it waits for the worker and makes a key by the AWS SDK. @returns The key's id. */
export async function runReadme(): Promise<string> {
  // Not a literal: the bundler would take it in.
  const url = '/readme.js';
  const { KeyMetadata } = (await import(/* @vite-ignore */ url)) as { KeyMetadata: { KeyId: string } };
  return KeyMetadata.KeyId;
}

/** How many keys the AWS SDK lists through the service worker. */
export async function listBySdk(): Promise<number> {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const client = new KMSClient({ endpoint: `${location.origin}/kms`, region: 'us-east-1', credentials });
  return (await client.send(new ListKeysCommand({}))).Keys?.length ?? 0;
}

/** Makes a key in the shared worker. @returns How many there are then. */
export async function useSharedWorker(): Promise<number> {
  const send = fetchThroughPort(new SharedWorker('/shared-worker.js').port);
  const ask = async (operation: string): Promise<{ readonly Keys?: readonly unknown[] }> => {
    const headers = { 'content-type': JSON_TYPE, 'x-amz-target': `TrentService.${operation}` };
    return await (await send('/kms', { method: 'POST', headers, body: '{}' })).json();
  };
  await ask('CreateKey');
  return (await ask('ListKeys')).Keys?.length ?? 0;
}

/** Whether the network answers. */
export async function isOnline(): Promise<boolean> {
  return await fetch(`/page?${crypto.randomUUID()}`).then(
    ({ ok }) => ok,
    () => false,
  );
}
