/**
 * A process that writes to a SQLite store until it is killed or refused, and says on standard output what was
 * acknowledged. Arguments: the file, a prefix for the names of this run.
 *
 * Commit `n` writes three records that belong together and counts a fourth up, so that a half commit would show.
 *
 * @module
 */
import { writeSync } from 'node:fs';
import { sqliteStore } from '../../src/store/sqlite.ts';
import { StoreUnavailableError } from '../../src/store/store.ts';

const WRITERS = 8;
const [file, prefix] = process.argv.slice(2) as [string, string];
const store = sqliteStore({ file });
let next = 0;
let acknowledged = 0;

async function write(): Promise<never> {
  for (;;) {
    const n = next++;
    const value = new Uint8Array(900).fill(n % 251);
    const names = ['a', 'b', 'c'].map((part) => `${prefix}/${part}/${n}`);
    await store.commit(
      names.map((name) => ({ name, version: 1, value })),
      names.map((name) => ({ name, version: 0 })),
    );
    acknowledged += 1;
    // Synchronous: an acknowledgement that is written is one the parent sees, whatever kills this process next.
    writeSync(1, `ack ${n}\n`);
  }
}

try {
  await Promise.all(Array.from({ length: WRITERS }, write));
} catch (error) {
  const later = await store.get(`${prefix}/a/0`).catch((refusal: unknown) => refusal);
  const kind = error instanceof StoreUnavailableError && later === error ? 'unavailable' : 'something else';
  writeSync(1, `refused ${kind} after ${acknowledged}: ${(error as Error).message}\n`);
  await store.close();
}
