/**
 * The bundles that browsers get, made of the sources: the page of the tests, and the workers, one of them the README's own.
 *
 *   page.js     page.ts: everything that a tab is told to do, with the contract of stores and the AWS SDK
 *   readme.js   the README's page, as it stands there
 *   kill.js     kill-page.ts, as a page of its own
 *   kms-worker.js, shared-worker.js
 *
 * Whatever the bundler would warn of is an error.
 *
 * @module
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { ROOT } from '../../scripts/sources.ts';

/** This folder. */
export const HERE: string = join(ROOT, 'test/browsers');

const SHARED_WORKER = `import { createKms } from 'strongroom';
import { serveFromSharedWorker } from 'strongroom/shared-worker';
serveFromSharedWorker(self, { kms: () => createKms() });
`;

/** Writes the bundles into a folder. @returns Their lengths in characters, by name. */
export async function bundlePages(folder: string): Promise<Readonly<Record<string, number>>> {
  await mkdir(folder, { recursive: true });
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  const worker = await bundle(folder, 'kms-worker', codeOf(readme, 'worker'), 'iife');
  const shared = await bundle(folder, 'shared-worker', SHARED_WORKER, 'iife');
  const page = await bundle(folder, 'page', `export * from ${JSON.stringify(join(HERE, 'page.ts'))};`, 'esm');
  const kill = `import { liveAndDie } from ${JSON.stringify(join(HERE, 'kill-page.ts'))};\nawait liveAndDie();\n`;
  await bundle(folder, 'kill', kill, 'esm');
  const readmePage = `${codeOf(readme, 'page')}\nexport { KeyMetadata };\n`;
  const shown = await bundle(folder, 'readme', readmePage, 'esm');
  const lengths = { worker, shared, page, readme: shown };
  return Object.fromEntries(Object.entries(lengths).map(([name, { length }]) => [name, length]));
}

/** The one block of code in the README that is marked so. */
export function codeOf(markdown: string, mark: string): string {
  const [, code] = new RegExp(`^\`\`\`ts ${mark}\n([^]*?)^\`\`\`$`, 'm').exec(markdown) ?? [];
  if (code === undefined) throw new Error(`the README shows no ${mark}`);
  return code;
}

async function bundle(folder: string, name: string, code: string, format: 'iife' | 'esm'): Promise<string> {
  const input = join(folder, `${name}.entry.ts`);
  await writeFile(input, code);
  const subpaths = await exportsOf();
  const build = await rolldown({
    input,
    platform: 'browser',
    logLevel: 'warn',
    resolve: { alias: { vitest: join(HERE, 'test-runner.ts') } },
    plugins: [
      {
        name: 'package',
        resolveId: { filter: { id: /^strongroom(\/|$)/ }, handler: (id: string) => sourceOf(id, subpaths) },
      },
    ],
    // How long plugins take is told as a warning, and depends on the machine.
    checks: { pluginTimings: false },
    onLog: (_level, log) => {
      throw new Error(`the bundle ${name}: ${log.message}`);
    },
  });
  const { output } = await build.write({ file: join(folder, `${name}.js`), format, codeSplitting: false });
  await build.close();
  return output[0].code;
}

type Subpaths = Readonly<Record<string, { readonly default?: string }>>;

async function exportsOf(): Promise<Subpaths> {
  const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { exports: Subpaths };
  return manifest.exports;
}

/** The source behind an import of the package by its name, as `exports` says. */
function sourceOf(id: string, subpaths: Subpaths): string | null {
  if (id !== 'strongroom' && !id.startsWith('strongroom/')) return null;
  const wanted = `.${id.slice('strongroom'.length)}`;
  for (const [subpath, { default: built = '' }] of Object.entries(subpaths)) {
    const [head = '', tail] = subpath.split('*');
    const star = tail === undefined ? '' : wanted.slice(head.length);
    if (subpath === wanted || (tail === '' && wanted.startsWith(head))) {
      return join(ROOT, built.replace('*', star).replace(/^\.\/dist\/(.*)\.js$/, 'src/$1.ts'));
    }
  }
  return null;
}
