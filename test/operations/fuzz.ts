/**
 * Requests that nobody would send: every operation, its members missing, null, of the wrong type, too long, too short,
 * out of their set, or with strangers beside them; through JSON and through the facade.
 *
 * Only codes that are documented for the operation may come back, no request that was refused may leave a trace in
 * the store, and what every object inherits from must stay as it is.
 *
 * @module
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toBase64 } from '../../src/bytes/base64.ts';
import { toUtf8 } from '../../src/bytes/utf8.ts';
import type { AnyShape } from '../../src/operations/shape.ts';
import { OPERATIONS, type OperationName } from '../../src/operations/table.ts';
import { MODEL } from './model.ts';
import { makeWorld, OPERATION_NAMES, VALID_REQUESTS, type World } from './requests.ts';
import { asJson, invoke, openService, refusalOf, SEED, type Service, snapshot } from './service.ts';

/** Codes that any operation may answer, beside those that the model names (KMS API reference, "Common errors"). */
const COMMON: readonly string[] = ['ValidationException', 'SerializationException', 'AccessDeniedException'];

/** Codes that an operation answers beside the model's, and why. */
const BESIDES: { readonly [N in OperationName]?: readonly string[] } = {
  // Names that begin with alias/aws/: unmodelled, and recorded.
  CreateAlias: ['NotAuthorizedException'],
  DeleteAlias: ['NotAuthorizedException'],
  UpdateAlias: ['NotAuthorizedException'],
  // Grant tokens: the model leaves the code out for this operation alone.
  DescribeKey: ['InvalidGrantTokenException'],
};

/** What is done to one member of a valid request. */
type Mutation =
  | { readonly kind: 'drop' }
  | { readonly kind: 'set'; readonly value: unknown }
  | { readonly kind: 'size'; readonly past: number }
  | { readonly kind: 'kin'; readonly kin: Kin };

/** A value of the right type, whichever that is. */
interface Kin {
  /** Decides between a value that means something in the world and one that does not. */
  readonly choice: number;
  readonly text: string;
  readonly integer: number;
  readonly boolean: boolean;
  readonly bytes: Uint8Array;
  readonly texts: readonly string[];
  readonly context: Readonly<Record<string, string>>;
}

/** One request: which operation, what is done to which member, and what stands beside them. */
export interface Draft {
  readonly operation: OperationName;
  readonly source: 'json' | 'native';
  readonly mutations: readonly (readonly [member: number, mutation: Mutation])[];
  readonly strangers: readonly (readonly [name: string, value: unknown])[];
}

const ODD_NAMES: readonly string[] = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'keyId',
];

/** Texts that mean something somewhere in the service. */
const TEXTS: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...ODD_NAMES,
    '',
    ' ',
    'alias/',
    'alias/aws/x',
    'alias/a b',
    'alias/a:b',
    'alias/../x',
    `alias/${'x'.repeat(300)}`,
    'arn:',
    'arn:aws:kms:us-east-1:111122223333:alias/\u00e9',
    'arn:aws:kms:us-east-1:111122223333:key/',
    'arn:aws:kms:us-east-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    '1234abcd-12ab-34cd-56ef-1234567890ab',
    `mrk-${'0'.repeat(32)}`,
    'SYMMETRIC_DEFAULT',
    'RSA_2048',
    'ECC_NIST_P256',
    'SIGN_VERIFY',
    'ED25519_SHA_512',
    'EXTERNAL_MU',
    'default',
    '{}',
    '{"Statement":[]}',
    'IGNORE_CIPHERTEXT',
    '\ud800',
    '\u0000',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 20 }).map((name) => `alias/${name}`),
  fc
    .tuple(fc.constantFrom('key', 'alias', 'tag', 'policy'), fc.string({ unit: 'grapheme', maxLength: 20 }))
    .map(([kind, cursor]) => toBase64(toUtf8(`${kind} ${cursor}`))),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);

