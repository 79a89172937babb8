/**
 * What a service loads to start, as a few files in the place of two hundred: Node takes longer to find and read that many
 * than to do everything else up to the first message. A bundler takes the two hundred, of which it drops what nobody uses.
 *
 *   dist/kms/keys.js            gives what `#start/kms/keys` gives, which package.json's `imports` lead
 *   dist/chunks/kms/keys.js     to this under the condition `node`: names out of dist/chunks/parts/service.js
 *   dist/modules/kms/keys.js    and to this elsewhere: the module as it was compiled
 *
 * That is done to every module that `.` reaches by static imports. The others, which are imported late or by other entries,
 * stay where they are, and import `#start/…` as well: so each class is the same one, whichever way it comes.
 *
 * @module
 */
import { mkdir, readFile, realpath, rename, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { type RolldownOptions, rolldown } from 'rolldown';
import { listFiles, ROOT } from './sources.ts';
import { staticImportsOf } from './syntax.ts';

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
  await bundleParts(dist, parts, homes);
  const others = (await listFiles('.', dist)).filter((file) => /^(?!chunks\/|console\/).*\.js$/.test(file));
  for (const file of others)
    await (homes.has(file) ? moveModule(dist, file, homes) : redirect(dist, file, homes));
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

async function bundleParts(dist: string, parts: readonly Part[], homes: Homes): Promise<void> {
  const build = await rolldown(inputOptions(dist, homes));
  await build.write({
    dir: dist,
    format: 'esm',
    entryFileNames: 'chunks/[name].js',
    chunkFileNames: 'chunks/parts/[name].js',
    // The declarations have them.
    comments: { jsdoc: false },
    hoistTransitiveImports: false,
    codeSplitting: {
      groups: parts.map(({ name }, i) => ({
        name,
        priority: parts.length - i,
        test: (id) => homes.get(posix.relative(dist, id)) === name,
      })),
    },
  });
  await build.close();
}

/** Everything outside of the start is left as it is imported: packages, and what comes late. */
function inputOptions(dist: string, homes: Homes): RolldownOptions {
  const modules = [...homes.keys()].sort();
  return {
    input: Object.fromEntries(modules.map((file) => [file.replace(/\.js$/, ''), join(dist, file)])),
    cwd: ROOT,
    platform: 'neutral',
    treeshake: false,
    preserveEntrySignatures: 'strict',
    plugins: [{ name: 'kernel', resolveId: (id) => bytesBehind(dist, id) }],
    external: (id, importer) => {
      if (id.startsWith('#kernel/') || /^\/.*-bytes\.js$/.test(id)) return false;
      const path = id.startsWith('.') ? targetOf(importer ?? '', id) : id;
      return !homes.has(posix.relative(dist, path));
    },
    onLog: (_level, log) => {
      throw new Error(`the chunks: ${log.message}`);
    },
  };
}

/** Where Node runs, a module of the kernel is its bytes (package.json's `imports`), and they are part of the chunk. */
function bytesBehind(dist: string, id: string): string | undefined {
  const [, name] = /^#kernel\/(\w+)$/.exec(id) ?? [];
  return name === undefined ? undefined : join(dist, `crypto/kernel/${name}-bytes.js`);
}

/** Moves a module of the start to modules/, where its own are, and leaves behind what leads to it. */
async function moveModule(dist: string, file: string, homes: Homes): Promise<void> {
  const text = await readFile(join(dist, file), 'utf8');
  if (text.includes('import.meta')) throw new Error(`${file} asks where it lies, and lies in two places`);
  const moved = join('modules', file);
  await mkdir(join(dist, dirname(moved)), { recursive: true });
  await rename(join(dist, file), join(dist, moved));
  await writeFile(
    join(dist, moved),
    withSpecifiers(text, (specifier) => {
      const target = targetOf(file, specifier);
      return homes.has(target) ? specifier : posix.relative(dirname(moved), target);
    }),
  );
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
