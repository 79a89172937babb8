/**
 * The store in memory: for tests, demonstrations, and services that keep their keys elsewhere.
 *
 * A hash map answers `get`, a two-level tree of names answers `list`. Every commit runs to its end without a pause, so
 * it is atomic as it stands. It promises nothing beyond the life of the process.
 *
 * @module
 */
import { SortedNames } from './sorted-names.ts';
import {
  type Change,
  type Condition,
  copyChanges,
  copyConditions,
  expectLimit,
  expectName,
  nameRange,
  type Store,
  StoreConflictError,
  type StoredRecord,
  StoreUnavailableError,
} from './store.ts';

/**
 * An empty store that lives as long as the object.
 *
 * @example
 * const store = memoryStore();
 * await store.commit([{ name: 'a', version: 1, value: new Uint8Array([7]) }], [{ name: 'a', version: 0 }]);
 * (await store.get('a'))?.version; // 1
 */
export function memoryStore(): Store {
  return new MemoryStore();
}

class MemoryStore implements Store {
  readonly #records = new Map<string, StoredRecord>();
  readonly #names = new SortedNames();
  #closed = false;

  async get(name: string): Promise<StoredRecord | undefined> {
    this.#refuseIfClosed();
    expectName('name', name);
    const record = this.#records.get(name);
    return record === undefined ? undefined : copyRecord(record);
  }

  async list(prefix: string, after: string | undefined, limit: number): Promise<readonly StoredRecord[]> {
    this.#refuseIfClosed();
    const { from, to } = nameRange(prefix, after);
    expectLimit(limit);
    return this.#names
      .between(from, to, limit)
      .map((name) => copyRecord(this.#records.get(name) as StoredRecord));
  }

  async commit(changes: readonly Change[], conditions: readonly Condition[]): Promise<void> {
    this.#refuseIfClosed();
    const copies = copyChanges(changes);
    for (const { name, version } of copyConditions(conditions)) {
      if ((this.#records.get(name)?.version ?? 0) !== version) throw new StoreConflictError(name);
    }
    for (const change of copies) this.#apply(change);
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #apply({ name, version, value }: Change): void {
    if (value === undefined) {
      this.#records.delete(name);
      this.#names.delete(name);
      return;
    }
    if (!this.#records.has(name)) this.#names.add(name);
    this.#records.set(name, { name, version, value });
  }

  #refuseIfClosed(): void {
    if (this.#closed) throw new StoreUnavailableError('the store is closed');
  }
}

function copyRecord({ name, version, value }: StoredRecord): StoredRecord {
  return { name, version, value: new Uint8Array(value) };
}
