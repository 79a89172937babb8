/**
 * The store: an ordered, transactional map from names to bytes. The port that every backend implements.
 *
 * It knows no keys and sees only sealed bytes. Acknowledged means durable, as far as the backend can promise it, and a
 * stale writer loses by its condition, never by luck. One contract test holds every backend to this page.
 * It never interprets a value, never retries, and never answers from a commit that was not acknowledged.
 *
 * @module
 */
import { expectBytes, expectInteger } from '../bytes/expect.ts';

/** What is stored under a name. The value is the caller's own copy. */
export interface StoredRecord {
  /** 1 to 1024 printable ASCII characters, 0x21 to 0x7e: byte order and JavaScript's order are then the same. */
  readonly name: string;
  /** A safe integer from 1, given by whoever wrote the record. */
  readonly version: number;
  readonly value: Uint8Array;
}

/** One write of a commit. */
export interface Change {
  readonly name: string;
  /** The version that the record will have: 1 for a new one. A deletion gives one too; it is not kept. */
  readonly version: number;
  /** The new bytes, at most 1,048,576; `undefined` deletes the record, if there is one. */
  readonly value: Uint8Array | undefined;
}

/** What a commit requires of the records as they are before it. */
export interface Condition {
  readonly name: string;
  /** The version that the record must have; 0: there must be none. */
  readonly version: number;
}

/** An ordered, transactional map. Every method rejects with StoreUnavailableError after `close` or a lost disk. */
export interface Store {
  /**
   * Whether others may write to the same records meanwhile: tabs, processes. What was counted or looked up once is then
   * looked up again. No when absent: whoever has this object is alone.
   */
  readonly isShared?: boolean;
  /**
   * The record of that name.
   *
   * @throws {TypeError | RangeError} The name is not one.
   * @throws {StoreUnavailableError}
   */
  get(name: string): Promise<StoredRecord | undefined>;
  /**
   * Records whose names start with `prefix` and come strictly after `after`, ascending by name, at most `limit`.
   *
   * @param prefix Printable ASCII; empty for all.
   * @param after A name, stored or not; `undefined` starts at the beginning.
   * @param limit An integer from 1.
   * @throws {TypeError | RangeError} An argument is not what it must be.
   * @throws {StoreUnavailableError}
   */
  list(prefix: string, after: string | undefined, limit: number): Promise<readonly StoredRecord[]>;
  /**
   * Writes all changes or none. Once it resolves they survive whatever the backend promises to survive. Arguments are
   * read before the call returns: what the caller does to its arrays later changes nothing.
   *
   * @param changes At most one for each name.
   * @param conditions All must hold, at one instant, together with which the changes become visible.
   * @throws {TypeError | RangeError} An argument is not what it must be; nothing was written.
   * @throws {StoreConflictError} A condition does not hold; nothing was written.
   * @throws {StoreUnavailableError} The store cannot say that the changes are durable, and takes no more; or it knows
   * that it had no room for them, wrote nothing, and goes on.
   */
  commit(changes: readonly Change[], conditions: readonly Condition[]): Promise<void>;
  /** Lets pending commits finish, then lets go of the backend. Closing twice is no error. */
  close(): Promise<void>;
}

/** A condition of a commit does not hold: somebody else was there first. */
export class StoreConflictError extends Error {
  override readonly name = 'StoreConflictError';
  /** The record whose version is another than the condition named. */
  readonly recordName: string;
  constructor(recordName: string) {
    super(`record ${recordName} has another version`);
    this.recordName = recordName;
  }
}

/** The store cannot be opened, or cannot go on: closed, locked by another process, full, damaged or not ours. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
}

/** The longest name, in characters, which are bytes. */
export const MAX_NAME_LENGTH = 1024;

/** The longest value in bytes: what every backend takes, and far more than a key, a policy or a set of tags needs. */
export const MAX_VALUE_LENGTH = 1_048_576;

