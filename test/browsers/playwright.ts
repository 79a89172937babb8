/**
 * Chromium and Firefox as the machine has them, driven by Playwright.
 *
 * @module
 */
import { readdir, readFile } from 'node:fs/promises';
import { CHROMIUM_FLAGS } from '../runtimes/hosts.ts';
import { findProgram, importInstalled } from '../runtimes/install.ts';
import type { BrowserKind, DevTools, RunningBrowser, Session, Tab } from './browser.ts';
import { HERE } from './bundle.ts';

/** The parts of Playwright that are used; it is installed in this folder and unknown to the tree's types. */
interface Page {
  goto(url: string): Promise<unknown>;
  evaluate<T>(body: string): Promise<T>;
}

interface Context {
  newPage(): Promise<Page>;
  newCDPSession(page: Page): Promise<DevTools>;
  setOffline(offline: boolean): Promise<void>;
  close(): Promise<void>;
}

interface Browser {
  version(): string;
  newContext(): Promise<Context>;
  close(): Promise<void>;
}

interface BrowserType {
  launch(options: object): Promise<Browser>;
  launchPersistentContext(profile: string, options: object): Promise<Context>;
}

export const PLAYWRIGHT_BROWSERS: readonly BrowserKind[] = [
  kindOf('Chromium', ['chromium', 'chromium-browser', 'google-chrome'], { args: CHROMIUM_FLAGS }),
  kindOf('Firefox', ['firefox-esr', 'firefox'], { channel: 'moz-firefox' }),
];

function kindOf(
  name: 'Chromium' | 'Firefox',
  programs: readonly string[],
  own: Readonly<Record<string, unknown>>,
): BrowserKind {
  return {
    name,
    find() {
      const program = findProgram(...programs);
      return program === undefined ? { missing: `no ${programs[0]} on this machine` } : { program };
    },
    async start(program, origin) {
      const playwright = (await importInstalled('playwright-core', HERE)) as {
        readonly default: Record<string, BrowserType>;
      };
      const type = playwright.default[name.toLowerCase()] as BrowserType;
      const options = { executablePath: program, headless: true, ...own };
      return await runningBrowser(name, type, options, origin);
    },
  };
}

async function runningBrowser(
  name: string,
  type: BrowserType,
  options: object,
  origin: string,
): Promise<RunningBrowser> {
  const browser = await type.launch(options);
  const hasDevTools = name === 'Chromium';
  return {
    version: browser.version(),
    newSession: async () => sessionOf(await browser.newContext(), origin, hasDevTools),
    async startMortal(profile) {
      const before = await childrenOfThis();
      const context = await type.launchPersistentContext(profile, options);
      const pids = (await childrenOfThis()).filter((pid) => !before.includes(pid));
      return { ...sessionOf(context, origin, hasDevTools), kill: () => killGroups(pids, context) };
    },
    close: () => browser.close(),
  };
}

function sessionOf(context: Context, origin: string, hasDevTools: boolean): Session {
  const pages = new Map<Tab, Page>();
  return {
    async newTab(path = '/page') {
      const page = await context.newPage();
      const tab = tabOf(page, origin);
      pages.set(tab, page);
      await tab.open(path);
      return tab;
    },
    ...(hasDevTools ? { devTools: (tab: Tab) => context.newCDPSession(pages.get(tab) as Page) } : {}),
    goOffline: () => context.setOffline(true),
    close: () => context.close(),
  };
}

/** The page's module is imported by each call, since it may have been reloaded by itself. */
function tabOf(page: Page, origin: string): Tab {
  return {
    async open(path) {
      await page.goto(origin + path);
    },
    async call(name, ...args) {
      const list = args.map((arg) => JSON.stringify(arg)).join(', ');
      return await page.evaluate(`import('/page.js').then((page) => page.${name}(${list}))`);
    },
  };
}

/** The processes that this one started: Playwright tells of none. */
async function childrenOfThis(): Promise<readonly number[]> {
  const tasks = await readdir('/proc/self/task');
  const lists = await Promise.all(
    tasks.map((task) => readFile(`/proc/self/task/${task}/children`, 'utf8').catch(() => '')),
  );
  return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
}

/** Playwright starts a browser as the leader of a group of processes. */
async function killGroups(pids: readonly number[], context: Context): Promise<void> {
  if (pids.length === 0) throw new Error('no process of the browser was found');
  for (const pid of pids) process.kill(-pid, 'SIGKILL');
  // It may have noticed already.
  await context.close().catch(() => {});
}
