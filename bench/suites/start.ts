/**
 * From import to the first Encrypt, key included, and from importing the kernel to the first message that it seals: in fresh
 * processes of Node, the package as it is installed and bundled as applications do it; the first in fresh pages of Chromium,
 * bundled, as well.
 *
 * Each run is a process or a browser context of its own, 20 of each, interleaved. Node's own start is not counted, nor is
 * Chromium's of a tab: a page is opened by an empty tab that has had time to come up. In Chromium it is from the moment that
 * the page asks for the first of its files, so that fetching and compiling is counted, and once more from the navigation. The
 * rate is by the clock on the wall there; in Node there is one case for each clock. What is bundled is the package as it
 * was built. It needs a build.
 *
 * @module
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { type OutputChunk, type OutputOptions, rolldown } from 'rolldown';
import { runOrThrow } from '../../scripts/processes.ts';
import { ROOT } from '../../scripts/sources.ts';
import { installHosts } from '../../test/runtimes/install.ts';
import { launch, lineOf, programOf, serveFolder } from '../../test/slow/journeys/browser.ts';
import type { Measurement } from '../measure.ts';
import type { CaseResult, Suite } from '../suite.ts';

const RUNS = 20;
/** For the processes of a new tab, which would take half of this machine's processors from the page. */
const SETTLING_MS = 400;
const NAME = 'start';
const INSTALLED = 'strongroom, as installed';
const BUNDLED = 'strongroom, bundled';
const PRELOADED = 'strongroom, bundled, preloaded';
const IN_ONE_CHUNK = 'strongroom, bundled, the start in one chunk';

/** How an application is bundled, and whether its page says at once which files there are, as README.md has it under "Bundles". */
interface Bundling {
  readonly output: OutputOptions;
  readonly isPreloaded: boolean;
}

const BUNDLINGS: Readonly<Record<string, Bundling>> = {
  [BUNDLED]: { output: {}, isPreloaded: false },
  [PRELOADED]: { output: {}, isPreloaded: true },
  [IN_ONE_CHUNK]: {
    output: { codeSplitting: { groups: [{ name: 'start', tags: ['$initial'] }] } },
    isPreloaded: false,
  },
};

/** With an icon, for which the browser would ask otherwise, and say that there is none. */
const HEAD = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>Start</title>';

/** What bench/start/page.ts says. */
interface PageTimes {
  readonly importMs: number;
  readonly navigationMs: number;
}

interface Times {
  readonly elapsedMs: number;
  readonly cpuMs: number;
}

/** What a fresh process of Node does: the program, and each subject's entry. */
interface NodeWork {
  readonly name: string;
  readonly program: string;
  readonly entries: Readonly<Record<string, string>>;
}

async function inNode(program: string, entry: string): Promise<Times> {
  const child = join(ROOT, 'bench/start', program);
  return JSON.parse(await runOrThrow(process.execPath, [child, pathToFileURL(entry).href])) as Times;
}

/** The measurement of some times in milliseconds. */
function measurementOf(subject: string, timesMs: readonly number[]): Measurement {
  const sorted = timesMs.map((ms) => ms * 1e6).sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  const p50Ns = at(0.5);
  const deviations = sorted.map((ns) => Math.abs(ns - p50Ns)).sort((a, b) => a - b);
  return {
    subject,
    samples: sorted.length,
    runsPerSample: 1,
    p10Ns: at(0.1),
    p50Ns,
    p99Ns: at(0.99),
    madNs: deviations[deviations.length >> 1] ?? Number.NaN,
    perSecond: 1e9 / p50Ns,
  };
}

/** As package.json's `exports` have them where Node runs. */
function nodeWorks(folder: string): readonly NodeWork[] {
  return [
    {
      name: 'import to first Encrypt, in Node',
      program: 'child.ts',
      entries: { [INSTALLED]: join(ROOT, 'dist/chunks/index.js'), [BUNDLED]: join(folder, 'index.js') },
    },
    {
      name: 'import to first message sealed by the kernel, in Node',
      program: 'kernel-child.ts',
      entries: {
        [INSTALLED]: join(ROOT, 'dist/chunks/crypto/kernel/shared.js'),
        [BUNDLED]: join(folder, 'kernel.js'),
      },
    },
  ];
}

