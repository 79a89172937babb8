/**
 * The principals file: read, watched for changes, and its secrets sealed in place when that is asked for.
 *
 * What the file may hold is decided by iam/directory.ts (docs/PRINCIPALS.md). A change that cannot be read is said and
 * changes nothing: the service goes on with what it had.
 *
 * @module
 */
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import type { SignedDoor } from '../aws/signed-door.ts';
import { DirectoryError } from '../index.ts';

/** The file cannot be read, or is no directory. The message says where and why, never a value. */
export class PrincipalsFileError extends Error {
  override readonly name = 'PrincipalsFileError';
}

/** How often the file is looked at. */
const INTERVAL_MS = 1000;

type Json = { [name: string]: unknown };

/**
 * The text of a principals file.
 *
 * @throws {PrincipalsFileError} It cannot be read.
 */
export async function readPrincipals(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new PrincipalsFileError(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/** Does what reads a directory, and names the file where that is none. @throws {PrincipalsFileError} */
export async function withPrincipalsFile<T>(file: string | undefined, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (file === undefined || !(error instanceof DirectoryError)) throw error;
    throw new PrincipalsFileError(`${file}: ${error.message}`, { cause: error });
  }
}

/**
 * Whether a file holds secrets in the clear.
 *
 * @example
 * hasClearSecrets('{"accounts":{}}'); // false
 */
export function hasClearSecrets(text: string): boolean {
  return accessKeysIn(JSON.parse(text) as Json).some((key) => 'secretAccessKey' in key);
}

/**
 * Writes a file anew with sealed secrets in the place of those in the clear; everything else stays as it is. The new
 * file takes the place of the old one at once.
 *
 * @param sealed By access key id, as the door sealed them.
 */
export async function sealPrincipals(
  file: string,
  text: string,
  sealed: ReadonlyMap<string, string>,
): Promise<void> {
  const document = JSON.parse(text) as Json;
  for (const key of accessKeysIn(document)) {
    if (!('secretAccessKey' in key)) continue;
    key['sealedSecretAccessKey'] = sealed.get(String(key['id']));
    delete key['secretAccessKey'];
  }
  const { mode } = await stat(file);
  const draft = `${file}.new`;
  await writeFile(draft, `${JSON.stringify(document, undefined, 2)}\n`, { mode: mode & 0o777, flush: true });
  await rename(draft, file);
}

/**
 * Reads a file every second, and gives what changed to the door. It is small, and its text cannot be mistaken: times of
 * files can, when two changes come in one tick.
 *
 * @param text What was read of it last.
 * @param tell Gets one sentence about each change.
 * @returns Stops looking.
 */
export function watchPrincipals(
  file: string,
  text: string,
  door: SignedDoor,
  tell: (sentence: string) => void,
): () => void {
  let known = text;
  let isBusy = false;
  const look = async (): Promise<void> => {
    // A file that is gone for a moment is one that is being written: what it said last holds on.
    const current = await readPrincipals(file).catch(() => known);
    if (current === known) return;
    known = current;
    try {
      await withPrincipalsFile(file, () => door.replace(current));
      tell(`Read ${file} anew.`);
    } catch (error) {
      tell(`The principals stay as they were: ${(error as Error).message}.`);
    }
  };
  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    void look().finally(() => {
      isBusy = false;
    });
  }, INTERVAL_MS).unref();
  return () => clearInterval(timer);
}

/** Every object of a document that stands where an access key stands. */
function accessKeysIn(document: Json): Json[] {
  const accounts = Object.values((document['accounts'] ?? {}) as Json) as Json[];
  const users = accounts.flatMap((account) => Object.values((account['users'] ?? {}) as Json) as Json[]);
  return [...accounts, ...users].flatMap((holder) => (holder['accessKeys'] ?? []) as Json[]);
}
