/**
 * What a service loads to start, as a few files in the place of two hundred: finding, asking for and reading that many takes
 * Node, and a browser, longer than to do everything else up to the first message.
 *
 *   dist/kms/keys.js            gives what `#start/kms/keys` gives, which package.json's `imports` lead
 *   dist/chunks/kms/keys.js     to this under the condition `node`: names out of dist/chunks/parts/service.js
 *   dist/bundled/kms/keys.js    and to this elsewhere, where a bundler is at work: names out of dist/bundled/parts/service.js
 *
 * A bundler makes a file of its own for each way in which modules are shared by what comes late: forty of two hundred
 * modules, five of the parts. But it drops the value that nobody uses out of a part only where it sees that making
 * the value has no effect, so that is said of each (pure-values.ts). And what a file imports late it keeps once it
 * keeps anything of the file, so modules that reach nothing late are a part by themselves, and so are those of the others
 * that late ones share. The bytes of the kernel's modules keep their names, behind which some hosts have files.
 *
 * That is done to every module that `.` reaches by static imports. The others, which are imported late or by other entries,
 * stay where they are, and import `#start/…` as well: so each class is the same one, whichever way it comes.
 *
 * @module
 */
import { readFile, realpath, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { type Plugin, type RolldownOptions, rolldown } from 'rolldown';
import { markPure } from './pure-values.ts';
import { listFiles, ROOT } from './sources.ts';
import { lateImportsOf, staticImportsOf } from './syntax.ts';

/** A part of the start: of its modules those that some files reach and that are in no part before. */
export interface Part {
  readonly name: string;
  /** Files of dist/. */
  readonly reachedBy: readonly string[];
}

/** From the lowest floor up: none imports one that comes after it. The last one is the start. */
export const PARTS: readonly Part[] = [
  { name: 'bytes', reachedBy: ['crypto/aes-gcm.js'] },
  { name: 'kernel', reachedBy: ['crypto/kernel/shared.js'] },
  { name: 'engine', reachedBy: ['crypto/default-engine.js'] },
  { name: 'keystore', reachedBy: ['keystore/keystore.js', 'store/memory.js'] },
  { name: 'service', reachedBy: ['index.js'] },
];

/** In which part each module of the start is, by its path in dist/. */
type Homes = ReadonlyMap<string, string>;

/** For whom chunks are, and what is done to them. */
interface Target {
  readonly folder: string;
  /** Whether the bytes of the kernel's modules are part of the chunks. */
  readonly hasBytes: boolean;
  plugin(dist: string): Plugin;
}

const FOR_NODE: Target = { folder: 'chunks', hasBytes: true, plugin: withBytes };
const FOR_BUNDLERS: Target = { folder: 'bundled', hasBytes: false, plugin: droppable };
/** The part of what neither imports anything late nor reaches what does. */
const PLAIN = 'plain';
/** The part of what comes at the start and is reached by what comes late as well, of the others. */
const SHARED = 'shared';
const NO_CHUNK = /^(?!(?:chunks|bundled|console)\/).*\.js$/;

/**
 * Makes chunks of what was compiled.
 *
 * @param folder Where it was compiled to.
 * @throws {Error} The bundler has something to say, or a module asks where it lies.
 *
 * @example
 * await writeChunks('dist');
 */
export async function writeChunks(folder: string, parts: readonly Part[] = PARTS): Promise<void> {
  const dist = await realpath(folder);
  const homes = await homesOf(dist, parts);
  const names = parts.map(({ name }) => name);
  await bundleParts(dist, names, homes, FOR_NODE);
  await bundleParts(dist, [PLAIN, SHARED, ...names], await homesForBundlers(dist, homes), FOR_BUNDLERS);
  const others = (await listFiles('.', dist)).filter((file) => NO_CHUNK.test(file));
  for (const file of others)
    await (homes.has(file) ? replaceModule(dist, file) : redirect(dist, file, homes));
}

async function homesOf(dist: string, parts: readonly Part[]): Promise<Homes> {
  const start = await reachedFrom(dist, parts.at(-1)?.reachedBy ?? []);
  const homes = new Map<string, string>();
  for (const { name, reachedBy } of parts) {
    for (const file of await reachedFrom(dist, reachedBy)) {
      if (start.has(file) && !homes.has(file)) homes.set(file, name);
    }
  }
  return homes;
}

/** The same homes, but for what bundlers keep apart: {@link PLAIN} and {@link SHARED}. */
async function homesForBundlers(dist: string, homes: Homes): Promise<Homes> {
  const late: string[] = [];
  const importers = new Map<string, string[]>([...homes.keys()].map((file) => [file, []]));
  const reachingLate = new Set<string>();
  for (const file of homes.keys()) {
    const text = await readFile(join(dist, file), 'utf8');
    for (const specifier of staticImportsOf(file, text)) importers.get(targetOf(file, specifier))?.push(file);
    const specifiers = lateImportsOf(file, text);
    late.push(...specifiers.map((specifier) => targetOf(file, specifier)));
    if (specifiers.length > 0) reachingLate.add(file);
  }
  for (const file of reachingLate)
    for (const importer of importers.get(file) ?? []) reachingLate.add(importer);
  const reachedLate = await reachedFrom(dist, late);
  return new Map(
    [...homes].map(([file, home]) => {
      if (!reachingLate.has(file)) return [file, PLAIN];
      return [file, reachedLate.has(file) ? SHARED : home];
    }),
  );
}

/** Some files of dist/ and every one that they import at once, or what they import does. */
async function reachedFrom(dist: string, files: readonly string[]): Promise<ReadonlySet<string>> {
  const reached = new Set(files);
  for (const file of reached) {
    const specifiers = staticImportsOf(file, await readFile(join(dist, file), 'utf8'));
    for (const specifier of specifiers) if (specifier.startsWith('.')) reached.add(targetOf(file, specifier));
  }
  return reached;
}

function targetOf(file: string, specifier: string): string {
  return posix.join(posix.dirname(file), specifier);
}

async function bundleParts(
  dist: string,
  names: readonly string[],
  homes: Homes,
  target: Target,
): Promise<void> {
  const build = await rolldown(inputOptions(dist, homes, target));
  await build.write({
    dir: dist,
    format: 'esm',
    entryFileNames: `${target.folder}/[name].js`,
    chunkFileNames: `${target.folder}/parts/[name].js`,
    // The declarations have them.
    comments: { jsdoc: false },
    hoistTransitiveImports: false,
    codeSplitting: {
      groups: names.map((name, i) => ({
        name,
        priority: names.length - i,
        test: (id) => homes.get(posix.relative(dist, id)) === name,
      })),
    },
  });
  await build.close();
}

/** Everything outside of the start is left as it is imported: packages, and what comes late. */
function inputOptions(dist: string, homes: Homes, { hasBytes, plugin }: Target): RolldownOptions {
  const modules = [...homes.keys()].sort();
  return {
    input: Object.fromEntries(modules.map((file) => [file.replace(/\.js$/, ''), join(dist, file)])),
    cwd: ROOT,
    platform: 'neutral',
    treeshake: false,
    preserveEntrySignatures: 'strict',
    plugins: [plugin(dist)],
    external: (id, importer) => {
      if (id.startsWith('#kernel/') || /^\/.*-bytes\.js$/.test(id)) return !hasBytes;
      const path = id.startsWith('.') ? targetOf(importer ?? '', id) : id;
      return !homes.has(posix.relative(dist, path));
    },
    onLog: (_level, log) => {
      throw new Error(`the chunks: ${log.message}`);
    },
  };
}

/** Where Node runs, a module of the kernel is its bytes (package.json's `imports`), and they are part of the chunk. */
function withBytes(dist: string): Plugin {
  return {
    name: 'bytes',
    resolveId: (id) => {
      const [, name] = /^#kernel\/(\w+)$/.exec(id) ?? [];
      return name === undefined ? undefined : join(dist, `crypto/kernel/${name}-bytes.js`);
    },
  };
}

/** What a bundler can drop again. */
function droppable(): Plugin {
  return {
    name: 'droppable',
    renderChunk: (code, { fileName }) => markPure(fileName, code),
  };
}

/** Leaves in the place of a module of the start what leads to it. */
async function replaceModule(dist: string, file: string): Promise<void> {
  const text = await readFile(join(dist, file), 'utf8');
  if (text.includes('import.meta')) throw new Error(`${file} asks where it lies, and lies in two places`);
  await writeFile(join(dist, file), `export * from '${nameOf(file)}';\n`);
}

async function redirect(dist: string, file: string, homes: Homes): Promise<void> {
  const text = await readFile(join(dist, file), 'utf8');
  const redirected = withSpecifiers(text, (specifier) => {
    const target = targetOf(file, specifier);
    return homes.has(target) ? nameOf(target) : specifier;
  });
  if (redirected !== text) await writeFile(join(dist, file), redirected);
}

/** The name in package.json's `imports` of a module of the start. */
function nameOf(file: string): string {
  return `#start/${file.replace(/\.js$/, '')}`;
}

/** A module with other names for what it imports by a relative path. */
function withSpecifiers(text: string, change: (specifier: string) => string): string {
  return text.replace(
    /((?:from|import) ?\(?)'(\.[^']*)'/g,
    (_whole, before, specifier) => `${before}'${change(specifier)}'`,
  );
}
