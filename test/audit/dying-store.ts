/** A store that stops for good at a commit: before it, or after it was written and before anybody heard. */
import { type Store, StoreUnavailableError } from '../../src/store/store.ts';

export interface DyingStore extends Store {
  /** How many commits there were. */
  readonly commits: number;
}

/** @param lives How many commits succeed. @param isWritten Whether the one after them is written all the same. */
export function dyingStore(inner: Store, lives: number, isWritten: boolean): DyingStore {
  let commits = 0;
  let isDead = false;
  const refuse = (): void => {
    if (isDead) throw new StoreUnavailableError('the store has stopped');
  };
  return {
    get commits() {
      return commits;
    },
    get: async (name) => {
      refuse();
      return await inner.get(name);
    },
    list: async (prefix, after, limit) => {
      refuse();
      return await inner.list(prefix, after, limit);
    },
    commit: async (changes, conditions) => {
      refuse();
      if (commits >= lives) {
        isDead = true;
        if (isWritten) await inner.commit(changes, conditions);
        refuse();
      }
      await inner.commit(changes, conditions);
      commits++;
    },
    close: async () => {
      isDead = true;
    },
  };
}
