/** Counting up by comparing and swapping: what several writers of one store may not lose. */
import { type Store, StoreConflictError } from '../../src/store/store.ts';

/** Counts the record `n` up by one, as often as it takes. */
export async function countUp(store: Store): Promise<void> {
  for (;;) {
    const version = (await store.get('n'))?.version ?? 0;
    const next = { name: 'n', version: version + 1, value: new Uint8Array([version + 1]) };
    try {
      return await store.commit([next], [{ name: 'n', version }]);
    } catch (error) {
      if (!(error instanceof StoreConflictError)) throw error;
    }
  }
}
