/**
 * Seed files: YAML, of which JSON is a part, read with the place of everything in them.
 *
 * An error names file, line and column, the path in the document, and the reason. What the file may hold is decided by
 * kms/seed.ts. The YAML library is loaded when there is a file to read, and by nothing else.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import type { Document, LineCounter } from 'yaml';
import { SeedError, type SeedPath } from '../index.ts';

/** A seed file cannot be read, or what it holds cannot be planted. The message says where and why. */
export class SeedFileError extends Error {
  override readonly name = 'SeedFileError';
}

/** What a file holds, and where. */
export interface SeedFile {
  /** For `createKms`. */
  readonly document: unknown;
  /** `FILE:LINE:COLUMN` of a path, or of the nearest thing around it that stands in the file. */
  readonly placeOf: (path: SeedPath) => string;
}

/**
 * Reads a seed file.
 *
 * @throws {SeedFileError} It cannot be read, or is no YAML.
 *
 * @example
 * const seed = await readSeedFile('package.json'); // any JSON is YAML
 * seed.placeOf(['name']); // 'package.json:2:11'
 */
export async function readSeedFile(file: string): Promise<SeedFile> {
  const text = await readText(file);
  const { LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) {
    throw new SeedFileError(`${placeIn(file, lines, problem.pos[0])}: ${problem.message}`);
  }
  return {
    document: toValue(file, document),
    placeOf: (path) => placeIn(file, lines, offsetOf(document, path)),
  };
}

/**
 * Does what plants a seed, and says of what is wrong with it where that stands in its file.
 *
 * @throws {SeedFileError}
 */
export async function withSeedLines<T>(seed: SeedFile | undefined, plant: () => Promise<T>): Promise<T> {
  try {
    return await plant();
  } catch (error) {
    if (seed === undefined || !(error instanceof SeedError)) throw error;
    throw new SeedFileError(`${seed.placeOf(error.path)}: ${error.message}`, { cause: error });
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new SeedFileError(`The seed file ${file} cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** The aliases of a hostile document unfold without end: the library counts them. */
function toValue(file: string, document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new SeedFileError(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

/** Where a path begins; what is missing is sought at whatever should hold it. */
function offsetOf(document: Document, path: SeedPath): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: readonly number[] } | undefined;
    if (node?.range?.[0] !== undefined) return node.range[0];
  }
  return 0;
}

function placeIn(file: string, lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset);
  return `${file}:${line}:${col}`;
}
