/**
 * Builds the package as it is published: src/ to dist/, ES2022 and declarations; what a service loads to start in a few
 * chunks (build-chunks.ts), the kernel's modules also as files of their own, the console as a bundle.
 *
 *   node scripts/build.ts   build into dist/
 *
 * A host such as workerd compiles no bytes and takes modules that its bundler imports. So what carries a module's bytes is
 * imported by a name of package.json's `imports`, `#kernel/aes`: the bytes, or under the condition `workerd` the file.
 *
 * Everything is made anew, so that no file of an older tree is published. Import specifiers must name what is
 * published: the compiler rewrites them in JavaScript, this script in declarations, and both are checked.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { KernelBytes, PlainKernelBytes } from '../src/crypto/kernel/kernel-bytes.ts';
import { unpackKernel } from '../src/crypto/kernel/loader.ts';
import { writeChunks } from './build-chunks.ts';
import { writeConsole } from './build-console.ts';
import { KERNEL_MODULES } from './kernel-modules.ts';
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
  await writeKernelModules(root);
  await runOrThrow('tsc', ['-p', 'src/console'], { cwd: root });
  await writeChunks(join(root, 'dist'));
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

/** Modules that a runtime without SIMD alone takes have no file: no such runtime imports one. */
const IMPORTABLE = KERNEL_MODULES.filter(({ name }) => name !== 'scalar');

/** Each module as `<name>.wasm`, with what exports it in the place of its bytes, and the imports of those by their name. */
async function writeKernelModules(root: string): Promise<void> {
  const folder = join(root, 'dist/crypto/kernel');
  if (!existsSync(folder)) return;
  for (const { name } of IMPORTABLE) {
    const exported = `${name.toUpperCase()}_KERNEL`;
    const carried = (await import(pathToFileURL(join(folder, `${name}-bytes.js`)).href)) as CarriedModule;
    await writeFile(join(folder, `${name}.wasm`), bytesOf(carried[exported]));
    const lines = [`import module from './${name}.wasm';`, `export const ${exported} = module;`, ''];
    await writeFile(join(folder, `${name}-module.js`), lines.join('\n'));
  }
  const names = IMPORTABLE.map(({ name }) => name).join('|');
  const specifier = new RegExp(`(from )'\\./(${names})-bytes\\.js'`, 'g');
  for (const path of await listFiles('dist/crypto/kernel', root)) {
    if (!path.endsWith('.js')) continue;
    const text = await readFile(join(root, path), 'utf8');
    const rewritten = text.replace(specifier, "$1'#kernel/$2'");
    if (rewritten !== text) await writeFile(join(root, path), rewritten);
  }
}

type CarriedModule = Readonly<Record<string, KernelBytes | PlainKernelBytes>>;

function bytesOf(carried: KernelBytes | PlainKernelBytes): Uint8Array {
  return 'base64' in carried ? Buffer.from(carried.base64, 'base64') : unpackKernel(carried);
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
  for (const path of made.filter((name) => !name.endsWith('.wasm'))) {
    const imports = importsOf(path, await readFile(join(root, path), 'utf8'));
    const wrong = imports.find(({ specifier }) => /^\..*\.ts$|^\//.test(specifier));
    if (wrong !== undefined) throw new Error(`${path}:${wrong.line} imports ${wrong.specifier}`);
  }
}

if (import.meta.main) {
  const made = await buildPackage();
  console.log(`dist: ${made.length} files`);
}
