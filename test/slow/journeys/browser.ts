/**
 * A page in a browser of this machine, over files of a folder: for journeys that end in a page.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findProgram, HERE } from '../../runtimes/install.ts';

/** The browsers, by the names that they have on a machine. */
export const BROWSERS = {
  chromium: ['chromium', 'chromium-browser', 'google-chrome'],
  firefox: ['firefox-esr', 'firefox'],
} as const;
export type BrowserName = keyof typeof BROWSERS;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};
const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-dev-shm-usage',
];

/** A folder on loopback. */
export async function serveFolder(folder: string): Promise<{ origin: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = join(folder, path === '/' ? 'index.html' : path);
    const body = await readFile(file).catch(() => undefined);
    if (body === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The parts of Playwright that are used. */
export interface Page {
  goto(url: string, options?: { waitUntil: 'commit' }): Promise<unknown>;
  evaluate<T>(body: string): Promise<T>;
  waitForFunction(body: string, argument?: unknown, options?: { timeout: number }): Promise<unknown>;
  on(event: 'pageerror' | 'console', listener: (what: { text?(): string; message?: string }) => void): void;
  title(): Promise<string>;
  close(): Promise<void>;
}

interface Browser {
  version(): string;
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

interface BrowserType {
  launch(options: object): Promise<Browser>;
}

/** The program of a browser; none when this machine has not got it. */
export function programOf(name: BrowserName): string | undefined {
  return findProgram(...BROWSERS[name]);
}

/** Opens a browser. @throws {Error} It is not here. */
export async function launch(name: BrowserName): Promise<Browser> {
  const path = createRequire(join(HERE, 'package.json')).resolve('playwright-core');
  const playwright = (await import(pathToFileURL(path).href)) as {
    default: Record<BrowserName, BrowserType>;
  };
  const executablePath = programOf(name);
  if (executablePath === undefined) throw new Error(`${name} is not on this machine`);
  const own = name === 'chromium' ? { args: CHROMIUM_FLAGS } : { channel: 'moz-firefox' };
  return await playwright.default[name].launch({ executablePath, headless: true, ...own });
}

/**
 * The first line that a page says on its console. Nothing is put into the page meanwhile, so that it can tell how long it took.
 *
 * @throws {Error} It broke, or took two minutes.
 */
export async function lineOf(page: Page, url: string): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const line = new Promise<string>((resolve, reject) => {
    page.on('console', (message) => resolve(message.text?.() ?? ''));
    page.on('pageerror', ({ message }) => reject(new Error(message)));
    timer = setTimeout(() => reject(new Error(`${url} says nothing`)), 120_000);
  });
  try {
    const [said] = await Promise.all([line, page.goto(url, { waitUntil: 'commit' })]);
    return said;
  } finally {
    clearTimeout(timer);
  }
}

/** What a page says in its title, once it is something else than `…`. @throws {Error} It broke, or took two minutes. */
export async function titleOf(page: Page, url: string): Promise<string> {
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(String(message)));
  await page.goto(url);
  await page
    .waitForFunction("document.title !== '…'", undefined, { timeout: 120_000 })
    .catch((error: Error) => {
      throw new Error(`${error.message}\n${errors.join('\n')}`);
    });
  return await page.title();
}
