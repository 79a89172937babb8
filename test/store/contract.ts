/**
 * The contract of a store: what every backend must do, called by each one's test in three lines.
 *
 * @module
 */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { equalBytes } from '../../src/bytes/equal.ts';
import {
  type Change,
  type Condition,
  MAX_VALUE_LENGTH,
  type Store,
  StoreConflictError,
  type StoredRecord,
  StoreUnavailableError,
} from '../../src/store/store.ts';

/** One seed for all property tests; fast-check prints it, and the path to the counterexample, on failure. */
const SEED = 20_261_124;

/** Runs the contract over stores that `open` makes, each empty. */
export function describeStore(name: string, open: () => Store | Promise<Store>): void {
  describe(`the store contract, kept by ${name}`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(async () => {
      await store.close();
    });
    const current = (): Store => store;
    describeReading(current);
    describeListing(current);
    describeCommits(current);
    describeConcurrency(current);
    describeRefusals(current);
    it('does what a plain Map does, over random histories', async () => {
      await fc.assert(fc.asyncProperty(histories, follow(open)), { seed: SEED, numRuns: 40 });
    });
  });
}

function describeReading(store: () => Store): void {
  it('has no record before it is written', async () => {
    expect(await store().get('a')).toBeUndefined();
    expect(await store().list('', undefined, 10)).toEqual([]);
  });

  it('gives back name, version and value of what was committed', async () => {
    await store().commit([put('a', 1, [1, 2, 3])], []);
    expect(await store().get('a')).toEqual({ name: 'a', version: 1, value: new Uint8Array([1, 2, 3]) });
  });

  it('keeps an empty value, a value of the greatest length, and the greatest version', async () => {
    const large = new Uint8Array(MAX_VALUE_LENGTH).fill(7);
    const changes = [
      put('empty', 1, []),
      { name: 'large', version: 1, value: large },
      put('late', Number.MAX_SAFE_INTEGER, [1]),
    ];
    await store().commit(changes, []);
    expect((await store().get('empty'))?.value).toEqual(new Uint8Array(0));
    expect(equalBytes((await store().get('large'))?.value as Uint8Array, large)).toBe(true);
    expect((await store().get('late'))?.version).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('is not changed by what callers do to arrays that they gave or got', async () => {
    // Node's Buffer, whose `slice` is a view, where there is one.
    const value = (globalThis.Buffer ?? Uint8Array).from([1, 2, 3]) as Uint8Array;
    const pending = store().commit([{ name: 'a', version: 1, value }], []);
    value.fill(9);
    await pending;
    value.fill(8);
    (await store().get('a'))?.value.fill(7);
    (await store().list('', undefined, 1))[0]?.value.fill(6);
    expect((await store().get('a'))?.value).toEqual(new Uint8Array([1, 2, 3]));
  });
}

function describeListing(store: () => Store): void {
  it('lists names in the order of their bytes', async () => {
    const sorted = ['!', '0', '10', '2', 'A', 'B', '[', 'a', 'a!', 'a/b', 'a~', 'b', '~'];
    for (const name of [...sorted].reverse()) await store().commit([put(name, 1, [1])], []);
    expect(namesOf(await store().list('', undefined, 100))).toEqual(sorted);
  });

  it('lists only names with the prefix', async () => {
    const names = ['k', 'key', 'key/', 'key/1', 'key/2', 'key/~~', 'key0', 'kez', 'l'];
    await store().commit(
      names.map((name) => put(name, 1, [1])),
      [],
    );
    expect(namesOf(await store().list('key/', undefined, 100))).toEqual(['key/', 'key/1', 'key/2', 'key/~~']);
    expect(await store().list('nothing', undefined, 100)).toEqual([]);
  });

  it('continues strictly after a name, whether it is stored or not', async () => {
    await store().commit(
      ['a/1', 'a/11', 'a/2', 'b/1'].map((name) => put(name, 1, [1])),
      [],
    );
    expect(namesOf(await store().list('a/', 'a/1', 9))).toEqual(['a/11', 'a/2']);
    expect(namesOf(await store().list('a/', 'a/10', 9))).toEqual(['a/11', 'a/2']);
    expect(namesOf(await store().list('a/', 'A', 9))).toEqual(['a/1', 'a/11', 'a/2']);
    expect(namesOf(await store().list('a/', 'a/2', 9))).toEqual([]);
    expect(namesOf(await store().list('a/', 'b', 9))).toEqual([]);
  });

  it('pages through 1,500 records without a gap or a repetition', async () => {
    const names = Array.from({ length: 1500 }, (_, i) => `key/${i.toString().padStart(5, '0')}`);
    const shuffled = names.map((_, i) => names[(i * 617) % 1500] as string);
    await store().commit(
      shuffled.map((name) => put(name, 1, [1])),
      [],
    );
    const paged: string[] = [];
    for (;;) {
      const page = await store().list('key/', paged.at(-1), 64);
      if (page.length === 0) break;
      expect(page.length).toBeLessThanOrEqual(64);
      paged.push(...namesOf(page));
    }
    expect(paged).toEqual(names);
  });
}

function describeCommits(store: () => Store): void {
  it('writes over a record and deletes it', async () => {
    await store().commit([put('a', 1, [1])], []);
    await store().commit([put('a', 2, [2, 2])], [at('a', 1)]);
    expect(await store().get('a')).toEqual({ name: 'a', version: 2, value: new Uint8Array([2, 2]) });
    await store().commit([remove('a')], [at('a', 2)]);
    expect(await store().get('a')).toBeUndefined();
    expect(await store().list('', undefined, 10)).toEqual([]);
    await store().commit([put('a', 1, [3])], [at('a', 0)]);
    expect((await store().get('a'))?.version).toBe(1);
  });

  it('takes the deletion of what is not there, a commit of nothing, and a commit of conditions alone', async () => {
    await store().commit([remove('a')], []);
    await store().commit([], []);
    await store().commit([], [at('a', 0)]);
    await expect(store().commit([], [at('a', 1)])).rejects.toThrow(StoreConflictError);
  });

  it('refuses a commit whose record is there, is not there, or has another version', async () => {
    await store().commit([put('a', 3, [1])], []);
    for (const condition of [at('a', 0), at('a', 2), at('a', 4), at('b', 1)]) {
      const refusal = await store()
        .commit([put('a', 9, [9])], [condition])
        .catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(StoreConflictError);
      expect((refusal as StoreConflictError).recordName).toBe(condition.name);
    }
    expect((await store().get('a'))?.version).toBe(3);
  });

  it('changes nothing at all when the last of many conditions fails', async () => {
    await store().commit([put('kept', 1, [1]), put('old', 1, [1])], []);
    const changes = [put('kept', 2, [2]), remove('old'), put('new', 1, [1])];
    const conditions = [at('kept', 1), at('old', 1), at('new', 1)];
    await expect(store().commit(changes, conditions)).rejects.toThrow(StoreConflictError);
    expect(await store().list('', undefined, 10)).toEqual([
      { name: 'kept', version: 1, value: new Uint8Array([1]) },
      { name: 'old', version: 1, value: new Uint8Array([1]) },
    ]);
  });
}

function describeConcurrency(store: () => Store): void {
  it('loses no update among 100 concurrent counters that compare and swap', async () => {
    const increment = async (): Promise<void> => {
      for (;;) {
        const record = await store().get('counter');
        const version = record?.version ?? 0;
        const count = record === undefined ? 0 : new DataView(record.value.buffer).getUint32(0);
        const value = new Uint8Array(4);
        new DataView(value.buffer).setUint32(0, count + 1);
        try {
          return await store().commit(
            [{ name: 'counter', version: version + 1, value }],
            [at('counter', version)],
          );
        } catch (error) {
          if (!(error instanceof StoreConflictError)) throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: 100 }, increment));
    expect(await store().get('counter')).toEqual({
      name: 'counter',
      version: 100,
      value: new Uint8Array([0, 0, 0, 100]),
    });
  });

  it('lets one of several commits of the same moment win, and rejects the others alone', async () => {
    const outcomes = await Promise.allSettled([
      store().commit([put('a', 1, [1])], [at('a', 0)]),
      store().commit([put('a', 1, [2]), put('b', 1, [2])], [at('a', 0)]),
      store().commit([put('c', 1, [3])], [at('a', 1)]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(namesOf(await store().list('', undefined, 10))).toEqual(['a', 'c']);
    expect((await store().get('a'))?.value).toEqual(new Uint8Array([1]));
  });
}

function describeRefusals(store: () => Store): void {
  it.each([
    ['nothing', ''],
    ['1,025 characters', 'n'.repeat(1025)],
    ['a space', 'a b'],
    ['a line break', 'a\n'],
    ['0x7f', 'a\x7f'],
    ['a letter beyond ASCII', 'é'],
    ['0x00', 'a\0'],
    ['half a surrogate pair', '\ud800'],
  ])('refuses a name of, or with, %s', async (_, name) => {
    await expect(store().get(name)).rejects.toThrow(RangeError);
    await expect(store().commit([put(name, 1, [1])], [])).rejects.toThrow(RangeError);
    await expect(store().commit([], [at(name, 0)])).rejects.toThrow(RangeError);
    await expect(store().list('', name, 1)).rejects.toThrow(RangeError);
    if (name !== '') await expect(store().list(name, undefined, 1)).rejects.toThrow(RangeError);
  });

  it('takes a name of 1,024 characters', async () => {
    const name = '~'.repeat(1024);
    await store().commit([put(name, 1, [1])], []);
    expect(namesOf(await store().list('~', undefined, 2))).toEqual([name]);
    expect(await store().list('~', name, 2)).toEqual([]);
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 53])('refuses %d as a version', async (version) => {
    await expect(store().commit([put('a', version, [1])], [])).rejects.toThrow(RangeError);
    if (version !== 0) await expect(store().commit([], [at('a', version)])).rejects.toThrow(RangeError);
  });

  it.each([0, -1, 1.5, Number.POSITIVE_INFINITY])('refuses %d as a limit', async (limit) => {
    await expect(store().list('', undefined, limit)).rejects.toThrow(RangeError);
  });

  it('refuses what is of the wrong kind, a name that comes twice, and a value that is too long', async () => {
    const tooLong = { name: 'a', version: 1, value: new Uint8Array(MAX_VALUE_LENGTH + 1) };
    const text = { name: 'a', version: 1, value: 'text' } as unknown as Change;
    await expect(store().get(1 as unknown as string)).rejects.toThrow(TypeError);
    await expect(store().commit([text], [])).rejects.toThrow(TypeError);
    await expect(store().commit({} as unknown as Change[], [])).rejects.toThrow(TypeError);
    await expect(store().commit([], null as unknown as Condition[])).rejects.toThrow(TypeError);
    await expect(store().commit([put('a', 1, [1]), remove('a')], [])).rejects.toThrow(RangeError);
    await expect(store().commit([put('b', 1, [1]), tooLong], [])).rejects.toThrow(RangeError);
    expect(await store().list('', undefined, 10)).toEqual([]);
  });

  it('refuses everything once it is closed, and may be closed twice', async () => {
    await store().close();
    await store().close();
    await expect(store().get('a')).rejects.toThrow(StoreUnavailableError);
    await expect(store().list('', undefined, 1)).rejects.toThrow('the store is closed');
    await expect(store().commit([], [])).rejects.toThrow(StoreUnavailableError);
  });
}

/** Few names and few versions, so that conditions hold about as often as they fail. */
const names = fc.constantFrom('a', 'a/', 'a/1', 'a/2', 'b', 'b/1', '~', '!');
const versions = fc.integer({ min: 1, max: 3 });
const changes: fc.Arbitrary<Change> = fc.record({
  name: names,
  version: versions,
  value: fc.option(fc.uint8Array({ maxLength: 4 }), { nil: undefined }),
});
const conditions: fc.Arbitrary<Condition> = fc.record({
  name: names,
  version: fc.integer({ min: 0, max: 3 }),
});
const commits = fc.record({
  kind: fc.constant('commit' as const),
  changes: fc.uniqueArray(changes, { selector: ({ name }) => name, maxLength: 4 }),
  conditions: fc.array(conditions, { maxLength: 2 }),
});
const lists = fc.record({
  kind: fc.constant('list' as const),
  prefix: fc.constantFrom('', 'a', 'a/', 'b', 'c'),
  after: fc.option(names, { nil: undefined }),
  limit: fc.integer({ min: 1, max: 9 }),
});
const histories = fc.array(fc.oneof({ weight: 3, arbitrary: commits }, lists), { maxLength: 60 });

type Step = typeof histories extends fc.Arbitrary<(infer S)[]> ? S : never;

/** Walks a history over a fresh store and over a Map, which must agree at every step. */
function follow(open: () => Store | Promise<Store>): (history: readonly Step[]) => Promise<void> {
  return async (history) => {
    const store = await open();
    const model = new Map<string, StoredRecord>();
    try {
      for (const step of history) {
        if (step.kind === 'commit') await followCommit(store, model, step);
        else expect(await store.list(step.prefix, step.after, step.limit)).toEqual(listOf(model, step));
      }
    } finally {
      await store.close();
    }
  };
}

async function followCommit(
  store: Store,
  model: Map<string, StoredRecord>,
  step: Extract<Step, { kind: 'commit' }>,
): Promise<void> {
  const holds = step.conditions.every(({ name, version }) => (model.get(name)?.version ?? 0) === version);
  const outcome = store.commit(step.changes, step.conditions);
  if (!holds) {
    await expect(outcome).rejects.toThrow(StoreConflictError);
    return;
  }
  await outcome;
  for (const { name, version, value } of step.changes) {
    if (value === undefined) model.delete(name);
    else model.set(name, { name, version, value });
  }
}

function listOf(
  model: ReadonlyMap<string, StoredRecord>,
  { prefix, after, limit }: Extract<Step, { kind: 'list' }>,
): readonly StoredRecord[] {
  return [...model.values()]
    .filter(({ name }) => name.startsWith(prefix) && (after === undefined || name > after))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .slice(0, limit);
}

function put(name: string, version: number, value: readonly number[]): Change {
  return { name, version, value: new Uint8Array(value) };
}

function remove(name: string): Change {
  return { name, version: 1, value: undefined };
}

function at(name: string, version: number): Condition {
  return { name, version };
}

function namesOf(records: readonly StoredRecord[]): readonly string[] {
  return records.map(({ name }) => name);
}
