/**
 * The custom key stores of an account and Region: one record for all of them.
 *
 * There are ten at most, and what must be unique among them (names, clusters, proxies) is decided on one record, so that
 * two calls at once cannot both be right.
 *
 * @module
 */
import { fromUtf8, toUtf8 } from '../bytes/utf8.ts';
import type { RecordChange } from '../keystore/keystore.ts';
import type { Condition } from '../store/store.ts';
import type { CustomKeyStore } from './custom-key-store.ts';
import { KmsError } from './errors.ts';
import { customKeyStoresName } from './keyspace.ts';
import type { Scope } from './scope.ts';
import type { Vault } from './vault.ts';

/** All custom key stores of an account and Region, and the version of their record. */
export interface Roster {
  readonly scope: Scope;
  readonly stores: readonly CustomKeyStore[];
  readonly version: number;
}

/** The custom key stores of a scope. */
export async function readRoster({ keystore }: Vault, { account, region }: Scope): Promise<Roster> {
  const scope = { account, region };
  const record = await keystore.read(customKeyStoresName(scope));
  if (record === undefined) return { scope, stores: [], version: 0 };
  return {
    scope,
    stores: JSON.parse(fromUtf8(record.value)) as readonly CustomKeyStore[],
    version: record.version,
  };
}

/** What a commit requires that relies on the stores being what they were. */
export function versionOf({ scope, version }: Roster): Condition {
  return { name: customKeyStoresName(scope), version };
}

/** The write that puts other stores in the place of what was read. */
export function changeRoster({ scope, version }: Roster, stores: readonly CustomKeyStore[]): RecordChange {
  return { name: customKeyStoresName(scope), replaces: version, value: toUtf8(JSON.stringify(stores)) };
}

/** The write that puts one store in the place of the one with its id. */
export function replaceStore(roster: Roster, store: CustomKeyStore): RecordChange {
  return changeRoster(
    roster,
    roster.stores.map((one) => (one.id === store.id ? store : one)),
  );
}

/** The store of that id. @throws {KmsError} CustomKeyStoreNotFoundException. */
export function storeOf({ stores }: Pick<Roster, 'stores'>, id: string): CustomKeyStore {
  const store = stores.find((one) => one.id === id);
  if (store !== undefined) return store;
  throw new KmsError('CustomKeyStoreNotFoundException', `Custom key store '${id}' does not exist.`);
}

/** What of a key says in which store it is. */
interface KeyInStore extends Scope {
  readonly customKeyStoreId?: string | undefined;
}

/** The store of a key in one; `undefined` for every other key. */
export async function findStoreOf(vault: Vault, key: KeyInStore): Promise<CustomKeyStore | undefined> {
  if (key.customKeyStoreId === undefined) return undefined;
  const { stores } = await readRoster(vault, key);
  return stores.find(({ id }) => id === key.customKeyStoreId);
}
