/**
 * Copies of members for events: names with a small letter first, times in AWS's form, and never bytes.
 *
 * A request is copied along the shapes of its operation: what is secret by its shape is left out wherever it stands, also
 * inside of structures and lists. An answer has no shapes, and is copied by what its values are.
 *
 * @module
 */
import type { AnyMembers, AnyShape } from '../operations/shape.ts';
import type { Json, JsonObject } from './cloudtrail-event.ts';
import { memberDate } from './dates.ts';

/** Copies one value; `undefined` when nothing of it may be logged. */
export type Copy = (value: unknown) => Json | undefined;

/**
 * A member's name as events have it. An abbreviation keeps its later letters, as on AWS.
 *
 * @example
 * memberName('AWSAccountId'); // 'aWSAccountId'
 */
export function memberName(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}

/**
 * The copy of values of a shape; `undefined` of shapes of which nothing is ever logged.
 *
 * @example
 * copyOfShape({ kind: 'blob' }); // undefined
 */
export function copyOfShape(shape: AnyShape): Copy | undefined {
  switch (shape.kind) {
    case 'blob':
      return undefined;
    case 'string':
      return shape.isSecret === true ? undefined : asItIs;
    case 'integer':
    case 'boolean':
    case 'map':
      return asItIs;
    case 'timestamp':
      return (value) => memberDate(value as Date);
    case 'list':
      return copyOfList(copyOfShape(shape.member));
    case 'structure':
      return copyOfStructure(shape.members);
  }
}

/** Validation made it: a scalar, or a map of strings that is nobody else's. */
function asItIs(value: unknown): Json {
  return value as Json;
}

function copyOfList(copy: Copy | undefined): Copy | undefined {
  if (copy === undefined || copy === asItIs) return copy;
  return (value) => (value as readonly unknown[]).map((one) => copy(one) ?? null);
}

function copyOfStructure(members: AnyMembers): Copy {
  const rows = Object.entries(members).flatMap(([name, { shape }]) => {
    const copy = copyOfShape(shape);
    return copy === undefined ? [] : [{ name, as: memberName(name), copy }];
  });
  return (value) => {
    const copied: Record<string, Json> = {};
    for (const { name, as, copy } of rows) {
      const member = (value as Readonly<Record<string, unknown>>)[name];
      const own = member === undefined ? undefined : copy(member);
      if (own !== undefined) copied[as] = own;
    }
    return copied;
  };
}

/**
 * The copy of a value of an answer. Bytes are `undefined`, wherever they stand.
 *
 * @example
 * copyAnswered({ KeyId: 'k', Plaintext: new Uint8Array(1) }); // { keyId: 'k' }
 */
export function copyAnswered(value: unknown): Json | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return undefined;
  if (value instanceof Date) return memberDate(value);
  if (Array.isArray(value)) return value.map((one) => copyAnswered(one) ?? null);
  return copyMembers(value);
}

function copyMembers(value: object): JsonObject {
  const copied: Record<string, Json> = {};
  for (const [name, member] of Object.entries(value)) {
    const own = copyAnswered(member);
    if (own !== undefined) copied[memberName(name)] = own;
  }
  return copied;
}
