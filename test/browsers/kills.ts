/**
 * Kills of the browser's process in the middle of writes: no acknowledged write is lost, and none is there by half.
 *
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningBrowser } from './browser.ts';
import type { TestServer } from './server.ts';

/** How long a writer writes before it is killed, at most. */
const LIFE_MS = 150;

/** What was found. */
export interface KillCounts {
  readonly kills: number;
  readonly acknowledged: number;
  /** What was wrong, one line for each kill after which something was. */
  readonly losses: readonly string[];
}

/** Kills a browser so many times over one profile, and looks at what is left after each. */
export async function killMany(
  browser: RunningBrowser,
  server: TestServer,
  kills: number,
  onProgress: (done: number) => void,
): Promise<KillCounts> {
  if (browser.startMortal === undefined) throw new TypeError('this browser keeps no profile');
  const profile = await mkdtemp(join(tmpdir(), 'strongroom-profile-'));
  const losses: string[] = [];
  server.acknowledged = 0;
  try {
    for (let kill = 0; kill <= kills; kill++) {
      const session = await browser.startMortal(profile);
      const tab = await session.newTab();
      const left = await tab.call<number | string>('pairsLeft');
      if (typeof left !== 'number') losses.push(`after kill ${kill}: ${left}`);
      else if (left < server.acknowledged)
        losses.push(`after kill ${kill}: ${left} of ${server.acknowledged}`);
      if (kill === kills) {
        await session.close();
        break;
      }
      await tab.call('writeForEver');
      await server.untilAcknowledged(server.acknowledged + 1);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * LIFE_MS));
      await session.kill();
      onProgress(kill + 1);
    }
    return { kills, acknowledged: server.acknowledged, losses };
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
