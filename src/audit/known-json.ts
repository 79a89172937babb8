/**
 * JSON values that are known, and others that are found to be the same without being written: as long as a caller repeats
 * itself, that is quicker than making text of what it did.
 *
 * @module
 */

/** What a value is compared with. */
export type Known =
  | string
  | number
  | boolean
  | null
  | undefined
  | KnownMembers
  | typeof ANY_NUMBER
  | typeof ANY_TEXT;

/** Every number is found to be the same as this, every text as the other. */
export const ANY_NUMBER: unique symbol = Symbol('any number');
export const ANY_TEXT: unique symbol = Symbol('any text');

/** The members of an object, or the elements of an array, taken apart. */
class KnownMembers {
  readonly isArray: boolean;
  readonly names: readonly string[];
  readonly values: readonly Known[];

  constructor(value: object, known: (member: unknown, name: string) => Known) {
    this.isArray = Array.isArray(value);
    this.names = Object.keys(value);
    this.values = this.names.map((name) => known((value as Record<string, unknown>)[name], name));
  }
}

/**
 * A value that others are compared with.
 *
 * @param open What stands for a member of the value, not of what it holds, that may be another; `undefined` where it may not.
 */
export function knownJson(value: unknown, open?: (member: unknown, name: string) => Known): Known {
  if (typeof value !== 'object' || value === null) return value as Known;
  return new KnownMembers(value, (member, name) => open?.(member, name) ?? knownJson(member));
}

/**
 * Whether a value has the JSON of the known one: the same members in the same order. Of some that have it is not found.
 *
 * @example
 * isKnownJson({ a: [1], b: 'x' }, knownJson({ a: [1], b: 'x' })); // true
 */
export function isKnownJson(value: unknown, known: Known): boolean {
  if (value === known) return true;
  if (typeof known === 'symbol') return typeof value === (known === ANY_NUMBER ? 'number' : 'string');
  if (!(known instanceof KnownMembers) || typeof value !== 'object' || value === null) return false;
  const names = Object.keys(value);
  if (names.length !== known.names.length || Array.isArray(value) !== known.isArray) return false;
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string;
    if (name !== known.names[i]) return false;
    if (!isKnownJson((value as Record<string, unknown>)[name], known.values[i])) return false;
  }
  return true;
}
