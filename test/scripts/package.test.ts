/**
 * The package as it is published: which files, and that what was packed can be imported and type-checked.
 *
 * The tree is copied and built apart, so that nothing of the working copy's dist/ can stand in for what is missing.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PARTS } from '../../scripts/build-chunks.ts';
import { sourcesBehind } from '../../scripts/check-exports.ts';
import { KERNEL_MODULES } from '../../scripts/kernel-modules.ts';
import { run, runOrThrow } from '../../scripts/processes.ts';
import { listFiles, ROOT } from '../../scripts/sources.ts';
import type { KernelBytes } from '../../src/crypto/kernel/kernel-bytes.ts';
import { BESIDES, installPackage, packPackage } from './packed-package.ts';

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
  packed = await packPackage(tree);
  manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as Manifest;
  await installPackage(tree, join(folder, 'consumer'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

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
  it('holds the JavaScript and the declarations of every source, chunks, the modules of the kernel, the console, and nothing else', async () => {
    const sources = (await listFiles('src')).filter(
      (path) => path.endsWith('.ts') && !path.startsWith('src/console/'),
    );
    const built = sources.flatMap((path) => {
      const stem = path.replace(/^src\/(.*)\.ts$/, 'dist/$1');
      return [`${stem}.d.ts`, `${stem}.js`];
    });
    const modules = KERNEL_MODULES.filter(({ name }) => name !== 'scalar').flatMap(({ name }) => {
      return [`dist/crypto/kernel/${name}-module.js`, `dist/crypto/kernel/${name}.wasm`];
    });
    const page = packed.filter((path) => path.startsWith('dist/console/'));
    expect(page).toContain('dist/console/index.html');
    for (const path of page) expect(path).toMatch(/\/(index\.html|[\w-]+-[\w-]{8}\.(js|css))$/);
    // What Node starts with, and what bundlers take in its place.
    const [chunks, bundled] = ['chunks', 'bundled'].map((name) =>
      packed.filter((path) => new RegExp(`^dist/${name}/(?!parts/)`).test(path)),
    );
    const start = (paths: readonly string[] = []): readonly string[] =>
      paths.map((path) => path.replace(/^dist\/\w+\//, 'dist/'));
    expect(start(chunks)).toEqual(start(bundled));
    expect(start(chunks)).toContain('dist/index.js');
    expect(built).toEqual(expect.arrayContaining([...start(chunks)]));
    const parts = packed.filter((path) => path.startsWith('dist/chunks/parts/'));
    expect(parts).toEqual(PARTS.map(({ name }) => `dist/chunks/parts/${name}.js`).sort());
    const forBundlers = packed.filter((path) => path.startsWith('dist/bundled/parts/'));
    expect(forBundlers).toEqual(
      expect.arrayContaining(['dist/bundled/parts/plain.js', 'dist/bundled/parts/service.js']),
    );
    const others = packed.filter((path) => !/^dist\/(console|chunks|bundled)\//.test(path));
    expect(others).toEqual([...BESIDES, ...built, ...modules].sort());
  });

  it('carries the modules of the kernel as files of the very bytes that it carries as text', async () => {
    for (const { name } of KERNEL_MODULES.filter((module) => module.name !== 'scalar')) {
      const kernel = join(folder, 'tree/dist/crypto/kernel');
      const carried = (await import(pathToFileURL(join(kernel, `${name}-bytes.js`)).href)) as object;
      const [bytes] = Object.values(carried) as [KernelBytes];
      const file = await readFile(join(kernel, `${name}.wasm`));
      expect(createHash('sha256').update(file).digest('hex')).toBe(bytes.sha256);
    }
  });

  it("imports nothing but its own files and its dependencies' at the toolchain's Node", async () => {
    expect(await importAll(process.execPath)).toBe('');
  });

  it("imports at the machine's Node as well", async (context) => {
    const node = systemNode();
    if (node === undefined) context.skip('this machine has no Node besides the toolchain');
    expect(await importAll(node ?? '')).toBe('');
  });

  it('gives one class whichever entry it comes by, in Node and bundled for browsers, and starts Node with few files', async () => {
    const consumer = join(folder, 'consumer');
    const program = `import { createKms, WrongRootKeyError } from 'strongroom';
      import { WrongRootKeyError as Same } from 'strongroom/keystore/identity';
      import { rootKeyFromBytes } from 'strongroom/keystore/root-key';
      import { memoryStore } from 'strongroom/store/memory';
      const store = memoryStore();
      await (await createKms({ store, rootKey: rootKeyFromBytes(new Uint8Array(32)) })).createKey({});
      const error = await createKms({ store, rootKey: rootKeyFromBytes(new Uint8Array(32).fill(1)) }).catch((thrown) => thrown);
      console.log(WrongRootKeyError === Same, error instanceof Same);`;
    await writeFile(join(consumer, 'classes.js'), program);
    const build = await rolldown({ input: join(consumer, 'classes.js'), cwd: consumer, platform: 'browser' });
    await build.write({ dir: join(consumer, 'bundle'), format: 'esm' });
    await build.close();
    for (const file of ['classes.js', 'bundle/classes.js']) {
      expect((await runOrThrow(process.execPath, [file], { cwd: consumer })).trim()).toBe('true true');
    }
    const counting = `import { registerHooks } from 'node:module';
      let files = 0;
      registerHooks({ load: (url, context, next) => { files += url.startsWith('file:') ? 1 : 0; return next(url, context); } });
      const kms = await (await import('strongroom')).createKms();
      const { KeyMetadata } = await kms.createKey({});
      await kms.encrypt({ KeyId: KeyMetadata.KeyId, Plaintext: new Uint8Array(1) });
      console.log(files);`;
    const args = ['--input-type=module', '-e', counting];
    expect(Number(await runOrThrow(process.execPath, args, { cwd: consumer }))).toBe(1 + PARTS.length);
  });

  it.each([
    ['the service', "import { createKms } from 'strongroom';\nawait createKms();", 3, 120_000],
    ['an error of the service', "export { KmsError } from 'strongroom';", 1, 500],
    ['a store', "export { indexedDbStore } from 'strongroom/store/indexeddb';", 1, 4000],
  ])(
    'is, of %s, few files at the start of a split bundle, and nothing else',
    async (_name, code, files, bytes) => {
      const consumer = join(folder, 'consumer');
      await writeFile(join(consumer, 'entry.js'), code);
      const build = await rolldown({ input: join(consumer, 'entry.js'), cwd: consumer, platform: 'browser' });
      const { output } = await build.generate({ format: 'esm', minify: true });
      await build.close();
      const chunks = new Map(
        output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file]] : [])),
      );
      const start = new Set(['entry.js']);
      for (const file of start) for (const one of chunks.get(file)?.imports ?? []) start.add(one);
      expect(start.size).toBeLessThanOrEqual(files);
      if (files === 1) expect([...chunks.keys()]).toEqual(['entry.js']);
      const gzipped = [...start].map((file) => gzipSync(chunks.get(file)?.code ?? '').length);
      expect(gzipped.reduce((total, one) => total + one, 0)).toBeLessThanOrEqual(bytes);
    },
  );

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