const VALUES: fc.Arbitrary<unknown> = fc.oneof(
  TEXTS,
  TEXTS,
  fc.constantFrom(
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e21,
    2 ** 53,
    -0,
    [],
    {},
    [null],
    [[]],
    [{}],
    { a: 1 },
    { a: null },
  ),
  fc.integer(),
  fc.uint8Array({ maxLength: 150 }),
  fc.array(TEXTS, { maxLength: 3 }),
  fc.array(fc.record({ TagKey: TEXTS, TagValue: TEXTS }, { requiredKeys: [] }), { maxLength: 3 }),
  fc.dictionary(TEXTS, TEXTS, { maxKeys: 3, noNullPrototype: false }),
  fc.jsonValue({ maxDepth: 3 }),
);

const KIN: fc.Arbitrary<Kin> = fc.record({
  choice: fc.nat(11),
  text: TEXTS,
  integer: fc.integer({ min: -1, max: 1100 }),
  boolean: fc.boolean(),
  bytes: fc.uint8Array({ maxLength: 150 }),
  texts: fc.array(TEXTS, { maxLength: 3 }),
  context: fc.dictionary(TEXTS, TEXTS, { maxKeys: 3, noNullPrototype: false }),
});

const MUTATIONS: fc.Arbitrary<Mutation> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ kind: 'drop' } as const) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('set' as const), value: VALUES }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('size' as const), past: fc.constantFrom(-1, 0, 1) }),
  },
  { weight: 7, arbitrary: fc.record({ kind: fc.constant('kin' as const), kin: KIN }) },
);

/** Requests that nobody would send, or not quite so. */
export const DRAFTS: fc.Arbitrary<Draft> = fc.record({
  operation: fc.constantFrom(...OPERATION_NAMES),
  source: fc.constantFrom('json' as const, 'native' as const),
  mutations: fc.array(fc.tuple(fc.nat(20), MUTATIONS), { maxLength: 3 }),
  strangers: fc.array(fc.tuple(fc.oneof(fc.constantFrom(...ODD_NAMES), fc.string()), VALUES), {
    maxLength: 2,
  }),
});

/** How long it takes: how many services, and how many requests to each. */
export interface FuzzLength {
  readonly runs: number;
  readonly requestsPerRun: number;
}

/** On a machine that others work on as well: how long the test takes is not what it tests. */
const PATIENCE_MS = 15 * 60_000;

/** Declares the test. Each run has a service of its own, so that a counterexample shrinks to what it needs. */
export function describeFuzz({ runs, requestsPerRun }: FuzzLength): void {
  it(
    'are answered with documented codes alone, leave no trace when refused, and reach no prototype',
    async () => {
      const before = inherited();
      const seen = new Set<string>();
      const drafts = fc.array(DRAFTS, { minLength: requestsPerRun, maxLength: requestsPerRun, size: 'max' });
      const property = fc.asyncProperty(drafts, (run) => sendAll(run, seen));
      await fc.assert(property, { seed: SEED, numRuns: runs, endOnFailure: true });
      expect(inherited()).toBe(before);
      // A fuzz that gets no further than validation proves nothing.
      for (const code of ['granted', 'ValidationException', 'SerializationException', 'NotFoundException']) {
        expect([...seen].filter((one) => one.endsWith(` ${code}`)).length, code).toBeGreaterThan(5);
      }
    },
    PATIENCE_MS,
  );
}

async function sendAll(drafts: readonly Draft[], seen: Set<string>): Promise<void> {
  const service = await openService();
  const world = await makeWorld(service);
  let before = await snapshot(service.store);
  for (const draft of drafts) {
    const code = await send(service, world, draft);
    seen.add(`${draft.operation} ${code}`);
    const after = await snapshot(service.store);
    if (code !== 'granted') expect(after).toEqual(before);
    before = after;
  }
}

/** What became of a request: the code of its refusal, or `granted`. */
async function send(service: Service, world: World, draft: Draft): Promise<string> {
  const { operation, source } = draft;
  const input = build(world, draft);
  let granted = false;
  const call = invoke(service, operation, input, { source }).then(() => {
    granted = true;
    throw new Error('granted');
  });
  const refusal = await refusalOf(call).catch((error: unknown) => {
    if (granted) return undefined;
    throw error;
  });
  if (refusal === undefined) return 'granted';
  const documented = [...COMMON, ...MODEL.operations[operation].errors, ...(BESIDES[operation] ?? [])];
  expect(documented.filter((code) => code !== 'KMSInternalException')).toContain(refusal.code);
  return refusal.code;
}