async function measureNode(
  { name: node, program, entries }: NodeWork,
  report: (result: CaseResult) => void,
): Promise<void> {
  const times = new Map<string, Times[]>(Object.keys(entries).map((name) => [name, []]));
  for (let i = 0; i < RUNS; i++) {
    for (const [name, entry] of Object.entries(entries)) times.get(name)?.push(await inNode(program, entry));
  }
  const subjects = (of: (one: Times) => number): readonly Measurement[] =>
    [...times].map(([name, all]) => measurementOf(name, all.map(of)));
  report({ suite: NAME, case: node, clock: 'wall', subjects: subjects(({ elapsedMs }) => elapsedMs) });
  const processor = `${node}, on the processor`;
  report({ suite: NAME, case: processor, clock: 'processor', subjects: subjects(({ cpuMs }) => cpuMs) });
}

async function measureChromium(folder: string, report: (result: CaseResult) => void): Promise<void> {
  const missing = await installHosts();
  if (missing !== undefined || programOf('chromium') === undefined) {
    console.log(`left out: Chromium: ${missing ?? 'not on this machine'}`);
    return;
  }
  const pages = new Map<string, Served>();
  for (const [i, [name, how]] of Object.entries(BUNDLINGS).entries()) {
    pages.set(name, await servePage(join(folder, `page-${i}`), how));
  }
  const times = new Map<string, PageTimes[]>([...pages.keys()].map((name) => [name, []]));
  const browser = await launch('chromium');
  try {
    for (let i = 0; i < RUNS; i++) {
      for (const [name, { origin }] of pages) {
        // A page of `newPage` has a context, and so a cache, of its own.
        const page = await browser.newPage();
        await setTimeout(SETTLING_MS);
        times.get(name)?.push(JSON.parse(await lineOf(page, origin)) as PageTimes);
        await page.close();
      }
    }
  } finally {
    await browser.close();
    for (const { close } of pages.values()) close();
  }
  const subjects = (of: (one: PageTimes) => number): readonly Measurement[] =>
    [...times].map(([name, all]) => measurementOf(name, all.map(of)));
  const where = `in Chromium ${browser.version()}`;
  const fromImport = subjects(({ importMs }) => importMs);
  report({ suite: NAME, case: `import to first Encrypt, ${where}`, clock: 'wall', subjects: fromImport });
  const fromNavigation = subjects(({ navigationMs }) => navigationMs);
  report({
    suite: NAME,
    case: `navigation to first Encrypt, ${where}`,
    clock: 'wall',
    subjects: fromNavigation,
  });
}

type Served = Awaited<ReturnType<typeof serveFolder>>;

/** The application of bench/start/page.ts, bundled and served. */
async function servePage(folder: string, { output, isPreloaded }: Bundling): Promise<Served> {
  const chunks = await bundle(folder, 'browser', { page: join(ROOT, 'bench/start/page.ts') }, output);
  const files = new Set(['page.js']);
  for (const file of files) for (const one of chunks.get(file)?.imports ?? []) files.add(one);
  const scripts = [...files].map((file, i) => {
    if (i === 0) return `<script type="module" src="${file}"></script>`;
    return isPreloaded ? `<link rel="modulepreload" href="${file}">` : '';
  });
  await writeFile(join(folder, 'index.html'), HEAD + scripts.join(''));
  return await serveFolder(folder);
}

/** @returns The chunks by their names. */
async function bundle(
  folder: string,
  platform: 'browser' | 'node',
  input: Readonly<Record<string, string>>,
  output: OutputOptions = {},
): Promise<ReadonlyMap<string, OutputChunk>> {
  const build = await rolldown({ input: { ...input }, cwd: ROOT, platform });
  const made = await build.write({ dir: folder, format: 'esm', minify: true, ...output });
  await build.close();
  return new Map(made.output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file]] : [])));
}

export const suite: Suite = {
  name: NAME,
  cases: async () => [],
  async measure(_effort, report) {
    const folder = await mkdtemp(join(tmpdir(), 'strongroom-start-'));
    try {
      await bundle(folder, 'node', {
        index: join(ROOT, 'dist/index.js'),
        kernel: join(ROOT, 'dist/crypto/kernel/shared.js'),
      });
      for (const work of nodeWorks(folder)) await measureNode(work, report);
      await measureChromium(folder, report);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
