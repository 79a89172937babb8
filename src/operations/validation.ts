/**
 * Reading a request: from JSON or from native values, through its shape, to a value that breaks no limit.
 *
 * Two passes over one table. The first fixes types: a member of the wrong wire type is a SerializationException, as
 * AWS's front end answers. The second collects every broken limit into AWS's one sentence. Members that the shape does
 * not name are passed over, null counts as absent, and only own properties are looked at: `__proto__` is data.
 *
 * @module
 */
import { fromBase64 } from '../bytes/base64.ts';
import { KmsError } from '../kms/errors.ts';
import type { AnyMember, AnyMembers, AnyShape, StringShape } from './shape.ts';

/** How blobs come: base64 text from the wire, bytes from a caller in the same process. */
export type ValueSource = 'json' | 'native';

type Values = Record<string, unknown>;

/**
 * Reads a request by its shape.
 *
 * @param input What came: parsed JSON, or the facade's argument.
 * @returns A new object with the shape's members alone, in a map without a prototype where keys are the caller's.
 * @throws {KmsError} SerializationException: a wrong type. ValidationException: a limit is broken.
 *
 * @example
 * const members = { Limit: { shape: { kind: 'integer', min: 1 } } } as const;
 * readRequest(members, { Limit: 5 }, 'json'); // { Limit: 5 }
 */
export function readRequest(members: AnyMembers, input: unknown, source: ValueSource): Values {
  if (!isObject(input)) throw unexpected(input, 'structure');
  const request = readMembers(members, input, source);
  const broken = checkMembers(members, request, '');
  if (broken.length === 0) return request;
  const noun = broken.length === 1 ? 'error' : 'errors';
  throw new KmsError(
    'ValidationException',
    `${broken.length} validation ${noun} detected: ${broken.join('; ')}`,
  );
}

function readMembers(members: AnyMembers, input: Values, source: ValueSource): Values {
  const read: Values = {};
  for (const name in members) {
    const value = Object.hasOwn(input, name) ? input[name] : undefined;
    if (value === undefined || value === null) continue;
    read[name] = readValue((members[name] as AnyMember).shape, value, source);
  }
  return read;
}

function readValue(shape: AnyShape, value: unknown, source: ValueSource): unknown {
  switch (shape.kind) {
    case 'string':
      if (typeof value !== 'string') throw unexpected(value, 'String');
      return wellFormed(value);
    case 'integer':
      return readInteger(value);
    case 'boolean':
      if (typeof value !== 'boolean') throw unexpected(value, 'Boolean');
      return value;
    case 'blob':
      return readBlob(value, source);
    case 'timestamp':
      return readTimestamp(value, source);
    case 'map':
      return readMap(value);
    case 'list':
      if (!Array.isArray(value)) throw unexpected(value, 'list');
      // Not by the array's own map, which passes over the holes of a sparse one.
      return Array.from(value, (member) => readValue(shape.member, notNull(member), source));
    case 'structure':
      if (!isObject(value)) throw unexpected(value, 'structure');
      return readMembers(shape.members, value, source);
  }
}

function readInteger(value: unknown): number {
  if (typeof value !== 'number') throw unexpected(value, 'Integer');
  if (!Number.isFinite(value)) throw unexpected(value, 'Integer');
  return Math.trunc(value);
}

function readBlob(value: unknown, source: ValueSource): Uint8Array {
  if (source === 'native') {
    if (value instanceof Uint8Array) return value;
    throw unexpected(value, 'Blob');
  }
  if (typeof value !== 'string') throw unexpected(value, 'Blob');
  try {
    return fromBase64(value);
  } catch {
    throw new KmsError('SerializationException');
  }
}

/** The greatest time that a Date holds, in milliseconds to either side of 1970 (ECMA-262, "Time Values"). */
const MAX_TIME_MS = 8.64e15;

/** To the millisecond: what the clock has. */
function readTimestamp(value: unknown, source: ValueSource): Date {
  if (source === 'native') {
    if (value instanceof Date && !Number.isNaN(value.getTime())) return new Date(value);
    throw unexpected(value, 'Date');
  }
  if (typeof value !== 'number') throw unexpected(value, 'Date');
  const ms = Math.round(value * 1000);
  if (!(Math.abs(ms) <= MAX_TIME_MS)) throw new KmsError('SerializationException');
  return new Date(ms);
}

/** A value that is a plain scalar counts as its text; keys such as `__proto__` stay keys. */
function readMap(value: unknown): Readonly<Record<string, string>> {
  if (!isObject(value)) throw unexpected(value, 'map');
  const map: Record<string, string> = Object.create(null);
  for (const [key, entry] of Object.entries(value)) {
    map[wellFormed(key)] = wellFormed(readScalar(notNull(entry)));
  }
  return map;
}

