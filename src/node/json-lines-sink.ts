/**
 * A file that every event is appended to: one JSON object a line, as the trail has it.
 *
 * An entry is made durable before the next one is asked for. After a crash the last lines may come once more, or the last
 * one may be cut off: `eventID` tells which are the same. Whoever rotates the file may rename it at any time: it is opened
 * anew for each entry.
 *
 * @module
 */
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Sink } from '../audit/sink.ts';

/** The sink of a file, which need not be there yet. */
export function jsonLinesSink(file: string): Sink {
  const path = resolve(file);
  return {
    name: `jsonl:${encodeURIComponent(path)}`,
    async write({ events }) {
      const handle = await open(path, 'a', 0o640);
      try {
        await handle.writeFile(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
        await handle.datasync();
      } finally {
        await handle.close();
      }
    },
  };
}
