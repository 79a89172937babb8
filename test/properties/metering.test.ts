/**
 * The counts in the store are those of the journal, counted naively from its first entry to its last: after any traffic,
 * with a process that ends at any commit, whether that was written or not, and any restarts.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDefaultEngine } from '../../src/crypto/default-engine.ts';
import { decodeCounts } from '../../src/metering/call-counts.ts';
import type { CallNote } from '../../src/metering/call-note.ts';
import { Meter } from '../../src/metering/meter.ts';
import { CALLS_PREFIX } from '../../src/metering/names.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { dyingStore } from '../audit/dying-store.ts';
import { eventsOf, openJournal } from '../journal/journals.ts';
import { keyOfSpec } from '../metering/keys.ts';
import { lineOf } from '../metering/traffic.ts';

const DAY_MS = 86_400_000;
const SERVICE_LINE = '{"event":{"eventName":"RotateKey","eventType":"AwsServiceEvent"}}';
const engine = createDefaultEngine();

const call = fc
  .record({
    operation: fc.constantFrom('Encrypt', 'Sign', 'ListKeys', 'Nonsense'),
    atMs: fc.integer({ min: 0, max: 3 * DAY_MS }),
    account: fc.constantFrom('111122223333', '444455556666'),
    region: fc.constantFrom('us-east-1', 'eu-west-1'),
    user: fc.integer({ min: 1, max: 3 }),
    spec: fc.constantFrom('SYMMETRIC_DEFAULT', 'RSA_2048', undefined),
    code: fc.constantFrom('AccessDeniedException', 'DisabledException', undefined, undefined),
  })
  .map(({ user, spec, code, ...calls }) =>
    lineOf({
      ...calls,
      principalArn: `arn:aws:iam::${calls.account}:user/u${user}`,
      keys: spec === undefined ? [] : [keyOfSpec(spec, { keyId: `k-${spec}` })],
      ...(code === undefined ? {} : { code: code as 'DisabledException' }),
    }),
  );
const entry = fc.array(fc.oneof({ weight: 9, arbitrary: call }, fc.constant(SERVICE_LINE)), {
  minLength: 1,
  maxLength: 4,
});
/** What a process does before it ends: entries to append, or `undefined`: it counts. */
const life = fc.record({
  steps: fc.array(fc.option(entry, { freq: 4, nil: undefined }), { maxLength: 12 }),
  commits: fc.integer({ min: 0, max: 12 }),
  isWritten: fc.boolean(),
});

type Counts = Record<string, readonly number[]>;

/** Reads each line whole, and adds one to one of many numbers. */
function recount(lines: readonly string[]): Counts {
  const counts: Record<string, number[]> = {};
  for (const line of lines) {
    const { note } = JSON.parse(line) as { note?: CallNote };
    if (note === undefined) continue;
    const day = new Date(note.atMs).toISOString().slice(0, 10);
    const { account, region, operation, principal, key } = note;
    const name = JSON.stringify([account, day, region, key, operation, note.class, principal]);
    const row = counts[name] ?? [0, 0, 0];
    counts[name] = [row[0] + 1, row[1] + (note.isError ? 1 : 0), row[2] + (note.isUnbilled ? 1 : 0)];
  }
  return counts;
}

async function counted(keystore: Awaited<ReturnType<typeof openJournal>>['keystore']): Promise<Counts> {
  const counts: Record<string, readonly number[]> = {};
  for (const { name, value } of await keystore.list(CALLS_PREFIX, undefined, 9999)) {
    const [account, day, region] = name.slice(CALLS_PREFIX.length).split('/');
    const { key, rows } = decodeCounts(value);
    for (const [operation, priceClass, principal, ...numbers] of rows) {
      counts[JSON.stringify([account, day, region, key, operation, priceClass, principal])] = numbers;
    }
  }
  return counts;
}

describe('the counts of the meter', () => {
  it('are those of the whole journal, wherever processes ended', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(life, { maxLength: 5 }), async (lives) => {
        const store = memoryStore();
        await openJournal({ engine }, { store, engine });
        for (const { steps, commits, isWritten } of lives) {
          try {
            const dying = dyingStore(store, commits, isWritten);
            const { journal, keystore } = await openJournal({ engine }, { store: dying, engine });
            const meter = await Meter.open({ journal, keystore });
            for (const lines of steps) await (lines === undefined ? meter.catchUp() : journal.append(lines));
          } catch {
            // The process has ended.
          }
        }
        const { journal, keystore } = await openJournal({ engine }, { store, engine });
        const meter = await Meter.open({ journal, keystore });
        await meter.catchUp();
        expect(await counted(keystore)).toEqual(recount(await eventsOf(journal)));
      }),
      { numRuns: 60 },
    );
  });

  it('stay when the entries are erased', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 40 }), async (entries) => {
        const retention = { keepMs: 0, keepBytes: 0 };
        const { journal, keystore, clock } = await openJournal({ engine, retention }, { engine });
        const meter = await Meter.open({ journal, keystore });
        for (const lines of entries) {
          await journal.append(lines);
          clock.nowMs += 1000;
          if (lines.length > 2) {
            await meter.catchUp();
            await journal.prune();
          }
        }
        await meter.catchUp();
        await journal.prune();
        expect(await journal.read(0)).toEqual([]);
        expect(await counted(keystore)).toEqual(recount(entries.flat()));
      }),
      { numRuns: 20 },
    );
  });
});
