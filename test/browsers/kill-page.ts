/**
 * The page that is killed: it tells what an earlier one left, and writes until its browser is no more.
 *
 * @module
 */
import { indexedDbStore } from '../../src/store/indexeddb.ts';
import type { Store } from '../../src/store/store.ts';

const PAIR = ['pair/left', 'pair/right'] as const;
const VALUE_LENGTH = 600;

/** The store with its copy, where the browser has the means, unless the page is asked for with `?copy=off`. */
async function openPairs(): Promise<Store> {
  const isAlone = new URLSearchParams(location.search).get('copy') === 'off';
  return await indexedDbStore({ name: 'pairs', ...(isAlone ? { copy: false } : {}) });
}

/** Writes pairs of records for ever, and tells the server of each version that was acknowledged. */
export async function writeForEver(): Promise<void> {
  const store = await openPairs();
  let version = (await store.get(PAIR[0]))?.version ?? 0;
  const write = async (): Promise<void> => {
    for (;;) {
      const conditions = PAIR.map((name) => ({ name, version }));
      version += 1;
      const value = new Uint8Array(VALUE_LENGTH).fill(version);
      await store.commit(
        PAIR.map((name) => ({ name, version, value })),
        conditions,
      );
      await fetch(`/ack?version=${version}`);
    }
  };
  void write();
}

/** What is left of the pairs: one version, or what is wrong with them. */
export async function pairsLeft(): Promise<number | string> {
  const store = await openPairs();
  const [left, right] = [await store.get(PAIR[0]), await store.get(PAIR[1])];
  await store.close();
  if (left?.version !== right?.version) return `half of a commit: ${left?.version} and ${right?.version}`;
  for (const record of [left, right]) {
    const isWhole = record === undefined || record.value.length === VALUE_LENGTH;
    if (!isWhole || record?.value.some((byte) => byte !== record.version % 256)) return 'a damaged record';
  }
  return left?.version ?? 0;
}

/** Tells whether the first database, not its copy, is made anew; it asks nothing of the browser that no page would ask. */
function watchFirst(): { isMade: boolean } {
  const seen = { isMade: false };
  const { open } = IDBFactory.prototype;
  IDBFactory.prototype.open = function (...place) {
    const opening = open.apply(this, place);
    if (this !== indexedDB) return opening;
    opening.addEventListener('upgradeneeded', () => {
      seen.isMade = true;
    });
    return opening;
  };
  return seen;
}

/** What a browser does that is started with this page alone. */
export async function liveAndDie(): Promise<void> {
  const first = watchFirst();
  const left = await pairsLeft().catch(String);
  await fetch(`/left?is=${encodeURIComponent(left)}&gone=${first.isMade}`);
  await writeForEver();
}
