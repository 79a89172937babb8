/**
 * kill -9 of a server under load that delivers its trail: what was answered is in it, what is in it happened, and every
 * file is there once.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { CloudTrailEvent } from '../../../src/audit/cloudtrail-event.ts';
import { parseObjectName } from '../../../src/audit/object-name.ts';
import { folderDestination } from '../../../src/node/folder-destination.ts';
import { run, startServer, temporaryFolder } from '../../node/process.ts';
import { seededRandom } from '../../store/crash.ts';
import { atLength } from '../length.ts';

const CYCLES = atLength(500);
const CLIENTS = 4;
const SEED = 20_261_129;
const folder = temporaryFolder();
const trail = join(folder, 'trail');
const data = join(folder, 'data');
const ARGS = ['--data', data, '--audit-to', trail, '--audit-every', '1', '--digest-every', '2'];

const CALLS: readonly (readonly [operation: string, input: object])[] = [
  ['CreateKey', {}],
  ['ListKeys', { Limit: 1 }],
  ['GenerateRandom', { NumberOfBytes: 8 }],
  ['CreateGrant', { KeyId: 'none' }],
];

/** What clients know: the ids of answers they have, and how many calls had none. */
interface Known {
  readonly answered: Set<string>;
  sent: number;
  unanswered: number;
}

/** Calls one after the other, until the server is gone. */
async function keepCalling(url: string, known: Known, random: () => number): Promise<void> {
  for (;;) {
    const [operation, input] = CALLS[Math.floor(random() * CALLS.length)] as (typeof CALLS)[number];
    const headers = {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': `TrentService.${operation}`,
    };
    known.sent++;
    try {
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(input) });
      await response.text();
      known.answered.add(response.headers.get('x-amzn-requestid') ?? '');
    } catch {
      known.unanswered++;
      return;
    }
  }
}

async function readTrail(): Promise<{ readonly files: number; readonly events: readonly CloudTrailEvent[] }> {
  const events: CloudTrailEvent[] = [];
  let files = 0;
  for await (const names of folderDestination(trail).list('AWSLogs/')) {
    for (const name of names.filter((one) => parseObjectName(one)?.kind === 'log')) {
      files++;
      const content = JSON.parse(gunzipSync(readFileSync(join(trail, name))).toString()) as {
        Records: CloudTrailEvent[];
      };
      events.push(...content.Records);
    }
  }
  return { files, events };
}

describe('kill -9 of a server that delivers its trail', () => {
  it(
    `loses no event of an answered call, invents none, and delivers each once, in ${CYCLES} cycles`,
    async () => {
      const random = seededRandom(SEED);
      const known: Known = { answered: new Set(), sent: 0, unanswered: 0 };
      for (let cycle = 0; cycle < CYCLES; cycle++) {
        const server = await startServer(ARGS);
        const clients = Array.from({ length: CLIENTS }, () => keepCalling(server.url, known, random));
        // Killed while it works: from its first answer on.
        const before = known.answered.size;
        while (known.answered.size === before) await new Promise((resolve) => setTimeout(resolve, 5));
        await new Promise((resolve) => setTimeout(resolve, random() * 2400));
        await server.stop('SIGKILL');
        await Promise.all(clients);
      }
      const last = await startServer(ARGS);
      const verified = await run(['audit', 'verify', '--trail', trail, '--endpoint-url', last.url]);
      expect(verified.stdout).toMatch(/Nothing is missing/);
      await last.stop();
      const { files, events } = await readTrail();
      const ids = events.map(({ requestID = '' }) => requestID);
      const kept = new Set(ids);
      const lost = [...known.answered].filter((id) => !kept.has(id));
      expect(lost).toEqual([]);
      // Each call once, and beside the answered ones at most those that were under way when the server was killed.
      expect(kept.size).toBe(ids.length);
      expect(ids.length - known.answered.size).toBeLessThanOrEqual(known.unanswered);
      expect(new Set(events.map(({ eventID }) => eventID)).size).toBe(events.length);
      console.log(
        `kill -9: ${CYCLES} cycles, ${known.answered.size} answered calls, ${events.length} events in ${files} files, ` +
          `0 lost, 0 twice, ${ids.length - known.answered.size} of ${known.unanswered} that were under way (seed ${SEED})`,
      );
    },
    120 * 60_000,
  );
});
