/**
 * Builds the package as it is published: src/ to dist/, ES2022 and declarations, nothing bundled but the console.
 *
 *   node scripts/build.ts   build into dist/
 *
 * Everything is made anew, so that no file of an older tree is published. Import specifiers must name what is
 * published: the compiler rewrites them in JavaScript, this script in declarations, and both are checked.
 *
 * @module
 */
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeConsole } from './build-console.ts';
import { runOrThrow } from './processes.ts';
import { listFiles, ROOT } from './sources.ts';
import { importsOf } from './syntax.ts';

const PROGRAM = 'dist/node/main.js';
/** The page for browsers: a bundle of its own. */
const CONSOLE = 'dist/console';
const SHEBANG = '#!/usr/bin/env node\n';

/**
 * Builds the tree at `root` into its own dist/.
 *
 * @returns The files made, in order.
 * @throws {Error} It does not compile, or an import specifier names a file that is not published.
 */
export async function buildPackage(root: string = ROOT): Promise<readonly string[]> {
  await rm(join(root, 'dist'), { recursive: true, force: true });
  for (const project of ['crypto', 'src', 'node']) {
    await rm(join(root, 'build', `${project}.tsbuildinfo`), { force: true });
  }
  await runOrThrow('tsc', ['-b', 'src/node'], { cwd: root });
  await runOrThrow('tsc', ['-p', 'src/console'], { cwd: root });
  const made = await listBuilt(root);
  for (const path of made) {
    if (path.endsWith('.d.ts')) await rewriteDeclaration(join(root, path));
  }
  await makeExecutable(root, made);
  await refuseSourceSpecifiers(root, made);
  const page = await writeConsole('endpoint', join(root, CONSOLE), root);
  return [...made, ...page.map((name) => `${CONSOLE}/${name}`)];
}

function listBuilt(root: string): Promise<readonly string[]> {
  return listFiles('dist', root);
}

/** The compiler leaves `./x.ts` in declarations, where it would resolve only by a special case. */
async function rewriteDeclaration(path: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  const rewritten = text.replace(/((?:from|import) ?\(?)'(\.[^']*)\.ts'/g, "$1'$2.js'");
  if (rewritten !== text) await writeFile(path, rewritten);
}

async function makeExecutable(root: string, made: readonly string[]): Promise<void> {
  if (!made.includes(PROGRAM)) return;
  const path = join(root, PROGRAM);
  const text = await readFile(path, 'utf8');
  if (!text.startsWith('#!')) await writeFile(path, SHEBANG + text);
  await chmod(path, 0o755);
}

async function refuseSourceSpecifiers(root: string, made: readonly string[]): Promise<void> {
  for (const path of made) {
    const imports = importsOf(path, await readFile(join(root, path), 'utf8'));
    const wrong = imports.find(({ specifier }) => /^\..*\.ts$/.test(specifier));
    if (wrong !== undefined) throw new Error(`${path}:${wrong.line} imports ${wrong.specifier}`);
  }
}

if (import.meta.main) {
  const made = await buildPackage();
  console.log(`dist: ${made.length} files`);
}