/** The request of a draft, in a world. */
export function build(world: World, { operation, source, mutations, strangers }: Draft): unknown {
  const input: Record<string, unknown> = { ...VALID_REQUESTS[operation](world) };
  const members = Object.entries(OPERATIONS.get(operation)?.input ?? {});
  for (const [at, mutation] of mutations) {
    const [name, member] = members[at % members.length] ?? [];
    if (name === undefined || member === undefined) continue;
    if (mutation.kind === 'drop') delete input[name];
    else input[name] = changed(member.shape, mutation, world);
  }
  // Defined, not assigned: `__proto__` is to be a member, as it is in parsed JSON.
  for (const [name, value] of strangers) {
    if (members.some(([member]) => member === name)) continue;
    Object.defineProperty(input, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return source === 'native' ? input : asJson(input);
}

function changed(shape: AnyShape, mutation: Exclude<Mutation, { kind: 'drop' }>, world: World): unknown {
  if (mutation.kind === 'set') return mutation.value;
  return mutation.kind === 'size' ? sized(shape, mutation.past) : kinOf(shape, mutation.kin, world);
}

function kinOf(shape: AnyShape, kin: Kin, world: World): unknown {
  switch (shape.kind) {
    case 'string': {
      const { keyId, keyArn, aliasName, otherKeyId, otherAliasName, grant } = world;
      const others = [world.signing, world.authenticating, world.agreeing].map((subject) => subject.keyId);
      const known = shape.values ?? [
        keyId,
        keyArn,
        aliasName,
        otherKeyId,
        otherAliasName,
        grant.id,
        grant.token,
        ...others,
      ];
      return known[kin.choice] ?? kin.text;
    }
    case 'blob': {
      if (kin.choice > 8) return kin.bytes;
      const flipped = Uint8Array.from(world.ciphertext);
      const at = (kin.integer + 1) % flipped.length;
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (kin.choice % 8));
      return kin.choice === 8 ? world.ciphertext : flipped;
    }
    case 'list':
      return kin.texts.map((text) => kinOf(shape.member, { ...kin, text, choice: kin.choice + 6 }, world));
    case 'structure':
      return Object.fromEntries(
        Object.entries(shape.members).map(([name, member]) => [name, kinOf(member.shape, kin, world)]),
      );
    case 'map':
      return kin.context;
    case 'timestamp':
      return kin.choice < 6 ? new Date(kin.integer * 86_400_000) : kin.integer;
    default:
      return kin[shape.kind];
  }
}

/** A value just below, at or above the greatest that a shape takes; something odd where there is no greatest. */
function sized(shape: AnyShape, past: number): unknown {
  const max = ('max' in shape ? shape.max : undefined) ?? 300;
  const size = max + past;
  switch (shape.kind) {
    case 'string':
      return (shape.values?.[0] ?? '').padEnd(shape.values === undefined ? size : 0, 'a');
    case 'blob':
      return new Uint8Array(size);
    case 'integer':
      return size;
    case 'list':
      return Array.from({ length: Math.min(size, 60) }, (_, i) => ({ TagKey: `k${i}`, TagValue: '' }));
    case 'map':
      return Object.fromEntries(Array.from({ length: size }, (_, i) => [`k${i}`, i]));
    case 'structure':
      return Object.fromEntries(
        Object.entries(shape.members).map(([name, { shape: inner }]) => [name, sized(inner, past)]),
      );
    case 'boolean':
      return true;
    case 'timestamp':
      return new Date(8.64e15 + past);
  }
}

/** What every object, array, function and text inherits, as one text. */
function inherited(): string {
  const prototypes = [
    Object.prototype,
    Array.prototype,
    Function.prototype,
    String.prototype,
    Uint8Array.prototype,
  ];
  return prototypes
    .map((prototype) =>
      Reflect.ownKeys(prototype)
        .map((key) => String(key))
        .join(),
    )
    .join('\n');
}
