/**
 * What a form holds while it is filled in: one state for each shape, a way to read it into a request, and a way back.
 *
 * A state is plain data and is never changed, only replaced. What is empty and may be absent is not sent; what is
 * required is sent as it stands, so that the service's own words say what is wrong with it.
 *
 * @module
 */
import { toBase64 } from '../bytes/base64.ts';
import type { AnyMember, AnyMembers, AnyShape } from '../operations/shape.ts';
import { type BlobEncoding, readBlob, writeBlob } from './blob-text.ts';

/** A text, a number, a choice or a time, as typed. */
export interface TextState {
  readonly text: string;
}

export interface BlobState {
  readonly text: string;
  readonly encoding: BlobEncoding;
}

export interface ListState {
  readonly items: readonly FieldState[];
}

export interface MapState {
  readonly pairs: readonly { readonly key: string; readonly value: string }[];
}

export interface StructureState {
  readonly members: Readonly<Record<string, FieldState>>;
}

export type FieldState = TextState | BlobState | ListState | MapState | StructureState;

/** What somebody filled in cannot be sent; `path` says where, such as `Tags.1.TagKey`. */
export class FormError extends Error {
  override readonly name = 'FormError';
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

/** The kinds of control, one for each kind of shape and more where people write differently. */
export type Control =
  | 'line'
  | 'secret'
  | 'area'
  | 'choice'
  | 'number'
  | 'switch'
  | 'time'
  | 'blob'
  | 'list'
  | 'choices'
  | 'map'
  | 'structure';

/** From this length on, a text gets several lines. */
const AREA_FROM = 4096;

/**
 * The control of a shape.
 *
 * @example
 * controlOf({ kind: 'string', values: ['RSA_2048'] }); // 'choice'
 */
export function controlOf(shape: AnyShape): Control {
  switch (shape.kind) {
    case 'string':
      if (shape.values !== undefined) return 'choice';
      if (shape.isSecret === true) return 'secret';
      return (shape.max ?? 0) > AREA_FROM ? 'area' : 'line';
    case 'integer':
      return 'number';
    case 'boolean':
      return 'switch';
    case 'timestamp':
      return 'time';
    case 'list':
      return shape.member.kind === 'string' && shape.member.values !== undefined ? 'choices' : 'list';
    default:
      return shape.kind;
  }
}

/**
 * The state of a field in which nothing was filled in.
 *
 * @example
 * emptyState({ kind: 'integer' }); // { text: '' }
 */
export function emptyState(shape: AnyShape): FieldState {
  switch (shape.kind) {
    case 'blob':
      return { text: '', encoding: 'text' };
    case 'list':
      return { items: [] };
    case 'map':
      return { pairs: [] };
    case 'structure':
      return emptyForm(shape.members);
    default:
      return { text: '' };
  }
}

/** The state of a structure, or of a whole request, in which nothing was filled in. */
export function emptyForm(members: AnyMembers): StructureState {
  const states = Object.entries(members).map(([name, { shape }]) => [name, emptyState(shape)]);
  return { members: Object.fromEntries(states) as StructureState['members'] };
}

/**
 * The state that shows a value as it is on the wire.
 *
 * @example
 * stateOf({ kind: 'integer' }, 7); // { text: '7' }
 */
export function stateOf(shape: AnyShape, value: unknown): FieldState {
  if (value === undefined || value === null) return emptyState(shape);
  switch (shape.kind) {
    case 'blob':
      return { text: String(value), encoding: 'base64' };
    case 'timestamp':
      return { text: new Date(Number(value) * 1000).toISOString().slice(0, 16) };
    case 'list':
      return { items: (value as readonly unknown[]).map((item) => stateOf(shape.member, item)) };
    case 'map':
      return {
        pairs: Object.entries(value as object).map(([key, entry]) => ({ key, value: String(entry) })),
      };
    case 'structure':
      return formOf(shape.members, value as Readonly<Record<string, unknown>>);
    default:
      return { text: String(value) };
  }
}

/** The state that shows a request, or a part of one. */
export function formOf(members: AnyMembers, request: Readonly<Record<string, unknown>>): StructureState {
  const states = Object.entries(members).map(([name, { shape }]) => [name, stateOf(shape, request[name])]);
  return { members: Object.fromEntries(states) as StructureState['members'] };
}

/**
 * Reads a form into a request, as JSON has it.
 *
 * @throws {FormError} Something is no number, no time or not in its encoding.
 *
 * @example
 * const members = { Limit: { shape: { kind: 'integer' } } };
 * readForm(members, formOf(members, { Limit: 5 })).Limit; // 5
 */
export function readForm(members: AnyMembers, state: StructureState): Readonly<Record<string, unknown>> {
  return readMembers(members, state, '');
}

function readMembers(members: AnyMembers, state: StructureState, path: string): Record<string, unknown> {
  const request: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(members)) {
    const field = state.members[name];
    const value = field === undefined ? undefined : readField(member, field, path + name);
    if (value !== undefined) request[name] = value;
  }
  return request;
}

