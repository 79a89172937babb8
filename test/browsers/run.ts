/**
 * The package in real browsers: bundles it once, and tries every scenario in each of them.
 *
 *   npm run test:browsers                    all browsers
 *   npm run test:browsers -- Chromium        some of them
 *   STRONGROOM_FULL_LENGTH=1 …               500 kills of the browser instead of 15
 *   STRONGROOM_SCENARIO='no more room' …     one scenario, by a part of its title
 *
 * A browser that is not here is a skip with its reason, and so is a scenario that a browser has no means for. The counts
 * go to build/reports/browsers.json: one for each scenario in each browser.
 *
 * @module
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../scripts/sources.ts';
import { installHosts } from '../runtimes/install.ts';
import { inParallel, withinTime } from '../runtimes/pace.ts';
import type { BrowserKind, RunningBrowser } from './browser.ts';
import { bundlePages, HERE } from './bundle.ts';
import { killMany } from './kills.ts';
import { PLAYWRIGHT_BROWSERS } from './playwright.ts';
import { countsOfResults, type ScenarioResult } from './report.ts';
import { SCENARIOS, type Scenario, Skip } from './scenarios.ts';
import { servePages, type TestServer } from './server.ts';
import { tearLogs } from './torn-log.ts';
import { WEBKIT } from './webkit.ts';

const BROWSERS: readonly BrowserKind[] = [...PLAYWRIGHT_BROWSERS, WEBKIT];
/** All browsers at a time: much of each one's time is waiting for it to start. */
const AT_ONCE = 3;
const SCENARIO_LIMIT_MS = 120_000;
const KILLS_TITLE = 'kills of the browser in the middle of writes lose nothing that was acknowledged';
const TORN_TITLE = 'a log that a kill tore loses nothing of a store with a copy';
const FULL_LENGTH = process.env['STRONGROOM_FULL_LENGTH'] === '1';
/** Part of a title: that scenario alone, and no kills. */
const ONLY = process.env['STRONGROOM_SCENARIO'];
const KILLS = FULL_LENGTH ? 500 : 15;

async function runBrowser(
  kind: BrowserKind,
  made: string,
  missing: string | undefined,
): Promise<readonly ScenarioResult[]> {
  const found = kind.find();
  if ('missing' in found) return [{ browser: kind.name, skipped: found.missing }];
  if (kind.name !== 'WebKit' && missing !== undefined) return [{ browser: kind.name, skipped: missing }];
  const server = await servePages(made);
  try {
    const browser = await kind.start(found.program, server.origin);
    const results = await runAll(kind, browser, server).finally(() => browser.close());
    if (ONLY !== undefined) return results;
    const name = `${kind.name} ${browser.version}`;
    const torn = await outcomeOf(() => tear(kind, found.program, server));
    results.push(noted({ browser: name, title: TORN_TITLE, ...torn }));
    const killed = await outcomeOf(() => kill(kind, found.program, server));
    return [...results, noted({ browser: name, title: KILLS_TITLE, ...killed })];
  } catch (error) {
    return [{ browser: kind.name, error: textOf(error) }];
  } finally {
    await server.close();
  }
}

async function runAll(
  kind: BrowserKind,
  browser: RunningBrowser,
  server: TestServer,
): Promise<ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  for (const [title, scenario] of Object.entries(SCENARIOS)) {
    if (ONLY !== undefined && !title.includes(ONLY)) continue;
    const result = await outcomeOf(() => runScenario(scenario, browser, server));
    results.push(noted({ browser: `${kind.name} ${browser.version}`, title, ...result }));
  }
  return results;
}

function noted(result: ScenarioResult): ScenarioResult {
  const { browser, title, skipped, error, remark } = result;
  const how = skipped !== undefined ? 'skipped' : error !== undefined ? 'FAILED' : 'passed';
  const more = error ?? skipped ?? remark;
  console.log(`${browser}: ${how}: ${title}${more === undefined ? '' : ` (${more})`}`);
  return result;
}

async function runScenario(
  scenario: Scenario,
  browser: RunningBrowser,
  server: TestServer,
): Promise<string | undefined> {
  const session = await browser.newSession();
  try {
    // The limit is within: a session that hangs is closed, and the next one has a browser.
    return await withinTime(scenario({ browser, session, server }), SCENARIO_LIMIT_MS);
  } finally {
    await session.close().catch(() => {});
  }
}

async function kill(kind: BrowserKind, program: string, server: TestServer): Promise<string> {
  const { name, profileOf } = kind;
  if (profileOf === undefined) throw new Skip('it cannot be started over a profile of ours');
  const onProgress = (done: number): void => {
    if (done > 0 && done % 50 === 0) console.log(`${name}: ${done} kills of ${KILLS}`);
  };
  const { kills, acknowledged, gone, losses } = await killMany({
    program,
    profileOf,
    server,
    kills: KILLS,
    onProgress,
  });
  if (losses.length > 0) throw new Error(losses.join('; '));
  const back = gone === 0 ? '' : `; ${gone} times the database was gone and came back from its copy`;
  return `${kills} kills, ${acknowledged} acknowledged writes, none lost${back}`;
}

async function tear({ name, profileOf }: BrowserKind, program: string, server: TestServer): Promise<string> {
  if (name !== 'Chromium' || profileOf === undefined)
    throw new Skip('its IndexedDB is no LevelDB, or its profile is not ours');
  const { alone, copied } = await tearLogs({ program, profileOf, server });
  if (copied.losses.length > 0) throw new Error(copied.losses.join('; '));
  if (alone.losses.length === 0) return 'this browser loses nothing without a copy either';
  if (copied.gone === 0) throw new Error('the first database was there all the time');
  return `without a copy: ${alone.losses.join('; ')}`;
}

async function outcomeOf(
  work: () => Promise<string | undefined>,
): Promise<Omit<ScenarioResult, 'browser' | 'title'>> {
  const start = performance.now();
  const seconds = (): number => Math.round((performance.now() - start) / 100) / 10;
  try {
    const remark = await work();
    return { seconds: seconds(), ...(remark === undefined ? {} : { remark }) };
  } catch (error) {
    if (error instanceof Skip) return { skipped: error.message };
    return { seconds: seconds(), error: textOf(error) };
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message.split('\n').slice(0, 4).join(' ') : String(error);
}

const wanted = process.argv.slice(2);
const browsers = BROWSERS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const made = join(ROOT, 'build/browsers');
const missing = await installHosts(HERE);
console.log('bundles:', await bundlePages(made));
const results = (await inParallel(browsers, AT_ONCE, (kind) => runBrowser(kind, made, missing))).flat();
const counts = countsOfResults(results);
await mkdir(join(ROOT, 'build/reports'), { recursive: true });
await writeFile(
  join(ROOT, 'build/reports/browsers.json'),
  JSON.stringify({ ...counts, results }, undefined, 1),
);
for (const { browser, title, skipped, error } of results) {
  if (title === undefined)
    console.log(`${browser}: ${skipped === undefined ? `failed: ${error}` : `skipped: ${skipped}`}`);
}
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(counts.failed === 0 ? 0 : 1);