/**
 * Requires a record name.
 *
 * @throws {TypeError} It is not a string.
 * @throws {RangeError} It is empty, longer than 1024 characters, or holds a character outside 0x21 to 0x7e.
 *
 * @example
 * expectName('name', 'key/1234');
 */
export function expectName(argument: string, name: unknown): void {
  expectPrintable(argument, name, 1);
}

/**
 * The half-open interval of names, `from <= name < to`, that a list with this prefix and cursor walks over.
 *
 * Names hold no character below 0x21 or above 0x7e. So `after` and a space is the least bound above `after`, and
 * `prefix` and 0x7f is above every name with that prefix: one interval serves every backend's index.
 *
 * @throws {TypeError | RangeError} The prefix is not printable ASCII, or `after` is not a name.
 *
 * @example
 * nameRange('key/', 'key/5'); // { from: 'key/5 ', to: 'key/\x7f' }
 */
export function nameRange(
  prefix: string,
  after: string | undefined,
): { readonly from: string; readonly to: string } {
  expectPrintable('prefix', prefix, 0);
  if (after !== undefined) expectName('after', after);
  const next = after === undefined ? '' : `${after} `;
  return { from: next > prefix ? next : prefix, to: `${prefix}\x7f` };
}

/**
 * Requires the limit of a list.
 *
 * @throws {TypeError} It is not a number.
 * @throws {RangeError} It is not an integer from 1.
 *
 * @example
 * expectLimit(100);
 */
export function expectLimit(limit: unknown): void {
  expectInteger('limit', limit, 1, Number.MAX_SAFE_INTEGER);
}

/**
 * Requires well-formed changes, and copies them, bytes included.
 *
 * @throws {TypeError | RangeError} A name, version or value is not one, or a name comes twice.
 *
 * @example
 * copyChanges([{ name: 'a', version: 1, value: new Uint8Array([1]) }]);
 */
export function copyChanges(changes: readonly Change[]): readonly Change[] {
  if (!Array.isArray(changes)) throw new TypeError(`"changes" expected array, got ${typeof changes}`);
  const names = new Set<string>();
  return changes.map(({ name, version, value }: Change) => {
    expectName('name', name);
    expectInteger('version', version, 1, Number.MAX_SAFE_INTEGER);
    if (names.has(name)) throw new RangeError(`"changes" expected each name once, got one twice`);
    names.add(name);
    return { name, version, value: value === undefined ? undefined : copyBytes(value) };
  });
}

/**
 * Requires well-formed conditions, and copies them.
 *
 * @throws {TypeError | RangeError} A name or version is not one.
 *
 * @example
 * copyConditions([{ name: 'a', version: 0 }]);
 */
export function copyConditions(conditions: readonly Condition[]): readonly Condition[] {
  if (!Array.isArray(conditions))
    throw new TypeError(`"conditions" expected array, got ${typeof conditions}`);
  return conditions.map(({ name, version }: Condition) => {
    expectName('name', name);
    expectInteger('version', version, 0, Number.MAX_SAFE_INTEGER);
    return { name, version };
  });
}

/** A copy that shares no memory. Never `slice`: on Node's Buffer that is a view. */
function copyBytes(value: Uint8Array): Uint8Array {
  expectBytes('value', value);
  if (value.length > MAX_VALUE_LENGTH)
    throw new RangeError(`"value" expected at most ${MAX_VALUE_LENGTH} bytes, got ${value.length}`);
  return new Uint8Array(value);
}

function expectPrintable(argument: string, text: unknown, minLength: number): void {
  if (typeof text !== 'string') throw new TypeError(`"${argument}" expected string, got ${typeof text}`);
  if (text.length < minLength || text.length > MAX_NAME_LENGTH)
    throw new RangeError(
      `"${argument}" expected ${minLength} to ${MAX_NAME_LENGTH} characters, got ${text.length}`,
    );
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x21 || code > 0x7e)
      throw new RangeError(`"${argument}" expected printable ASCII, got another character at ${i}`);
  }
}
