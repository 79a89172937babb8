/**
 * The benchmarks on another Node, one that runs no TypeScript: what they are made of is compiled into build/bench first.
 *
 *   node bench/on-node.ts /path/to/node aes-gcm --quick
 *
 * @module
 */
import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, runOrThrow } from '../scripts/processes.ts';
import { listFiles, ROOT } from '../scripts/sources.ts';

const FOLDER = join(ROOT, 'build/bench');

/** Compiles bench/, scripts/ and src/ side by side, where they find the packages of both folders. */
async function compile(): Promise<void> {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(join(FOLDER, 'bench'), { recursive: true });
  const compilerOptions = {
    rootDir: ROOT,
    outDir: FOLDER,
    noEmit: false,
    rewriteRelativeImportExtensions: true,
    noCheck: true,
  };
  const include = ['bench', 'scripts/*.ts', 'src'].map((path) => join(ROOT, path));
  const exclude = [join(ROOT, 'bench/node_modules'), join(ROOT, 'bench/runtimes')];
  const config = {
    extends: join(ROOT, 'test/tsconfig.json'),
    compilerOptions,
    include,
    exclude,
    references: [],
  };
  await writeFile(join(FOLDER, 'tsconfig.json'), JSON.stringify(config));
  await runOrThrow('tsc', ['-p', FOLDER]);
  await writeFile(join(FOLDER, 'package.json'), '{ "type": "module" }');
  await symlink(join(ROOT, 'bench/node_modules'), join(FOLDER, 'bench/node_modules'));
}

const [program, ...args] = process.argv.slice(2);
if (program === undefined) throw new Error('usage: node bench/on-node.ts PROGRAM [SUITE…] [--quick]');
await compile();
const { code } = await run(program, [join(FOLDER, 'bench/run.js'), ...args], { show: true });
for (const path of await listFiles('bench/results', FOLDER)) await cp(join(FOLDER, path), join(ROOT, path));
process.exitCode = code;
