/**
 * A keeper of copies for tests: a factory of its own, and the one lock that tabs of an origin share.
 *
 * @module
 */
import { IDBFactory } from 'fake-indexeddb';
import type { CopyKeeper } from '../../src/store/indexeddb-copy.ts';

/** A keeper whose exclusive locks are given in the order in which they were asked for. */
export function keeperForTests(): CopyKeeper {
  const tails = new Map<string, Promise<unknown>>();
  const request = (name: string, work: () => Promise<unknown>): Promise<unknown> => {
    const done = (tails.get(name) ?? Promise.resolve()).then(work, work);
    tails.set(
      name,
      done.catch(() => undefined),
    );
    return done;
  };
  return { factory: new IDBFactory(), locks: { request } as CopyKeeper['locks'] };
}
