/**
 * Members of a line of the vector port, read by name and kind.
 *
 * Strict: a byte string is an even number of hexadecimal digits, a number an integer, a missing member an error. Only
 * own members count, so that `__proto__` and `constructor` are names like any other. Members that nobody asks for are
 * passed over.
 *
 * @module
 */
import { fromHex } from '../bytes/hex.ts';
import type { Bytes } from './primitives.ts';

/** The members of one line. */
export interface VectorFields {
  has(name: string): boolean;
  /** Whether the member is there and a string. */
  isText(name: string): boolean;
  /** A byte string. @throws {TypeError} Missing or not a string. @throws {RangeError} Not hexadecimal. */
  bytes(name: string): Bytes;
  /** A byte string, empty where it is missing. */
  bytesOrEmpty(name: string): Bytes;
  /** A string. @throws {TypeError} Missing or of another kind. */
  text(name: string): string;
  /** A string, or `otherwise` where it is missing. */
  textOr(name: string, otherwise: string): string;
  /** An integer of 0 or more. @throws {TypeError} Missing or of another kind. @throws {RangeError} Below 0 or above 2^24. */
  integer(name: string): number;
  integerOr(name: string, otherwise: number): number;
  /** The integer, or undefined where it is missing. */
  integerIfAny(name: string): number | undefined;
  /** A truth value, or `otherwise` where it is missing. */
  flagOr(name: string, otherwise: boolean): boolean;
}

/** No length that a line asks for may be longer: 16 MiB, so that one line cannot exhaust the memory. */
const MAX_INTEGER = 2 ** 24;

/**
 * The members of a parsed line.
 *
 * @param record What JSON.parse made of the line: an object that is not an array.
 *
 * @example
 * vectorFields({ key: '00ff' }).bytes('key'); // 0, 255
 */
export function vectorFields(record: object): VectorFields {
  const members = record as { readonly [name: string]: unknown };
  const has = (name: string): boolean => Object.hasOwn(members, name);
  const read = (name: string): unknown => (has(name) ? members[name] : undefined);
  const fields: VectorFields = {
    has,
    isText: (name) => typeof read(name) === 'string',
    bytes: (name) => fromHex(expectKind(name, read(name), 'string') as string),
    bytesOrEmpty: (name) => (has(name) ? fields.bytes(name) : new Uint8Array()),
    text: (name) => expectKind(name, read(name), 'string') as string,
    textOr: (name, otherwise) => (has(name) ? fields.text(name) : otherwise),
    integer: (name) => expectCount(name, read(name)),
    integerOr: (name, otherwise) => (has(name) ? fields.integer(name) : otherwise),
    integerIfAny: (name) => (has(name) ? fields.integer(name) : undefined),
    flagOr: (name, otherwise) =>
      has(name) ? (expectKind(name, read(name), 'boolean') as boolean) : otherwise,
  };
  return fields;
}

function expectKind(name: string, value: unknown, kind: 'string' | 'number' | 'boolean'): unknown {
  if (typeof value === kind) return value;
  throw new TypeError(`"${name}" expected ${kind}, got ${value === null ? 'null' : typeof value}`);
}

function expectCount(name: string, value: unknown): number {
  const count = expectKind(name, value, 'number') as number;
  if (Number.isSafeInteger(count) && count >= 0 && count <= MAX_INTEGER) return count;
  throw new RangeError(`"${name}" expected integer from 0 to ${MAX_INTEGER}, got ${count}`);
}
