/**
 * The browsers of the machine, headless, driven by Playwright, and the little of both that the journeys use.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type BrowserContextOptions, chromium, firefox, type Page } from 'playwright-core';

export type BrowserName = 'chromium' | 'firefox';

const PROGRAMS: Readonly<Record<BrowserName, readonly string[]>> = {
  chromium: ['chromium', 'chromium-browser', 'google-chrome'],
  firefox: ['firefox-esr', 'firefox'],
};

/** The program of a browser; nothing when it is not here. */
export function findBrowser(name: BrowserName): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return PROGRAMS[name]
    .flatMap((program) => folders.map((folder) => join(folder, program)))
    .find((path) => existsSync(path));
}

/** An open browser. */
export interface OpenBrowser {
  readonly name: BrowserName;
  readonly version: string;
  newPage(options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
}

/** Opens one. */
export async function openBrowser(name: BrowserName, program: string): Promise<OpenBrowser> {
  const flags = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
  const browser =
    name === 'chromium'
      ? await chromium.launch({ executablePath: program, headless: true, args: flags })
      : await firefox.launch({ executablePath: program, headless: true, channel: 'moz-firefox' });
  return {
    name,
    version: browser.version(),
    async newPage(options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      return page;
    },
    close: () => browser.close(),
  };
}
