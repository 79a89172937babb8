/**
 * The package as it is published: which files, and that what was packed can be imported and type-checked.
 *
 * The tree is copied and built apart, so that nothing of the working copy's dist/ can stand in for what is missing.
 */
import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPackage } from '../../scripts/build.ts';
import { sourcesBehind } from '../../scripts/check-exports.ts';
import { run, runOrThrow } from '../../scripts/processes.ts';
import { listFiles, ROOT } from '../../scripts/sources.ts';

const BESIDES = ['CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'package.json'];
const COPIED = ['src', 'tsconfig.json', ...BESIDES];
/** What only a Node with node:sqlite can import. */
const FOR_NEW_NODES = /^strongroom\/(node|node\/pkcs11|store\/sqlite)$/;

interface Manifest {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

let folder: string;
let packed: readonly string[];
let manifest: Manifest;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'strongroom-package-'));
  const tree = join(folder, 'tree');
  for (const name of COPIED) await cp(join(ROOT, name), join(tree, name), { recursive: true, force: true });
  await symlink(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
  await buildPackage(tree);
  manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as Manifest;
  packed = await pack(tree);
  await install(tree);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** The paths in the tarball, in order. */
async function pack(tree: string): Promise<readonly string[]> {
  const answer = await runOrThrow('npm', ['pack', '--json', '--ignore-scripts'], { cwd: tree });
  const [report] = Object.values(JSON.parse(answer)) as [{ files: readonly { readonly path: string }[] }];
  return report.files.map(({ path }) => path).sort();
}

/** What `npm install` of the tarball gives, without asking a registry: the dependencies are those of the tree. */
async function install(tree: string): Promise<void> {
  const [tarball = ''] = (await listFiles('.', tree)).filter((path) => path.endsWith('.tgz'));
  const modules = join(folder, 'consumer', 'node_modules');
  await mkdir(join(modules, 'strongroom'), { recursive: true });
  await runOrThrow('tar', [
    '-xzf',
    join(tree, tarball),
    '--strip-components=1',
    '-C',
    join(modules, 'strongroom'),
  ]);
  for (const name of Object.keys(manifest.dependencies)) {
    await mkdir(join(modules, name, '..'), { recursive: true });
    await symlink(join(ROOT, 'node_modules', name), join(modules, name));
  }
}

/** Every specifier under which something of the package can be imported. */
async function entries(): Promise<readonly string[]> {
  const files = await listFiles('src');
  return Object.keys(manifest.exports).flatMap((subpath) =>
    sourcesBehind(subpath, manifest.exports, files).map((source) => {
      const star = /\/\*$/.test(subpath)
        ? source.replace(`src/${subpath.slice(2, -1)}`, '').slice(0, -3)
        : '';
      return `strongroom${subpath.slice(1).replace('*', star)}`;
    }),
  );
}

/** The Node that the machine brings, if it brings one besides the toolchain's. */
function systemNode(): string | undefined {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((part) => !part.includes('node_modules'));
  try {
    return execFileSync('which', ['node'], { env: { PATH: path.join(delimiter) }, encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

/** Imports every entry in one process of that Node. */
async function importAll(node: string): Promise<string> {
  const version = (await runOrThrow(node, ['--version'])).trim();
  const isOld = Number(version.slice(1).split('.')[0]) < 22;
  const names = (await entries()).filter((name) => !isOld || !FOR_NEW_NODES.test(name));
  const program = `for (const name of ${JSON.stringify(names)}) await import(name).catch((error) => {
    process.exitCode = 1;
    console.log(name + ': ' + error.message);
  });`;
  const args = ['--no-warnings', '--input-type=module', '-e', program];
  const { stdout, stderr } = await run(node, args, { cwd: join(folder, 'consumer') });
  return stdout + stderr;
}

describe('the package', () => {
  it('holds the JavaScript and the declarations of every source, the console, and nothing else', async () => {
    const sources = (await listFiles('src')).filter(
      (path) => path.endsWith('.ts') && !path.startsWith('src/console/'),
    );
    const built = sources.flatMap((path) => {
      const stem = path.replace(/^src\/(.*)\.ts$/, 'dist/$1');
      return [`${stem}.d.ts`, `${stem}.js`];
    });
    const page = packed.filter((path) => path.startsWith('dist/console/'));
    expect(page).toContain('dist/console/index.html');
    for (const path of page) expect(path).toMatch(/\/(index\.html|[\w-]+-[\w-]{8}\.(js|css))$/);
    expect(packed.filter((path) => !page.includes(path))).toEqual([...BESIDES, ...built].sort());
  });

  it("imports nothing but its own files and its dependencies' at the toolchain's Node", async () => {
    expect(await importAll(process.execPath)).toBe('');
  });

  it("imports at the machine's Node as well", async (context) => {
    const node = systemNode();
    if (node === undefined) context.skip('this machine has no Node besides the toolchain');
    expect(await importAll(node ?? '')).toBe('');
  });

  it('type-checks at a consumer with every strictness, declarations included', async () => {
    const consumer = join(folder, 'consumer');
    const imports = (await entries()).map((name, index) => `export type * as e${index} from '${name}';`);
    await writeFile(join(consumer, 'index.ts'), imports.join('\n'));
    await writeFile(join(consumer, 'package.json'), '{ "type": "module" }');
    await mkdir(join(consumer, 'node_modules', '@types'), { recursive: true });
    await symlink(join(ROOT, 'node_modules/@types/node'), join(consumer, 'node_modules/@types/node'));
    const options = ['--module', 'nodenext', '--target', 'es2022', '--types', 'node', '--strict', '--noEmit'];
    const { code, stdout } = await run('tsc', [...options, 'index.ts'], { cwd: consumer });
    expect(stdout).toBe('');
    expect(code).toBe(0);
  });

  it('has a program that the system can start', async () => {
    const program = join(folder, 'tree/dist/node/main.js');
    expect(await readFile(program, 'utf8')).toMatch(/^#!\/usr\/bin\/env /);
    expect((await stat(program)).mode & 0o111).toBe(0o111);
  });
});
