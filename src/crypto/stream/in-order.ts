/**
 * Work on several items at once, with results in the order of the items.
 *
 * At most `width` results are owed at any time, and one item is taken ahead. A result leaves as soon as it is there and
 * the ones before it are out, even while the next item has yet to come. On every exit the bytes that nobody will ask
 * for any more are wiped.
 *
 * @module
 */
import { wipe } from '../../bytes/wipe.ts';
import type { Bytes } from '../primitives.ts';

/** Something to work on; its bytes are wiped when the work on it is never begun. */
export interface Item {
  readonly bytes: Bytes;
}

/**
 * Works on items, several at a time.
 *
 * @param items Ended on every exit.
 * @param width How many may be worked on at once, 1 or more.
 * @param work Its results are whole arrays of their own. The first failure, in the order of the items, ends it all.
 *
 * @example
 * async function* items() { yield { bytes: new Uint8Array([1]) }; }
 * for await (const result of inOrder(items(), 2, async ({ bytes }) => bytes)) result; // 1
 */
export async function* inOrder<T extends Item>(
  items: AsyncGenerator<T, void>,
  width: number,
  work: (item: T) => Promise<Bytes>,
): AsyncGenerator<Bytes, void> {
  const owed: Promise<Bytes>[] = [];
  let next = quiet(items.next());
  try {
    for (;;) {
      const step = await stepOf(owed, next, width);
      if (step instanceof Uint8Array) {
        void owed.shift();
        yield step;
      } else if (step.done === true) {
        break;
      } else {
        owed.push(quiet(work(step.value)));
        next = quiet(items.next());
      }
    }
    while (owed[0] !== undefined) {
      const result = await owed[0];
      void owed.shift();
      yield result;
    }
  } finally {
    // Not awaited: whoever feeds the items may be waiting for this very end.
    discard(items.return());
    discard(next.then(({ value }) => value?.bytes));
    for (const result of owed) discard(result);
  }
}

/** The result that is due, or the next item: whichever comes first, and no item while `width` results are owed. */
function stepOf<T>(
  [due, ...later]: readonly Promise<Bytes>[],
  next: Promise<IteratorResult<T, void>>,
  width: number,
): Promise<Bytes | IteratorResult<T, void>> {
  if (due === undefined) return next;
  return later.length + 1 < width ? Promise.race([next, due]) : due;
}

/** A failure is heard when its turn comes; until then it is nobody's, which is not an error. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

function discard(promise: Promise<unknown>): void {
  promise.then(
    (value) => {
      if (value instanceof Uint8Array) wipe(value);
    },
    () => undefined,
  );
}
