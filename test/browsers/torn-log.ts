/**
 * A log of Chromium's IndexedDB that is torn as a kill tears it: what a store loses by it, and what its copy brings back.
 *
 * LevelDB writes a record of its log as a header of 7 bytes (checksum, length, type) and a payload; Chromium's environment
 * takes two system calls for them. A kill in between leaves a header alone. It goes unnoticed at the next start, which
 * writes on behind it; at the start after that the checksum does not hold, and Chromium makes an empty database instead.
 * Source: LevelDB, doc/log_format.md. Here the browser is killed, the header is written by us, and the browser lives on.
 *
 * @module
 */
import { appendFile, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KillPlan, liveOnce } from './kills.ts';

/** Where a profile keeps the two logs. */
const LOGS = {
  first: /[/\\]IndexedDB[/\\]http_localhost_\d+\.indexeddb\.leveldb[/\\]\d+\.log$/,
  copy: /[/\\]WebStorage[/\\]\d+[/\\]IndexedDB[/\\]indexeddb\.leveldb[/\\]\d+\.log$/,
} as const;

/** How LevelDB cuts its log. */
const BLOCK_LENGTH = 32_768;
const HEADER_LENGTH = 7;
/** As it was found after a kill. */
const PAYLOAD_LENGTH = 129;
const FULL_RECORD = 1;

/** What is torn before which life of the browser; the first life makes the databases. */
type Life = keyof typeof LOGS | undefined;

/** Every log is torn once, at different times, as kills do it: each database is lost while the other is there. */
const LIVES: readonly Life[] = [undefined, 'first', undefined, 'copy', undefined, undefined];
const LIVES_ALONE: readonly Life[] = [undefined, 'first', undefined, undefined];

/** What happened over some lives. */
export interface TornLives {
  /** What was lost, one line each. */
  readonly losses: readonly string[];
  /** How often the browser had lost the first database. */
  readonly gone: number;
}

/** Lives through torn logs without a copy and with one. */
export async function tearLogs(
  plan: Pick<KillPlan, 'program' | 'profileOf' | 'server'>,
): Promise<{ readonly alone: TornLives; readonly copied: TornLives }> {
  return {
    alone: await liveThrough(plan, '/kill?copy=off', LIVES_ALONE),
    copied: await liveThrough(plan, '/kill', LIVES),
  };
}

async function liveThrough(
  { program, profileOf, server }: Pick<KillPlan, 'program' | 'profileOf' | 'server'>,
  path: string,
  lives: readonly Life[],
): Promise<TornLives> {
  const folder = await mkdtemp(join(tmpdir(), 'strongroom-profile-'));
  const losses: string[] = [];
  let gone = 0;
  server.acknowledged = 0;
  try {
    const argumentsFor = await profileOf(folder);
    for (const [life, torn] of lives.entries()) {
      if (torn !== undefined) await tear(folder, LOGS[torn]);
      const loss = await liveOnce(program, argumentsFor(server.origin + path), server);
      if (loss !== undefined) losses.push(`life ${life}: ${loss}`);
      if (life > 0 && server.isGone) gone += 1;
    }
    return { losses, gone };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

/** Writes the header of a record whose payload never comes. */
async function tear(folder: string, wanted: RegExp): Promise<void> {
  const logs = (await readdir(folder, { recursive: true })).filter((path) => wanted.test(path)).sort();
  const log = logs.at(-1);
  if (log === undefined) throw new Error(`the profile has no log ${wanted}`);
  const path = join(folder, log);
  const room = BLOCK_LENGTH - ((await stat(path)).size % BLOCK_LENGTH);
  // No header is cut by the end of a block: zeros fill it up.
  const filling = new Uint8Array(room < HEADER_LENGTH ? room : 0);
  const length = room < HEADER_LENGTH ? PAYLOAD_LENGTH : Math.min(PAYLOAD_LENGTH, room - HEADER_LENGTH);
  const checksum = [0x5a, 0x5a, 0x5a, 0x5a];
  await appendFile(path, new Uint8Array([...filling, ...checksum, length, 0, FULL_RECORD]));
}
