/**
 * Bundles the console: src/console to a few files that any web server can give out.
 *
 *   node scripts/build-console.ts   both pages: dist/console/ for a server, dist/console-static/ for any static host
 *
 * The table of operations goes in as data, so that the page of a server carries nothing of the service. Names of scripts
 * and styles hold a hash of what is in them: they can be kept for ever, and index.html is asked for each time.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';
import { describeOperations } from '../src/operations/description.ts';
import { OPERATIONS } from '../src/operations/table.ts';
import { ROOT } from './sources.ts';

/** The two pages: one that calls its server, one that holds the service. */
export type ConsolePage = 'endpoint' | 'static';

/** The page for any host has no headers of its own: its policy stands in the page. Calls go where somebody tells it. */
const STATIC_POLICY: string = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  'img-src data:',
  "connect-src 'self' http: https:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/**
 * Bundles one page.
 *
 * @returns The files by name; `index.html` is the page.
 * @throws {Error} The bundler has anything to say.
 */
export async function buildConsole(
  page: ConsolePage,
  root: string = ROOT,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const folder = join(root, 'src/console');
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const build = await rolldown({
    input: { console: join(folder, `${page}-page.ts`) },
    platform: 'browser',
    transform: {
      define: {
        STRONGROOM_OPERATIONS: JSON.stringify(describeOperations(OPERATIONS.values())),
        STRONGROOM_VERSION: JSON.stringify(version),
      },
    },
    onLog: (_level, log) => {
      throw new Error(`the console: ${log.message}`);
    },
  });
  const { output } = await build.generate({
    format: 'esm',
    minify: true,
    entryFileNames: '[name]-[hash].js',
    chunkFileNames: '[name]-[hash].js',
  });
  await build.close();
  const files = new Map<string, Uint8Array>();
  for (const file of output) if (file.type === 'chunk') files.set(file.fileName, Buffer.from(file.code));
  const style = compactStyle(await readFile(join(folder, 'console.css'), 'utf8'));
  const styleName = `console-${hashOf(style)}.css`;
  files.set(styleName, Buffer.from(style));
  const html = (await readFile(join(folder, 'page.html'), 'utf8'))
    .replace('./console.css', `./${styleName}`)
    .replace('./console.js', `./${output[0].fileName}`)
    .replace('<!-- policy -->', page === 'static' ? policyMeta() : '');
  return files.set('index.html', Buffer.from(html.replace(/\n\s*\n/g, '\n')));
}

function policyMeta(): string {
  return `<meta http-equiv="Content-Security-Policy" content="${STATIC_POLICY}">`;
}

/** Without comments and without white space at line ends and beginnings. */
function compactStyle(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s*\n\s*/g, '\n')
    .replace(/\s*([{};,])\s*/g, '$1')
    .trim();
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 8);
}

/** Bundles a page into a folder, made anew. @returns The paths, in order. */
export async function writeConsole(
  page: ConsolePage,
  folder: string,
  root: string = ROOT,
): Promise<readonly string[]> {
  const files = await buildConsole(page, root);
  await rm(folder, { recursive: true, force: true });
  for (const [name, bytes] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
  return [...files.keys()].sort();
}

if (import.meta.main) {
  for (const [page, folder] of [
    ['endpoint', 'dist/console'],
    ['static', 'dist/console-static'],
  ] as const) {
    const names = await writeConsole(page, join(ROOT, folder));
    console.log(`${folder}: ${names.length} files`);
  }
}
