/**
 * Where files are delivered to: the port that a folder, an S3 bucket, or what another host has, implements.
 *
 * Names are paths with `/`, without one at the start. Putting the same name and bytes again changes nothing.
 *
 * @module
 */

/** A file with what is kept beside it. */
export interface StoredObject {
  readonly bytes: Uint8Array;
  /** In S3 `x-amz-meta-<name>`; names in small letters. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** See the file's head. Every method rejects where the destination cannot be reached or says no. */
export interface Destination {
  /** For people: `s3://bucket/prefix`, a folder. Two that differ are two trails. */
  readonly url: string;
  /** What digest files name as their bucket. */
  readonly bucket: string;
  /** What stands before every name, without `/` at its end; empty for nothing. */
  readonly prefix: string;
  /** Writes an object. Resolves when it is kept, whole. */
  put(name: string, object: StoredObject): Promise<void>;
  /** `undefined`: there is none. */
  get(name: string): Promise<StoredObject | undefined>;
  /** Names that begin with `prefix`, ascending, page by page. */
  list(prefix: string): AsyncIterable<readonly string[]>;
}

/** An object's name as the destination has it. */
export function withPrefix({ prefix }: Pick<Destination, 'prefix'>, name: string): string {
  return prefix === '' ? name : `${prefix}/${name}`;
}
