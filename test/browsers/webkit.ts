/**
 * WebKitGTK over plain WebDriver (W3C, WebDriver 2, §5 to §13): Playwright drives only a WebKit of its own.
 *
 * Each session is a browser of its own with a storage in memory, below one driver and one virtual screen.
 *
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { findProgram } from '../runtimes/install.ts';
import type { BrowserKind, Session, Tab } from './browser.ts';

const MINI_BROWSERS = ['x86_64', 'aarch64'].map(
  (machine) => `/usr/lib/${machine}-linux-gnu/webkit2gtk-4.1/MiniBrowser`,
);
const SCRIPT_LIMIT_MS = 120_000;
const START_LIMIT_MS = 20_000;

export const WEBKIT: BrowserKind = {
  name: 'WebKit',
  find() {
    const program = findProgram('WebKitWebDriver');
    if (program === undefined) return { missing: 'no WebKitWebDriver on this machine' };
    if (findProgram('xvfb-run') === undefined) return { missing: 'no xvfb-run on this machine' };
    return MINI_BROWSERS.some(existsSync) ? { program } : { missing: 'no MiniBrowser of WebKitGTK here' };
  },
  async start(program, origin) {
    const port = await freePort();
    const driver = spawn('xvfb-run', ['-a', program, `--port=${port}`], { stdio: 'ignore', detached: true });
    const url = `http://127.0.0.1:${port}`;
    try {
      await untilReady(url);
      return {
        version: await versionOf(url),
        newSession: () => newSession(url, origin),
        close: async () => end(driver),
      };
    } catch (error) {
      end(driver);
      throw error;
    }
  },
};

function end(driver: ChildProcess): void {
  // The whole group: the driver's own children, and the screen.
  if (driver.pid !== undefined) process.kill(-driver.pid, 'SIGTERM');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilReady(url: string): Promise<void> {
  const until = Date.now() + START_LIMIT_MS;
  for (;;) {
    if (
      await fetch(`${url}/status`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    if (Date.now() > until) throw new Error('WebKitWebDriver does not answer');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Sends a command. @throws {Error} The driver's refusal. */
async function command<T>(method: string, url: string, body?: object): Promise<T> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(url, init);
  const { value } = (await response.json()) as { value: T & { error?: string; message?: string } };
  if (!response.ok) throw new Error(`WebDriver: ${value.error}: ${value.message}`);
  return value;
}

interface NewSession {
  readonly sessionId: string;
  readonly capabilities: { readonly browserVersion?: string };
}

async function createSession(url: string): Promise<NewSession> {
  const binary = MINI_BROWSERS.find(existsSync);
  const alwaysMatch = {
    timeouts: { script: SCRIPT_LIMIT_MS },
    'webkitgtk:browserOptions': { binary, args: ['--automation'] },
  };
  return await command('POST', `${url}/session`, { capabilities: { alwaysMatch } });
}

async function versionOf(url: string): Promise<string> {
  const { sessionId, capabilities } = await createSession(url);
  await command('DELETE', `${url}/session/${sessionId}`);
  return capabilities.browserVersion ?? 'unknown';
}

async function newSession(driver: string, origin: string): Promise<Session> {
  const { sessionId } = await createSession(driver);
  const url = `${driver}/session/${sessionId}`;
  let last: Promise<unknown> = Promise.resolve();
  /** A session does one thing at a time, in the window that is the current one. */
  const inTurn = <T>(handle: string, work: () => Promise<T>): Promise<T> => {
    const turn = last.then(() => command('POST', `${url}/window`, { handle })).then(work);
    last = turn.catch(() => {});
    return turn;
  };
  return {
    async newTab(path = '/page') {
      const { handle } = await command<{ handle: string }>('POST', `${url}/window/new`, { type: 'tab' });
      const tab = tabOf(url, origin, (work) => inTurn(handle, work));
      await tab.open(path);
      return tab;
    },
    close: () => command('DELETE', url),
  };
}

/** Calls are begun in turn and waited for by asking again, so that two tabs can be at work at once. */
function tabOf(url: string, origin: string, inTurn: <T>(work: () => Promise<T>) => Promise<T>): Tab {
  const execute = <T>(script: string): Promise<T> =>
    inTurn(() => command<T>('POST', `${url}/execute/sync`, { script, args: [] }));
  let calls = 0;
  return {
    async open(path) {
      await inTurn(() => command('POST', `${url}/url`, { url: origin + path }));
    },
    async call<T>(name: string, ...args: readonly unknown[]) {
      const slot = `window.call${++calls}`;
      const list = args.map((arg) => JSON.stringify(arg)).join(', ');
      await execute(`${slot} = {}; import('/page.js').then((page) => page.${name}(${list})).then(
        (value) => { ${slot} = { done: true, value }; },
        (error) => { ${slot} = { done: true, error: String(error) }; });`);
      for (;;) {
        const outcome = await execute<{ done?: boolean; value?: T; error?: string }>(`return ${slot};`);
        if (outcome.error !== undefined) throw new Error(outcome.error);
        if (outcome.done === true) return outcome.value as T;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}