function readScalar(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw unexpected(value, 'String');
}

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Half a character has no bytes in UTF-8: two different texts could not be told apart. */
function wellFormed(text: string): string {
  if (LONE_SURROGATE.test(text)) throw new KmsError('SerializationException');
  return text;
}

function notNull(value: unknown): unknown {
  if (value === null || value === undefined) throw new KmsError('SerializationException');
  return value;
}

function isObject(value: unknown): value is Values {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}

function unexpected(value: unknown, wanted: string): KmsError {
  if (wanted === 'structure' || wanted === 'map') {
    const text = Array.isArray(value)
      ? 'Start of list found where not expected'
      : `${tokenOf(value)} can not be converted to an Object`;
    return new KmsError('SerializationException', text);
  }
  if (typeof value === 'object' && value !== null) {
    return new KmsError('SerializationException', 'Start of structure or map found where not expected.');
  }
  const article = /^[AEIOU]/.test(wanted) ? 'an' : 'a';
  return new KmsError(
    'SerializationException',
    `${tokenOf(value)} can not be converted to ${article} ${wanted}`,
  );
}

/** The names that AWS's JSON reader gives to tokens. */
function tokenOf(value: unknown): string {
  if (typeof value === 'string') return 'STRING_VALUE';
  if (typeof value === 'number') return Number.isInteger(value) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE';
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
  return 'NULL_VALUE';
}

function checkMembers(members: AnyMembers, values: Values, path: string): string[] {
  const broken: string[] = [];
  for (const name in members) {
    const { shape, required } = members[name] as AnyMember;
    const value = values[name];
    if (value === undefined && required !== true) continue;
    const memberPath = path + lowerFirst(name);
    if (value === undefined) broken.push(absence(shape, memberPath));
    else broken.push(...checkValue(shape, value, memberPath));
  }
  return broken;
}

function checkValue(shape: AnyShape, value: unknown, path: string): string[] {
  switch (shape.kind) {
    case 'string':
      return checkString(shape, value as string, path);
    case 'integer':
      return checkBounds(shape, value as number, 'value', path, `'${value}'`);
    case 'blob':
      return checkBounds(shape, (value as Uint8Array).length, 'length', path, undefined);
    case 'list': {
      const list = value as readonly unknown[];
      const own = checkBounds(shape, list.length, 'length', path, `'[${list.map(print).join(', ')}]'`);
      const members = list.flatMap((member, i) =>
        checkValue(shape.member, member, `${path}.${i + 1}.member`),
      );
      return [...own, ...members];
    }
    case 'structure':
      return checkMembers(shape.members, value as Values, `${path}.`);
    default:
      return [];
  }
}

function checkString(shape: StringShape, value: string, path: string): string[] {
  const printed = shape.isSecret === true ? undefined : `'${value}'`;
  const broken = checkBounds(shape, lengthOf(value), 'length', path, printed);
  if (shape.pattern !== undefined && !compiled(shape.pattern).test(value)) {
    const constraint = `Member must satisfy regular expression pattern: ${shape.pattern}`;
    broken.push(sentence(printed, path, constraint));
  }
  const { values, listed = values } = shape;
  if (values !== undefined && listed !== undefined && !values.includes(value)) {
    broken.push(sentence(`'${value}'`, path, `Member must satisfy enum value set: [${listed.join(', ')}]`));
  }
  return broken;
}

/** In characters, of which some are two units of a string. */
function lengthOf(text: string): number {
  return HAS_PAIRS.test(text) ? [...text].length : text.length;
}

const HAS_PAIRS = /[\ud800-\udfff]/;

const COMPILED = /* @__PURE__ */ new Map<string, RegExp>();

/** The model's patterns are few and fixed: each is compiled once. */
function compiled(pattern: string): RegExp {
  let expression = COMPILED.get(pattern);
  if (expression === undefined) {
    expression = new RegExp(`^(?:${pattern})$`, 'u');
    COMPILED.set(pattern, expression);
  }
  return expression;
}

/** Of a secret it is not printed that it is null. */
function absence(shape: AnyShape, path: string): string {
  const isSecret = 'isSecret' in shape && shape.isSecret === true;
  return sentence(isSecret ? undefined : 'null', path, 'Member must not be null');
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

function checkBounds(
  { min, max }: Bounds,
  size: number,
  what: 'value' | 'length',
  path: string,
  printed: string | undefined,
): string[] {
  if (min !== undefined && size < min) {
    return [sentence(printed, path, `Member must have ${what} greater than or equal to ${min}`)];
  }
  if (max !== undefined && size > max) {
    return [sentence(printed, path, `Member must have ${what} less than or equal to ${max}`)];
  }
  return [];
}

/** Blobs come without a printed value: they may be secret. */
function sentence(printed: string | undefined, path: string, constraint: string): string {
  const value = printed === undefined ? 'Value' : `Value ${printed}`;
  return `${value} at '${path}' failed to satisfy constraint: ${constraint}`;
}

function print(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