/** The value of one field; `undefined` for one that is not sent. */
export function readField({ shape, required = false }: AnyMember, state: FieldState, path: string): unknown {
  switch (shape.kind) {
    case 'list':
      return readList(shape.member, state as ListState, required, path);
    case 'map':
      return readPairs(state as MapState, required, path);
    case 'structure': {
      const value = readMembers(shape.members, state as StructureState, `${path}.`);
      return required || !isBlank(state) ? value : undefined;
    }
    case 'blob':
      return readBlobState(state as BlobState, required, path);
    default:
      return readText(shape, (state as TextState).text, required, path);
  }
}

/** Whether nothing at all was filled in. */
export function isBlank(state: FieldState): boolean {
  if ('members' in state) return Object.values(state.members).every(isBlank);
  if ('items' in state) return state.items.length === 0;
  if ('pairs' in state) return state.pairs.length === 0;
  return state.text === '';
}

function readText(shape: AnyShape, text: string, required: boolean, path: string): unknown {
  if (shape.kind === 'string') {
    const isAbsent = text === '' && (!required || shape.values !== undefined);
    return isAbsent ? undefined : text;
  }
  if (text.trim() === '') return undefined;
  if (shape.kind === 'boolean') return text === 'true';
  return shape.kind === 'integer' ? readNumber(text, path) : readTime(text, path);
}

function readNumber(text: string, path: string): number {
  const value = Number(text);
  if (!Number.isInteger(value)) throw new FormError(path, 'This is not a whole number.');
  return value;
}

/** What is written without a zone is UTC: the page shows every time so. */
function readTime(text: string, path: string): number {
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/i.test(text.trim());
  const ms = Date.parse(hasZone ? text : `${text.trim()}Z`);
  if (Number.isNaN(ms)) throw new FormError(path, 'This is not a time such as 2027-01-31T12:00.');
  return ms / 1000;
}

function readBlobState({ text, encoding }: BlobState, required: boolean, path: string): unknown {
  if (text === '' && !required) return undefined;
  try {
    return toBase64(readBlob(text, encoding));
  } catch (error) {
    throw new FormError(path, (error as Error).message);
  }
}

function readList(member: AnyShape, { items }: ListState, required: boolean, path: string): unknown {
  if (items.length === 0 && !required) return undefined;
  return items.map((item, i) => readField({ shape: member, required: true }, item, `${path}.${i + 1}`));
}

function readPairs({ pairs }: MapState, required: boolean, path: string): unknown {
  if (pairs.length === 0 && !required) return undefined;
  const keys = pairs.map(({ key }) => key);
  const twice = keys.find((key, i) => keys.indexOf(key) !== i);
  if (twice !== undefined) throw new FormError(path, `The key ${JSON.stringify(twice)} is here twice.`);
  // Not by assignment: a key such as `__proto__` is data.
  return Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
}

/**
 * The same bytes in another encoding. Bytes that are no text stay as they are; what cannot be read yet is only relabelled.
 *
 * @example
 * recode({ text: 'A', encoding: 'text' }, 'hex').text; // '41'
 */
export function recode(state: BlobState, encoding: BlobEncoding): BlobState {
  try {
    const text = writeBlob(readBlob(state.text, state.encoding), encoding);
    return text === undefined ? state : { text, encoding };
  } catch {
    return { text: state.text, encoding };
  }
}

/** How many bytes a blob has; `undefined` while it is not in its encoding. */
export function lengthOf({ text, encoding }: BlobState): number | undefined {
  try {
    return readBlob(text, encoding).length;
  } catch {
    return undefined;
  }
}
