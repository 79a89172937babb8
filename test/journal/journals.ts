/** Journals of tests: over a keystore in memory, with its clock. */
import { Journal, type JournalOptions } from '../../src/journal/journal.ts';
import type { Keystore } from '../../src/keystore/keystore.ts';
import { testEngine } from '../keystore/engine.ts';
import { type House, openHouse } from '../keystore/house.ts';

export interface OpenedJournal extends House {
  readonly journal: Journal;
  /** Another opening of the same store's journal, as a process that starts or a second tab has it. */
  reopen(keystore?: Keystore): Promise<Journal>;
}

export const UNBOUNDED = { keepMs: Number.POSITIVE_INFINITY, keepBytes: Number.POSITIVE_INFINITY };

/** A journal in a new store, unless one is given. */
export async function openJournal(
  parts: Partial<JournalOptions> = {},
  house: Parameters<typeof openHouse>[0] = {},
): Promise<OpenedJournal> {
  const opened = await openHouse(house);
  const options: JournalOptions = {
    keystore: opened.keystore,
    engine: testEngine(),
    clock: () => opened.clock.nowMs,
    retention: UNBOUNDED,
    ...parts,
  };
  const reopen = async (keystore: Keystore = options.keystore): Promise<Journal> =>
    await Journal.open({ ...options, keystore });
  return { ...opened, journal: await Journal.open(options), reopen };
}

/** Every event of a journal, in order, read by pages. */
export async function eventsOf(journal: Journal): Promise<readonly string[]> {
  const events: string[] = [];
  for (let after = 0; ; ) {
    const entries = await journal.read(after);
    const last = entries.at(-1);
    if (last === undefined) return events;
    events.push(...entries.flatMap((entry) => entry.events));
    after = last.sequence;
  }
}
