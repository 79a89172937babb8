/**
 * A folder that a trail is delivered to. What S3 keeps as an object's metadata stands in a file beside it.
 *
 *   …_CloudTrail-Digest_….json.gz             the file
 *   …_CloudTrail-Digest_….json.gz.meta.json   {"signature":"…","signature-algorithm":"SHA256withRSA"}
 *
 * A file appears whole: it is written under another name, made durable, and renamed; what stands beside it first.
 *
 * @module
 */
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Destination, StoredObject } from '../audit/destination.ts';

/** What ends the name of the file that holds another one's metadata. */
export const METADATA_SUFFIX = '.meta.json';
const UNFINISHED_SUFFIX = '.unfinished';

/** The folder, which need not be there yet. */
export function folderDestination(folder: string, prefix = ''): Destination {
  const root = resolve(folder);
  const pathOf = (name: string): string => join(root, ...name.split('/'));
  return {
    url: root,
    bucket: basename(root),
    prefix,
    put: (name, object) => putFile(pathOf(name), object),
    get: (name) => getFile(pathOf(name)),
    async *list(start) {
      // A prefix may end within a name: the folder that holds all of them is the one before its last slash.
      const top = pathOf(start.slice(0, start.lastIndexOf('/') + 1));
      const names = (await filesUnder(top)).map((path) => relative(root, path).split(sep).join('/'));
      const present = new Set(names);
      yield names.filter((name) => name.startsWith(start) && !isBeside(name, present)).sort();
    },
  };
}

/** Whether a file is part of another one's keeping. One that stands alone is a file like any other. */
function isBeside(name: string, names: ReadonlySet<string>): boolean {
  if (name.endsWith(UNFINISHED_SUFFIX)) return true;
  return name.endsWith(METADATA_SUFFIX) && names.has(name.slice(0, -METADATA_SUFFIX.length));
}

async function putFile(path: string, { bytes, metadata }: StoredObject): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  if (Object.keys(metadata).length > 0) {
    await writeWhole(path + METADATA_SUFFIX, new TextEncoder().encode(`${JSON.stringify(metadata)}\n`));
  }
  await writeWhole(path, bytes);
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path + UNFINISHED_SUFFIX, 'w', 0o640);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(path + UNFINISHED_SUFFIX, path);
  await syncFolder(dirname(path));
}

/** So that the name is durable too; hosts that cannot open folders have no such thing. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function getFile(path: string): Promise<StoredObject | undefined> {
  const bytes = await readIfThere(path);
  if (bytes === undefined) return undefined;
  const beside = await readIfThere(path + METADATA_SUFFIX);
  return { bytes, metadata: beside === undefined ? {} : readMetadata(beside) };
}

/** What cannot be read is no metadata: whoever verifies finds the signature missing. */
function readMetadata(bytes: Uint8Array): Readonly<Record<string, string>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(Object.entries(value).filter(([, text]) => typeof text === 'string'));
  } catch {
    return {};
  }
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function filesUnder(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory())
      .map(({ parentPath, name }) => join(parentPath, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
