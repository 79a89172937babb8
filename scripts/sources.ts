/**
 * Reading the tree: the files of some folders as a map from path to text.
 *
 * Paths are relative to the repository's root and use `/`. What npm, git or a build put there is never read.
 *
 * @module
 */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root, with a slash at its end. */
export const ROOT: string = fileURLToPath(new URL('..', import.meta.url));

/** Texts by path. */
export type Sources = ReadonlyMap<string, string>;

const PASSED_OVER: ReadonlySet<string> = new Set(['node_modules', 'dist', 'build', '.git']);

/** Every file under a folder, in order; none when there is no such folder. */
export async function listFiles(folder: string, root: string = ROOT): Promise<readonly string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries) {
    const path = relative(root, join(root, folder, entry.name))
      .split(sep)
      .join('/');
    if (entry.isFile()) found.push(path);
    else if (entry.isDirectory() && !PASSED_OVER.has(entry.name))
      found.push(...(await listFiles(path, root)));
  }
  return found.sort();
}

/** The TypeScript files of some folders, with those that hold JSX. */
export async function readSources(folders: readonly string[], root: string = ROOT): Promise<Sources> {
  const sources = new Map<string, string>();
  for (const folder of folders) {
    for (const path of await listFiles(folder, root)) {
      if (/\.tsx?$/.test(path)) sources.set(path, await readFile(join(root, path), 'utf8'));
    }
  }
  return sources;
}
