/**
 * What a family of vectors is: the file it makes, the files it is made from, and how.
 *
 * @module
 */
import type { VectorGroup } from './vector-file.ts';

/** The licence of what NIST publishes; other publishers' are named by their family. */
export const NIST_LICENCE = 'work of the US government, not subject to copyright (17 U.S.C. §105)';

export interface VectorFamily {
  /** Where the result goes, under `vectors/`. */
  readonly file: string;
  /** Paths inside the package, in the order in which `convert` takes their text. */
  readonly sources: readonly string[];
  readonly origin: string;
  readonly licence: string;
  /** What was left out, and by which rule. */
  readonly rule?: string;
  convert(texts: readonly string[]): VectorGroup[];
}
