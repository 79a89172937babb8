/**
 * Kills of the browser's process in the middle of writes: no acknowledged write is lost, and none is there by half.
 *
 * The browser is started with the page as its argument and nothing drives it: it is killed as a user's would be.
 *
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserKind } from './browser.ts';
import type { TestServer } from './server.ts';

/** How long a writer writes before it is killed, at most. */
const LIFE_MS = 150;

/** What was found. */
export interface KillCounts {
  readonly kills: number;
  readonly acknowledged: number;
  /** How often the browser had lost the first database. */
  readonly gone: number;
  /** What was wrong, one line for each kill after which something was. */
  readonly losses: readonly string[];
}

/** What is to be killed, how often. */
export interface KillPlan {
  readonly program: string;
  readonly profileOf: NonNullable<BrowserKind['profileOf']>;
  readonly server: TestServer;
  readonly kills: number;
  readonly onProgress: (done: number) => void;
}

/** Kills a browser so many times over one profile, and looks at what is left after each. */
export async function killMany(plan: KillPlan): Promise<KillCounts> {
  const { program, server, kills } = plan;
  const folder = await mkdtemp(join(tmpdir(), 'strongroom-profile-'));
  const losses: string[] = [];
  let gone = 0;
  server.acknowledged = 0;
  try {
    const argumentsFor = await plan.profileOf(folder);
    // Once more than it is killed: the last one tells what the last kill left.
    for (let done = 0; done <= kills; done++) {
      const loss = await liveOnce(program, argumentsFor(`${server.origin}/kill`), server);
      if (loss !== undefined) losses.push(`after kill ${done}: ${loss}`);
      if (done > 0 && server.isGone) gone += 1;
      plan.onProgress(done);
    }
    return { kills, acknowledged: server.acknowledged, gone, losses };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

/** Starts the browser, looks at what is left, lets it write for a while, and kills it. @returns What is missing. */
export async function liveOnce(
  program: string,
  args: readonly string[],
  server: TestServer,
): Promise<string | undefined> {
  const before = server.acknowledged;
  server.left = undefined;
  const browser = spawn(program, args, { stdio: 'ignore', detached: true });
  try {
    const left = await server.untilLeft();
    await server.untilAcknowledged(before + 1);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * LIFE_MS));
    return Number(left) >= before ? undefined : `${left} instead of ${before}`;
  } finally {
    await kill(browser);
  }
}

/** SIGKILL to the browser and all of its processes: it was started as the leader of a group. */
async function kill(browser: ChildProcess): Promise<void> {
  if (browser.pid === undefined || browser.exitCode !== null) return;
  const end = once(browser, 'exit');
  process.kill(-browser.pid, 'SIGKILL');
  await end;
}
