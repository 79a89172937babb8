/**
 * Where the console's files are: beside this one in the package, and bundled on the spot in a clone of the sources.
 *
 * Nothing is read or bundled before somebody asks for the page, so that a server starts as fast with it as without.
 *
 * @module
 */
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Files by name; `index.html` is the page. */
export type ConsoleFiles = ReadonlyMap<string, Uint8Array>;

/** The console cannot be shown; the message is one sentence for whoever asked for it. */
export class NoConsoleError extends Error {
  override readonly name = 'NoConsoleError';
}

/** Where both may be, from this file. */
export interface ConsolePlaces {
  /** The folder of a package that was built. */
  readonly built: URL;
  /** The script of a clone that bundles them. */
  readonly bundler: URL;
}

const PLACES: ConsolePlaces = {
  built: new URL('../console/', import.meta.url),
  bundler: new URL('../../scripts/build-console.ts', import.meta.url),
};

/**
 * A way to get the files: the first call reads or bundles them, later ones are given the same; what failed is tried anew.
 *
 * @throws {NoConsoleError} (the way, when it is gone) They are neither there nor can be bundled.
 */
export function findConsole(places: ConsolePlaces = PLACES): () => Promise<ConsoleFiles> {
  let files: Promise<ConsoleFiles> | undefined;
  return async () => {
    files ??= load(places);
    try {
      return await files;
    } catch (error) {
      files = undefined;
      throw error;
    }
  };
}

async function load({ built, bundler }: ConsolePlaces): Promise<ConsoleFiles> {
  return (await readBuilt(fileURLToPath(built))) ?? (await bundle(bundler));
}

/** The files of the folder; nothing where there is no page in it, as in the sources. */
async function readBuilt(folder: string): Promise<ConsoleFiles | undefined> {
  const names = await readdir(folder).catch((): string[] => []);
  if (!names.includes('index.html')) return undefined;
  const files = names.map(async (name) => [name, await readFile(`${folder}/${name}`)] as const);
  return new Map(await Promise.all(files));
}

async function bundle(bundler: URL): Promise<ConsoleFiles> {
  try {
    const { buildConsole } = (await import(bundler.href)) as {
      buildConsole(page: 'endpoint'): Promise<ConsoleFiles>;
    };
    return await buildConsole('endpoint');
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0];
    throw new NoConsoleError(`The console is not built and cannot be: ${reason}. npm run build makes it.`, {
      cause: error,
    });
  }
}
