/**
 * The package's doors: every entry of `exports` is built from a source that is there, publint has nothing to say, and
 * every subpath that the documentation or a doc comment imports exists.
 *
 *   node scripts/check-exports.ts   after a build; one line a complaint
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { sourceOf } from './check-floors.ts';
import { listFiles, ROOT, readSources, type Sources } from './sources.ts';

type Exports = Readonly<Record<string, unknown>>;

/**
 * The source files behind a subpath of the package.
 *
 * @param subpath As it stands in `exports`, a pattern included, or as somebody imports it.
 * @returns None when there is no such door.
 */
export function sourcesBehind(
  subpath: string,
  subpaths: Exports,
  files: readonly string[],
): readonly string[] {
  for (const [key, target] of Object.entries(subpaths)) {
    const source = sourceOf(target) ?? (typeof target === 'string' ? target.slice(2) : undefined);
    if (source === undefined) continue;
    if (key === subpath) return files.filter((file) => matches(file, source));
    const [head = '', tail] = key.split('*');
    if (tail !== undefined && subpath.startsWith(head) && subpath.endsWith(tail)) {
      const star = subpath.slice(head.length, subpath.length - tail.length);
      return files.filter((file) => file === source.replace('*', star));
    }
  }
  return [];
}

function matches(file: string, pattern: string): boolean {
  const [head = '', tail] = pattern.split('*');
  return tail === undefined ? file === pattern : file.startsWith(head) && file.endsWith(tail);
}

/** The doors that somebody mentions and that are not there: `file: subpath`. */
export function missingMentions(
  texts: Sources,
  name: string,
  subpaths: Exports,
  files: readonly string[],
): readonly string[] {
  const missing: string[] = [];
  for (const [path, text] of texts) {
    for (const [, rest = ''] of text.matchAll(
      new RegExp(`(?:from|import) ?\\(?['"]${name}((?:/[\\w.-]+)*)['"]`, 'g'),
    )) {
      if (sourcesBehind(`.${rest}`, subpaths, files).length === 0) missing.push(`${path}: ${name}${rest}`);
    }
  }
  return missing;
}

async function documentation(): Promise<Sources> {
  const texts = new Map(await readSources(['src', 'examples']));
  const pages = (await listFiles('docs')).filter((path) => path.endsWith('.md'));
  for (const path of ['README.md', ...pages]) {
    if (existsSync(join(ROOT, path))) texts.set(path, await readFile(join(ROOT, path), 'utf8'));
  }
  return texts;
}

/** Every complaint about the package's doors; the build must be there. */
export async function checkExports(): Promise<readonly string[]> {
  const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly exports: Exports;
  };
  const files = [...(await listFiles('src')), 'package.json'];
  const complaints: string[] = [];
  for (const subpath of Object.keys(manifest.exports)) {
    const behind = sourcesBehind(subpath, manifest.exports, files);
    if (behind.length === 0) complaints.push(`package.json: exports ${subpath}, but no source is behind it`);
    for (const source of behind) {
      const built = source.replace(/^src\/(.*)\.ts$/, 'dist/$1.js');
      if (!existsSync(join(ROOT, built))) complaints.push(`${built} is not built`);
    }
  }
  const missing = missingMentions(await documentation(), manifest.name, manifest.exports, files);
  complaints.push(...missing.map((mention) => `${mention} is mentioned and not exported`));
  const { messages, pkg } = await publint({ pkgDir: ROOT, pack: 'npm', strict: true });
  complaints.push(...messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`));
  return complaints;
}

if (import.meta.main) {
  const complaints = await checkExports();
  for (const complaint of complaints) console.error(complaint);
  process.exitCode = complaints.length === 0 ? 0 : 1;
}
