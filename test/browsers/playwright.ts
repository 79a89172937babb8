/**
 * Chromium and Firefox as the machine has them, driven by Playwright.
 *
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
}

/** What differs between the two. */
interface Kind extends Pick<BrowserKind, 'name'> {
  readonly programs: readonly string[];
  /** For Playwright. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly profileOf: NonNullable<BrowserKind['profileOf']>;
}

/** What of a browser is not needed to keep a page's data, and takes time at each start. */
const QUICK_START = [
  '--headless=new',
  '--remote-debugging-port=0',
  '--no-first-run',
  '--disable-extensions',
  '--disable-component-update',
  '--disable-sync',
  '--in-process-gpu',
  '--no-zygote',
];

/** Firefox asks what to do after a crash, and offers to start without extensions after the third. */
const FIREFOX_PREFERENCES = `
user_pref('browser.sessionstore.resume_from_crash', false);
user_pref('toolkit.startup.max_resumed_crashes', -1);
user_pref('browser.shell.checkDefaultBrowser', false);
user_pref('browser.aboutwelcome.enabled', false);
user_pref('datareporting.policy.dataSubmissionEnabled', false);
user_pref('app.update.enabled', false);
`;

export const PLAYWRIGHT_BROWSERS: readonly BrowserKind[] = [
  kindOf({
    name: 'Chromium',
    programs: ['chromium', 'chromium-browser', 'google-chrome'],
    options: { args: CHROMIUM_FLAGS },
    profileOf: async (folder) => (url) => [
      ...CHROMIUM_FLAGS,
      ...QUICK_START,
      `--user-data-dir=${folder}`,
      url,
    ],
  }),
  kindOf({
    name: 'Firefox',
    programs: ['firefox-esr', 'firefox'],
    options: { channel: 'moz-firefox' },
    async profileOf(folder) {
      await writeFile(join(folder, 'user.js'), FIREFOX_PREFERENCES);
      return (url) => ['--headless', '--no-remote', '--profile', folder, url];
    },
  }),
];

function kindOf({ name, programs, options: own, profileOf }: Kind): BrowserKind {
  return {
    name,
    profileOf,
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
