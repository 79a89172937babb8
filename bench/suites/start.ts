/**
 * From import to the first Encrypt, key included, and from importing the kernel to the first message that it seals: in fresh
 * processes of Node, the package as it is installed and bundled as applications do it; the first in fresh pages of Chromium,
 * bundled, as well.
 *
 * Each run is a process or a browser context of its own, 20 of each, interleaved. Node's own start is not counted. The
 * rate is by the clock on the wall in Chromium; in Node there is one case for each clock. It needs a build.
 *
 * @module
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type OutputOptions, rolldown } from 'rolldown';
import { runOrThrow } from '../../scripts/processes.ts';
import { ROOT } from '../../scripts/sources.ts';
import { installHosts } from '../../test/runtimes/install.ts';
import { launch, programOf, serveFolder, titleOf } from '../../test/slow/journeys/browser.ts';
import type { Measurement } from '../measure.ts';
import type { CaseResult, Suite } from '../suite.ts';

const RUNS = 20;
const NAME = 'start';
const INSTALLED = 'strongroom, as installed';
const BUNDLED = 'strongroom, bundled';
const IN_ONE_CHUNK = 'strongroom, bundled, the start in one chunk';
/** As README.md says under "Bundles". */
const WHOLE_START: OutputOptions = { codeSplitting: { groups: [{ name: 'start', tags: ['$initial'] }] } };

const PAGE = `const start = performance.now();
const { createKms } = await import('./index.js');
const kms = await createKms();
const { KeyMetadata } = await kms.createKey({});
await kms.encrypt({ KeyId: KeyMetadata.KeyId, Plaintext: new Uint8Array([1]) });
document.title = String(performance.now() - start);
`;
const HTML =
  '<!doctype html><meta charset="utf-8"><title>…</title><script type="module" src="main.js"></script>';

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
  const pages = new Map([
    [BUNDLED, await writePage(join(folder, 'split'), {})],
    [IN_ONE_CHUNK, await writePage(join(folder, 'whole'), WHOLE_START)],
  ]);
  const times = new Map<string, number[]>([...pages.keys()].map((name) => [name, []]));
  const browser = await launch('chromium');
  try {
    for (let i = 0; i < RUNS; i++) {
      // A page of `newPage` has a context, and so a cache, of its own.
      for (const [name, { origin }] of pages)
        times.get(name)?.push(Number(await titleOf(await browser.newPage(), origin)));
    }
  } finally {
    await browser.close();
    for (const { close } of pages.values()) close();
  }
  const subjects = [...times].map(([name, all]) => measurementOf(name, all));
  const name = `import to first Encrypt, in Chromium ${browser.version()}`;
  report({ suite: NAME, case: name, clock: 'wall', subjects });
}

/** A folder with a page that times itself, served. */
async function writePage(folder: string, options: OutputOptions): Promise<ReturnType<typeof serveFolder>> {
  await bundle(folder, 'index', 'src/index.ts', options);
  await writeFile(join(folder, 'main.js'), PAGE);
  await writeFile(join(folder, 'index.html'), HTML);
  return await serveFolder(folder);
}

async function bundle(
  folder: string,
  name: string,
  source: string,
  options: OutputOptions = {},
): Promise<void> {
  const build = await rolldown({ input: { [name]: join(ROOT, source) }, platform: 'browser' });
  await build.write({ dir: folder, format: 'esm', minify: true, ...options });
  await build.close();
}

export const suite: Suite = {
  name: NAME,
  cases: async () => [],
  async measure(_effort, report) {
    const folder = await mkdtemp(join(tmpdir(), 'strongroom-start-'));
    try {
      await bundle(folder, 'index', 'src/index.ts');
      await bundle(folder, 'kernel', 'src/crypto/kernel/shared.ts');
      for (const work of nodeWorks(folder)) await measureNode(work, report);
      await measureChromium(folder, report);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
