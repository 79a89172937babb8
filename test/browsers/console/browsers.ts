/**
 * The browsers of the machine, headless, driven by Playwright; and the little of Playwright that the journeys use, since
 * it is installed in this folder and unknown to the tree's types.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export type BrowserName = 'chromium' | 'firefox';

/** How something on the page is named. */
interface Named {
  readonly name?: string | RegExp;
  readonly exact?: boolean;
}

/** Something on a page, asked for anew at each use. */
export interface Locator {
  click(): Promise<void>;
  fill(text: string): Promise<void>;
  press(key: string): Promise<void>;
  check(): Promise<void>;
  selectOption(value: string): Promise<unknown>;
  setInputFiles(file: { name: string; mimeType: string; buffer: Buffer }): Promise<void>;
  textContent(): Promise<string | null>;
  allTextContents(): Promise<readonly string[]>;
  inputValue(): Promise<string>;
  isDisabled(): Promise<boolean>;
  isVisible(): Promise<boolean>;
  count(): Promise<number>;
  waitFor(options?: { state?: 'visible' | 'hidden' }): Promise<void>;
  locator(selector: string, options?: { hasText?: string | RegExp }): Locator;
  getByRole(role: string, options?: Named): Locator;
  getByLabel(text: string | RegExp, options?: { exact?: boolean }): Locator;
  getByText(text: string | RegExp): Locator;
  first(): Locator;
}

/** A page. */
export interface Page extends Pick<Locator, 'locator' | 'getByRole' | 'getByLabel' | 'getByText'> {
  readonly keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> };
  goto(url: string): Promise<unknown>;
  reload(): Promise<unknown>;
  evaluate<T>(body: string): Promise<T>;
  url(): string;
  screenshot(options: { path: string; fullPage: boolean }): Promise<unknown>;
  on(event: 'pageerror', listener: (error: Error) => void): void;
  on(event: 'console', listener: (message: { type(): string; text(): string }) => void): void;
  on(event: 'request', listener: (request: { url(): string }) => void): void;
  setDefaultTimeout(ms: number): void;
  close(): Promise<void>;
}

export interface PageOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
}

interface PlaywrightBrowser {
  version(): string;
  newContext(options: object): Promise<{ newPage(): Promise<Page> }>;
  close(): Promise<void>;
}

type Playwright = Readonly<Record<BrowserName, { launch(options: object): Promise<PlaywrightBrowser> }>>;

/** An open browser. */
export interface OpenBrowser {
  readonly name: BrowserName;
  readonly version: string;
  newPage(options?: PageOptions): Promise<Page>;
  close(): Promise<void>;
}

const PROGRAMS: Readonly<Record<BrowserName, readonly string[]>> = {
  chromium: ['chromium', 'chromium-browser', 'google-chrome'],
  firefox: ['firefox-esr', 'firefox'],
};

const LAUNCH: Readonly<Record<BrowserName, object>> = {
  chromium: { args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] },
  firefox: { channel: 'moz-firefox' },
};

/** This folder, without a slash at its end. */
export const HERE: string = fileURLToPath(new URL('.', import.meta.url)).replace(/[/\\]$/, '');
const require = createRequire(join(HERE, 'package.json'));

/** The program of a browser; nothing when it is not here. */
export function findBrowser(name: BrowserName): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return PROGRAMS[name]
    .flatMap((program) => folders.map((folder) => join(folder, program)))
    .find((path) => existsSync(path));
}

/** Opens one. */
export async function openBrowser(name: BrowserName, executablePath: string): Promise<OpenBrowser> {
  const url = pathToFileURL(require.resolve('playwright-core')).href;
  const { default: playwright } = (await import(url)) as { readonly default: Playwright };
  const browser = await playwright[name].launch({ executablePath, headless: true, ...LAUNCH[name] });
  return {
    name,
    version: browser.version(),
    async newPage(options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      return page;
    },
    close: () => browser.close(),
  };
}

/** What axe-core finds wrong with a page as it stands: rule, and where. */
export async function findBarriers(page: Page): Promise<readonly string[]> {
  const axe = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(axe);
  return await page.evaluate<readonly string[]>(
    `axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target }) => id + ': ' + target.join(' '))))`,
  );
}
