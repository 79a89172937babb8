/**
 * Our table against the model that the AWS SDK for JavaScript ships: an operation or a member that AWS adds fails here, by
 * its name.
 *
 * @module
 */
import * as sdk from '@aws-sdk/client-kms';
import { describe, expect, it } from 'vitest';
import type { AnyMembers, AnyShape } from '../../src/operations/shape.ts';
import { OPERATIONS, type OperationName } from '../../src/operations/table.ts';
import { MODEL } from '../operations/model.ts';
import { OPERATION_NAMES } from '../operations/requests.ts';

/** Members that our rows never answer, and why: by operation. */
const UNANSWERED: Readonly<Record<string, string>> = {
  'GetKeyRotationStatus OnDemandRotationStartDate': 'a rotation on demand is over when its call is answered',
};

/** Sets of values, and a member that takes them. */
const ENUMERATIONS = [
  ['KeySpec', 'CreateKey', 'KeySpec'],
  ['CustomerMasterKeySpec', 'CreateKey', 'CustomerMasterKeySpec'],
  ['KeyUsageType', 'CreateKey', 'KeyUsage'],
  ['OriginType', 'CreateKey', 'Origin'],
  ['DataKeySpec', 'GenerateDataKey', 'KeySpec'],
  ['DataKeyPairSpec', 'GenerateDataKeyPair', 'KeyPairSpec'],
  ['EncryptionAlgorithmSpec', 'Encrypt', 'EncryptionAlgorithm'],
  ['SigningAlgorithmSpec', 'Sign', 'SigningAlgorithm'],
  ['MessageType', 'Sign', 'MessageType'],
  ['MacAlgorithmSpec', 'GenerateMac', 'MacAlgorithm'],
  ['KeyAgreementAlgorithmSpec', 'DeriveSharedSecret', 'KeyAgreementAlgorithm'],
  ['EncapsulationAlgorithmSpec', 'Encapsulate', 'EncapsulationAlgorithm'],
  ['EncapsulationAlgorithmSpec', 'Decapsulate', 'EncapsulationAlgorithm'],
  ['GrantOperation', 'CreateGrant', 'Operations'],
  ['AlgorithmSpec', 'GetParametersForImport', 'WrappingAlgorithm'],
  ['WrappingKeySpec', 'GetParametersForImport', 'WrappingKeySpec'],
  ['ExpirationModelType', 'ImportKeyMaterial', 'ExpirationModel'],
  ['ImportType', 'ImportKeyMaterial', 'ImportType'],
  ['IncludeKeyMaterial', 'ListKeyRotations', 'IncludeKeyMaterial'],
  ['DryRunModifierType', 'Decrypt', 'DryRunModifiers'],
  ['KeyEncryptionMechanism', 'Decrypt', 'Recipient KeyEncryptionAlgorithm'],
] as const;

/** Values that AWS takes beside those that the SDK knows, and what it says of them. */
const TAKEN_BESIDES: readonly string[] = ['SigningAlgorithmSpec SYMMETRIC_DEFAULT'];

/** The values of a member; of a list's members; of a structure's. */
function valuesOf(operation: OperationName, path: string): readonly string[] {
  let members = OPERATIONS.get(operation)?.input ?? {};
  let shape: AnyShape | undefined;
  for (const name of path.split(' ')) {
    shape = members[name]?.shape;
    if (shape?.kind === 'structure') members = shape.members;
  }
  if (shape?.kind === 'list') shape = shape.member;
  return (shape?.kind === 'string' && shape.values) || [];
}

/** A schema of the SDK: a number for what is simple, a tuple for the rest, a function for what is defined later. */
type Schema = number | 'unit' | readonly unknown[] | (() => Schema);

/** A shape of either side in the fewest words: its kind, and what is in it. */
type Plain = string | readonly [list: Plain] | { readonly [member: string]: Plain };

const SIMPLE: Readonly<Record<number, string>> = {
  0: 'string',
  1: 'integer',
  2: 'boolean',
  4: 'timestamp',
  21: 'blob',
};
const LIST = 64;
const MAP = 128;

function plainOfSchema(schema: Schema): Plain {
  if (typeof schema === 'function') return plainOfSchema(schema());
  if (schema === 'unit') return {};
  if (typeof schema === 'number') {
    if ((schema & MAP) !== 0) return 'map';
    if ((schema & LIST) !== 0) return [plainOfSchema(schema & ~LIST)];
    return SIMPLE[schema] ?? `schema ${schema}`;
  }
  const [head, , name, , ...rest] = schema;
  // A schema with traits of its place.
  if (typeof head === 'function') return plainOfSchema(head as () => Schema);
  if (head === 0) return plainOfSchema(rest[0] as Schema);
  if (head === 1) return [plainOfSchema(rest[0] as Schema)];
  if (head === 2) return 'map';
  if (head === 3) return membersOfSchema(schema);
  throw new Error(`the SDK has a schema of an unknown kind: ${String(name)}`);
}

