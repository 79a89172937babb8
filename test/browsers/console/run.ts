/**
 * The console in real browsers: every journey, and a look at every view.
 *
 *   node test/browsers/console/run.ts [chromium|firefox] [part of a name]
 *
 * Browsers are those of the machine; one that is not there is said to be skipped. Pictures are kept in
 * build/screenshots/<browser>/, counts in build/reports/console.json. The exit code is 1 when something failed.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildConsole } from '../../../scripts/build-console.ts';
import { run } from '../../../scripts/processes.ts';
import { ROOT } from '../../../scripts/sources.ts';
import { type BrowserName, findBrowser, HERE, type OpenBrowser, openBrowser, type Page } from './browsers.ts';
import { JOURNEYS, type Journey } from './journeys.ts';
import { type Served, serveFiles, serveStrongroom } from './servers.ts';
import { lookAtViews } from './views.ts';

const BROWSERS: readonly BrowserName[] = ['chromium', 'firefox'];
const LOOK = 'every view stands in light, in dark and on a phone, without a barrier';

const ALICE = {
  accessKeys: [{ id: 'AKIAALICE', secretAccessKey: 'swordfish' }],
  policies: {
    all: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*' }] },
  },
};

/** Counts, as the other suites write them. */
interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

type Place = Journey['place'];
type Homes = Readonly<Record<Place, string>>;

async function installPackages(): Promise<void> {
  if (existsSync(join(HERE, 'node_modules/playwright-core'))) return;
  const { code, stdout, stderr } = await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: HERE });
  if (code !== 0) throw new Error(`npm ci ended with ${code}: ${stdout}${stderr}`);
}

async function openPlaces(): Promise<{ homes: Homes; served: readonly Served[] }> {
  const folder = join(ROOT, 'build/console-journeys');
  await mkdir(folder, { recursive: true });
  const principals = join(folder, 'principals.json');
  const document = { accounts: { '000000000000': { users: { alice: ALICE } } } };
  await writeFile(principals, JSON.stringify(document), { mode: 0o600 });
  const served = [
    await serveStrongroom(),
    await serveStrongroom('--principals', principals),
    await serveFiles(await buildConsole('static')),
  ];
  const [server, signed, files] = served.map(({ url }) => url);
  return {
    homes: { server: `${server}/console/`, signed: `${signed}/console/`, static: `${files}/` },
    served,
  };
}

/** Runs one piece of work, says how it went, and counts it. */
async function attempt(name: string, counts: Counts, work: () => Promise<unknown>): Promise<void> {
  const startedAtMs = performance.now();
  try {
    await work();
    counts.passed++;
    console.log(`ok     ${((performance.now() - startedAtMs) / 1000).toFixed(1)} s  ${name}`);
  } catch (error) {
    counts.failed++;
    console.log(`FAILED ${name}\n${(error as Error).stack}`);
  }
}

async function runIn(browser: OpenBrowser, homes: Homes, wanted: string, counts: Counts): Promise<void> {
  const folder = join(ROOT, 'build/screenshots', browser.name);
  await mkdir(folder, { recursive: true });
  const shoot = async (page: Page, name: string): Promise<void> => {
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  };
  for (const { name, place, walk } of JOURNEYS.filter((journey) => journey.name.includes(wanted))) {
    await attempt(`${browser.name}: ${name}`, counts, async () => {
      const page = await browser.newPage();
      try {
        await walk(page, homes[place], (shot) => shoot(page, `journey-${shot}`));
      } catch (error) {
        await shoot(page, 'failed').catch(() => undefined);
        throw error;
      } finally {
        await page.close();
      }
    });
  }
  if (LOOK.includes(wanted))
    await attempt(`${browser.name}: ${LOOK}`, counts, () => lookAtViews(browser, homes.server, shoot));
}

/** Runs everything in the browsers that are here. @returns The counts. */
export async function runConsoleJourneys(names: readonly BrowserName[], wanted: string): Promise<Counts> {
  await installPackages();
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  const { homes, served } = await openPlaces();
  try {
    for (const name of names) {
      const program = findBrowser(name);
      if (program === undefined) {
        counts.skipped += JOURNEYS.length + 1;
        console.log(`skip: ${name} is not here`);
        continue;
      }
      const browser = await openBrowser(name, program);
      console.log(`${name} ${browser.version}`);
      await runIn(browser, homes, wanted, counts);
      await browser.close();
    }
  } finally {
    for (const one of served) await one.close();
  }
  return counts;
}

if (import.meta.main) {
  const args = process.argv.slice(2);
  const named = BROWSERS.filter((name) => args.includes(name));
  const wanted = args.find((arg) => !BROWSERS.includes(arg as BrowserName)) ?? '';
  const counts = await runConsoleJourneys(named.length === 0 ? BROWSERS : named, wanted);
  await mkdir(join(ROOT, 'build/reports'), { recursive: true });
  await writeFile(join(ROOT, 'build/reports/console.json'), JSON.stringify(counts));
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  process.exitCode = counts.failed === 0 ? 0 : 1;
}
