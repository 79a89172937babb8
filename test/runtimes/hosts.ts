/**
 * The hosts as data: how each is found, and how it is made to run the suite.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../scripts/processes.ts';
import { findProgram, HERE, importInstalled } from './install.ts';
import type { EngineRun } from './tally.ts';

/** What a host needs to run the suite. */
export interface Job {
  readonly origin: string;
  /** The folder of the bundle. */
  readonly made: string;
}

/** What a host answers. */
export interface HostRun {
  readonly version: string;
  readonly engines: readonly EngineRun[];
}

/** A place where the suite runs. */
export interface Host {
  readonly name: string;
  /** The program behind it; none when it is not here. */
  find(): string | undefined;
  /** @throws {Error} The suite did not come to its end. */
  run(program: string, job: Job): Promise<HostRun>;
}

/** How long a host may take; several times what it takes. */
export const TIMEOUT_MS = 600_000;
/** What a browser needs in a container without a screen. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-dev-shm-usage',
];

export const HOSTS: readonly Host[] = [
  commandHost('Node 20', () => here('node-20/bin/node')),
  commandHost('Node 22', () => here('node-22/bin/node')),
  commandHost('Node 24', () => process.execPath),
  commandHost('Deno', () => here('.bin/deno'), ['run', '--allow-net', '--no-prompt', '--quiet']),
  commandHost('Bun', () => here('.bin/bun')),
  { name: 'workerd', find: () => here('miniflare/package.json'), run: runWorkerd },
  browserHost('Chromium', () => findProgram('chromium', 'chromium-browser', 'google-chrome')),
  browserHost('Firefox', () => findProgram('firefox-esr', 'firefox')),
];

function here(path: string): string | undefined {
  const full = join(HERE, 'node_modules', path);
  return existsSync(full) ? full : undefined;
}

/** A host with a command line. */
function commandHost(name: string, find: Host['find'], flags: readonly string[] = []): Host {
  return {
    name,
    find,
    async run(program, { origin, made }) {
      const { stdout: version } = await run(program, ['--version']);
      const args = [...flags, join(made, 'command.js'), origin];
      const { code, stdout, stderr } = await run(program, args, { timeoutMs: TIMEOUT_MS });
      if (code !== 0) throw new Error(`ended with ${code}: ${(stderr || stdout).trim().slice(-600)}`);
      const engines = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as readonly EngineRun[];
      return { version: /\d+(\.\d+)+/.exec(version)?.[0] ?? 'unknown', engines };
    },
  };
}

/** The parts of Miniflare that are used; it is installed in this folder and unknown to the tree's types. */
interface MiniflareModule {
  readonly Miniflare: new (
    options: object,
  ) => {
    dispatchFetch(url: string): Promise<{ text(): Promise<string> }>;
    dispose(): Promise<void>;
  };
}

async function runWorkerd(manifest: string, { origin, made }: Job): Promise<HostRun> {
  const { Miniflare } = (await importInstalled('miniflare')) as MiniflareModule;
  const load = async (type: string, path: string): Promise<object> => {
    return { type, path, contents: await readFile(join(made, path)) };
  };
  const modules = [
    await load('ESModule', 'worker.js'),
    await load('ESModule', 'suite.js'),
    await load('CompiledWasm', 'kernel.wasm'),
  ];
  const worker = new Miniflare({ modules, compatibilityDate: '2026-07-01', host: '127.0.0.1' });
  try {
    const query = new URLSearchParams({ origin });
    const answer = await worker.dispatchFetch(`http://localhost/?${query}`);
    const engines = JSON.parse(await answer.text()) as readonly EngineRun[] | { readonly error: string };
    if ('error' in engines) throw new Error(engines.error);
    const { version } = JSON.parse(
      await readFile(join(manifest, '../../workerd/package.json'), 'utf8'),
    ) as HostRun;
    return { version, engines };
  } finally {
    await worker.dispose();
  }
}

/** The parts of Playwright that are used. */
interface Page {
  goto(url: string): Promise<unknown>;
  evaluate<T>(body: string): Promise<T>;
}

interface Browser {
  version(): string;
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

interface BrowserType {
  launch(options: object): Promise<Browser>;
}

/** A browser of the machine, headless, driven by Playwright. */
function browserHost(name: 'Chromium' | 'Firefox', find: Host['find']): Host {
  return {
    name,
    find,
    async run(program, { origin }) {
      const playwright = (await importInstalled('playwright-core')) as {
        readonly default: Record<string, BrowserType>;
      };
      const browser = await playwright.default[name.toLowerCase()]?.launch({
        executablePath: program,
        headless: true,
        ...(name === 'Chromium' ? { args: CHROMIUM_FLAGS } : { channel: 'moz-firefox' }),
      });
      if (browser === undefined) throw new Error('Playwright does not know it');
      try {
        const page = await browser.newPage();
        await page.goto(`${origin}/page`);
        const call = `runSuite('${origin}')`;
        const engines = await page.evaluate<readonly EngineRun[]>(
          `import('/suite.js').then((suite) => suite.${call})`,
        );
        await page.goto(`${origin}/strict`);
        const reason = await page.evaluate<string>(
          `import('/suite.js').then((suite) => suite.kernelReason())`,
        );
        return { version: browser.version(), engines: [...engines, strictRun(reason)] };
      } finally {
        await browser.close();
      }
    },
  };
}

/** A page whose policy forbids WebAssembly must get a reason instead of a kernel: one case. */
function strictRun(reason: string): EngineRun {
  const isTold = reason !== '';
  const failures = isTold ? [] : ['the kernel was compiled against the policy of the page'];
  const tally = {
    cases: 1,
    passed: isTold ? 1 : 0,
    failed: isTold ? 0 : 1,
    unsupported: 0,
    leftOut: 0,
    seconds: 0,
    failures,
  };
  return { engine: 'strict policy', seconds: 0, algorithms: { fallback: tally } };
}