/** Required members come first, and are counted. */
function membersOfSchema(schema: readonly unknown[]): Readonly<Record<string, Plain>> {
  const [, , , , names, schemas, required = 0] = schema as [
    ...unknown[],
    readonly string[],
    readonly Schema[],
    number | undefined,
  ];
  const entries = (names as readonly string[]).map((name, i) => {
    const shape = plainOfSchema((schemas as readonly Schema[])[i] as Schema);
    return [i < (required as number) ? `${name}, required` : name, shape];
  });
  return Object.fromEntries(entries);
}

function plainOfShape(shape: AnyShape): Plain {
  if (shape.kind === 'list') return [plainOfShape(shape.member)];
  return shape.kind === 'structure' ? membersOf(shape.members) : shape.kind;
}

function membersOf(members: AnyMembers): Readonly<Record<string, Plain>> {
  const entries = Object.entries(members).map(([name, { shape, required }]) => [
    required === true ? `${name}, required` : name,
    plainOfShape(shape),
  ]);
  return Object.fromEntries(entries);
}

/** Every operation of the SDK: its name, and the schemas of what it takes and answers. */
const COMMANDS = Object.keys(sdk)
  .filter((name) => /^[A-Z].*Command$/.test(name))
  .map((name) => name.replace(/Command$/, ''))
  .sort();

/** The tuple of an operation: [9, namespace, name, traits, input, output]. */
function schemasOf(operation: string): { readonly input: Schema; readonly output: Schema } {
  const schema = (sdk as unknown as Record<string, readonly unknown[]>)[`${operation}$`];
  if (schema?.[0] !== 9) throw new Error(`the SDK has no schema of ${operation}`);
  return { input: schema[4] as Schema, output: schema[5] as Schema };
}

function answeredBy(operation: string): Readonly<Record<string, Plain>> {
  const { output } = schemasOf(operation);
  const plain = plainOfSchema(output);
  return typeof plain === 'object' && !Array.isArray(plain) ? (plain as Record<string, Plain>) : {};
}

const bare = (name: string): string => name.replace(', required', '');

const isAnswered = (operation: string, member: string): boolean =>
  UNANSWERED[`${operation} ${member}`] === undefined;

/** The members of a structure, or of the structures of a list. */
function innerMembers(plain: Plain): readonly string[] {
  if (typeof plain === 'string') return [];
  return Array.isArray(plain) ? innerMembers(plain[0] as Plain) : Object.keys(plain).map(bare);
}

describe('the table beside the model of the AWS SDK', () => {
  it('has every operation of the SDK and no other', () => {
    expect([...OPERATIONS.keys()].sort()).toEqual(COMMANDS);
  });

  it.each(OPERATION_NAMES)(
    'takes for %s what the SDK sends, of its types, and requires the same',
    (operation) => {
      const { input } = schemasOf(operation);
      expect(membersOf(OPERATIONS.get(operation)?.input ?? {})).toEqual(plainOfSchema(input));
    },
  );

  it.each(OPERATION_NAMES)('answers for %s the members that the SDK reads', (operation) => {
    const read = Object.keys(answeredBy(operation)).map(bare);
    const answered = OPERATIONS.get(operation)?.output ?? [];
    expect([...answered].sort()).toEqual(read.filter((member) => isAnswered(operation, member)).sort());
  });

  it.each(OPERATION_NAMES)('is tested for %s against all members of structures', (operation) => {
    const read = Object.entries(answeredBy(operation)).map(
      ([name, plain]) => [bare(name), [...innerMembers(plain)].sort()] as const,
    );
    const known = Object.entries(MODEL.operations[operation].output).map(([name, inner]) => [
      name,
      [...inner].sort(),
    ]);
    expect(Object.fromEntries(known)).toEqual(Object.fromEntries(read));
  });

  it.each(ENUMERATIONS)('takes for %s every value that the SDK knows', (name, operation, path) => {
    const known = Object.values((sdk as unknown as Record<string, Record<string, string>>)[name] ?? {});
    const taken = valuesOf(operation, path);
    expect(known.filter((value) => !taken.includes(value))).toEqual([]);
    const strange = taken.filter((value) => !known.includes(value)).map((value) => `${name} ${value}`);
    expect(strange).toEqual(TAKEN_BESIDES.filter((value) => value.startsWith(`${name} `)));
  });
});
