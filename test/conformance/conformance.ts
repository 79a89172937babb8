/**
 * What every operation is held to, by the real SDK over real HTTP: a valid request is answered with the model's members,
 * each recorded refusal comes word for word, and each cell of the table state x kind of key is as published.
 *
 * A file of this folder gives its operation's requests; what must come back is data (recorded.json, cells.ts).
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Key, KeyOrigin } from '../../src/kms/key.ts';
import type { KeyState } from '../../src/kms/key-state.ts';
import { findKey } from '../../src/kms/keys.ts';
import type { OperationName } from '../../src/operations/table.ts';
import { MODEL } from '../operations/model.ts';
import { forgeKey, SCOPE } from '../operations/service.ts';
import { FOR_EVER, wrapFor } from '../operations/wrapping.ts';
import { type Cell, cellsOf, STATES } from './cells.ts';
import { type House, type Outcome, openHouse } from './house.ts';
import { KINDS, type Kind, nameOf } from './kinds.ts';

/** A key to ask about. */
export interface Subject {
  readonly kind: Kind;
  readonly keyId: string;
  readonly arn: string;
}

/** One request of a recorded row, and what its placeholders stand for. */
export interface RecordedRequest {
  readonly input: object;
  /** Elsewhere than in us-east-1. */
  readonly region?: string;
  /** By placeholder: `{ 'key ARN': … }`. */
  readonly values?: Readonly<Record<string, string>>;
}

/** What a file of this folder says. */
export interface Conformance {
  /** A valid request about a key; made anew for each use, and before the key is put into its state. */
  readonly request: (subject: Subject, house: House) => object | Promise<object>;
  /** What the keys are created with besides their kind. */
  readonly key?: object;
  /** What a new key needs besides. */
  readonly furnish?: (subject: Subject, house: House) => Promise<void>;
  /** Cells that take so long that the slow suite asks them. */
  readonly isSlow?: (cell: Cell) => boolean;
  /** Takes back in other Regions what a granted request did there. */
  readonly undo?: (subject: Subject, house: House) => Promise<void>;
  /** The requests of each recorded row of the operation, by its number. */
  readonly recorded?: Readonly<
    Record<string, (house: House) => Promise<RecordedRequest | readonly RecordedRequest[]>>
  >;
  /** Members that this valid request is not answered with, and why. */
  readonly unanswered?: Readonly<Record<string, string>>;
}

interface RecordedRow {
  readonly row: string;
  readonly operation: OperationName;
  readonly case: string;
  readonly request?: string;
  readonly code: string;
  readonly message: string | null;
  /** Of a row that others published: where. */
  readonly source?: string;
}

/** The table of recorded refusals. */
export const RECORDED: readonly RecordedRow[] = JSON.parse(
  readFileSync(new URL('recorded.json', import.meta.url), 'utf8'),
).rows;

/** Declares the tests of one operation: all but its slow cells. */
export function describeConformance(operation: OperationName, conformance: Conformance): void {
  inHouse(operation, conformance, (house, subjectOf) => {
    describeAnswer(operation, conformance, house, subjectOf);
    describeRecorded(operation, conformance, house);
    const isQuick = (cell: Cell): boolean => conformance.isSlow?.(cell) !== true;
    if (MODEL.operations[operation].states !== null) {
      describeTable(operation, conformance, house, subjectOf, isQuick);
    }
  });
}

/** Declares the tests of the slow cells of an operation. */
export function describeSlowCells(operation: OperationName, conformance: Conformance): void {
  inHouse(operation, conformance, (house, subjectOf) => {
    const isSlow = (cell: Cell): boolean => conformance.isSlow?.(cell) === true;
    describeTable(operation, conformance, house, subjectOf, isSlow);
  });
}

function inHouse(
  operation: OperationName,
  conformance: Conformance,
  declare: (house: () => House, subjectOf: SubjectOf) => void,
): void {
  describe(`${operation}, as AWS answers it`, () => {
    let house: House;
    const keys = new Map<string, Promise<Subject>>();
    beforeAll(async () => {
      house = await openHouse();
    });
    afterAll(() => house.close());
    const subjectOf: SubjectOf = (kind, origin) => {
      // Only what is about the material itself needs a key whose material was really imported.
      const made = origin === 'EXTERNAL' && fittingOrigin(operation) === origin ? origin : 'AWS_KMS';
      const name = `${nameOf(kind)} ${made}`;
      const subject = keys.get(name) ?? makeSubject(house, kind, made, conformance);
      keys.set(name, subject);
      return subject;
    };
    declare(() => house, subjectOf);
  });
}

type SubjectOf = (kind: Kind, origin: KeyOrigin) => Promise<Subject>;

function describeAnswer(
  operation: OperationName,
  { request, undo, unanswered = {} }: Conformance,
  house: () => House,
  subjectOf: SubjectOf,
): void {
  it('answers a valid request with the members of the model', async () => {
    const subject = await subjectOf(fittingKind(operation), fittingOrigin(operation));
    const input = await request(subject, house());
    if (operation === 'CancelKeyDeletion')
      await house().send('ScheduleKeyDeletion', { KeyId: subject.keyId });
    const { $metadata, ...answer } = await house().send(operation, input);
    expect($metadata).toMatchObject({
      httpStatusCode: 200,
      requestId: expect.stringMatching(/^[\da-f-]{36}$/),
    });
    await undo?.(subject, house());
    const members = Object.entries(answer).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    const expected = Object.keys(MODEL.operations[operation].output).filter((name) => !(name in unanswered));
    expect(members.sort()).toEqual(expected.sort());
    if (typeof answer['KeyId'] === 'string')
      expect([subject.arn, ...(operation === 'GetKeyLastUsage' ? [subject.keyId] : [])]).toContain(
        answer['KeyId'],
      );
  });
}

function describeRecorded(
  operation: OperationName,
  { recorded: requestsOf = {} }: Conformance,
  house: () => House,
): void {
  const rows = RECORDED.filter((row) => row.operation === operation);
  it('has a request for each recorded refusal', () => {
    expect(Object.keys(requestsOf).sort()).toEqual(rows.map(({ row }) => row).sort());
  });
  for (const { row, case: name, code, message, source } of rows) {
    it(`refuses as recorded: ${row}, ${name}`, async () => {
      const requests = [(await requestsOf[row]?.(house())) ?? []].flat();
      expect(requests.length).toBeGreaterThan(0);
      for (const { input, region, values } of requests) {
        const outcome = await house().try(operation, input, region);
        const recorded: Outcome = { code, message: fill(message, values) };
        if (source === undefined) expect(sorted(outcome)).toEqual(sorted(recorded, outcome));
        else expect(outcome).toEqual(recorded);
      }
    });
  }
}

function fill(message: string | null, values: Readonly<Record<string, string>> = {}): string | null {
  return message === null
    ? null
    : message.replace(/<([^>]+)>/g, (whole, name: string) => values[name] ?? whole);
}

/** AWS gives the values of a set in no order, and the sets have grown since. */
function sorted(outcome: Outcome, grown?: Outcome): Outcome {
  if (outcome === 'granted' || outcome.message === null) return outcome;
  const set = /\[(.*)\]$/.exec(outcome.message)?.[1];
  if (set === undefined) return outcome;
  const [, now = ''] = /\[(.*)\]$/.exec((grown !== 'granted' && grown?.message) || '') ?? [];
  const values = new Set([...set.split(', '), ...now.split(', ').filter((value) => value !== '')]);
  return { ...outcome, message: outcome.message.replace(/\[.*\]$/, `[${[...values].sort().join(', ')}]`) };
}

function describeTable(
  operation: OperationName,
  conformance: Conformance,
  house: () => House,
  subjectOf: SubjectOf,
  isWanted: (cell: Cell) => boolean,
): void {
  const wanted = (state: KeyState): readonly Cell[] => cellsOf(operation, state).filter(isWanted);
  const states = STATES.filter((state) => wanted(state).length > 0);
  it.each(states)('answers for every kind of key that is %s what is published', async (state) => {
    const answered: Record<string, Outcome> = {};
    const expected: Record<string, Outcome> = {};
    for (const cell of wanted(state)) {
      const subject = await subjectOf(cell.kind, cell.origin);
      const name = `${nameOf(cell.kind)} ${cell.origin}`;
      answered[name] = await answerOf(house(), conformance, subject, cell);
      expected[name] = withArn(cell.expected, subject.arn);
    }
    expect(answered).toEqual(expected);
  });
}

function withArn(outcome: Outcome, arn: string): Outcome {
  if (outcome === 'granted' || outcome.message === null) return outcome;
  return { ...outcome, message: outcome.message.replace('<key ARN>', arn) };
}

/** Asks, with the key put into the state for the time of the request. */
async function answerOf(
  house: House,
  { request, undo }: Conformance,
  subject: Subject,
  { operation, state, origin }: Cell,
): Promise<Outcome> {
  const before = await keyOf(house, subject);
  const input = await request(subject, house);
  await forgeKey(house.service, subject.keyId, { state, origin });
  const outcome = await house.try(operation, input);
  if (outcome === 'granted' && undo !== undefined) {
    await forgeKey(house.service, subject.keyId, { state: before.state, settling: undefined });
    await undo(subject, house);
  }
  await forgeKey(house.service, subject.keyId, restoring(before));
  return outcome;
}

/** What an operation may have changed that the next one must not find. */
function restoring({
  state,
  origin,
  materials,
  currentMaterialId,
  multiRegion,
  rotation,
}: Key): Partial<Key> {
  const gone = { deletionAtMs: undefined, pendingWindowDays: undefined, settling: undefined };
  return { state, origin, materials, currentMaterialId, multiRegion, rotation, ...gone };
}

async function keyOf(house: House, { keyId }: Subject): Promise<Key> {
  const stored = await findKey(house.service.vault, SCOPE, keyId);
  if (stored === undefined) throw new Error(`there is no key ${keyId}`);
  return stored.key;
}

async function makeSubject(
  house: House,
  kind: Kind,
  Origin: 'AWS_KMS' | 'EXTERNAL',
  { key, furnish }: Conformance,
): Promise<Subject> {
  // To import an RSA key takes seconds: its material is the engine's stock either way.
  const isForged = Origin === 'EXTERNAL' && kind.spec.startsWith('RSA');
  const origin = isForged ? 'AWS_KMS' : Origin;
  const { KeyId, Arn } = await house.make({
    KeySpec: kind.spec,
    KeyUsage: kind.usage,
    Origin: origin,
    ...key,
  });
  const subject = { kind, keyId: KeyId, arn: Arn };
  if (isForged) await forgeKey(house.service, KeyId, { origin: Origin });
  else if (Origin === 'EXTERNAL') {
    const parcel = await wrapMaterial(house, subject);
    await house.send('ImportKeyMaterial', { KeyId, ...parcel, ...FOR_EVER });
  }
  await furnish?.(subject, house);
  return subject;
}

const MATERIALS = new Map<string, Promise<Uint8Array>>();

/** A token and the material of a key's kind, wrapped: the same material whenever it is asked for. */
export async function wrapMaterial(house: House, { kind, keyId }: Subject): ReturnType<typeof wrapFor> {
  const material = MATERIALS.get(kind.spec) ?? materialOf(house, kind);
  MATERIALS.set(kind.spec, material);
  return await wrapFor(house.service, keyId, await material, wrappingOf(kind));
}

/** A way to wrap what a kind of key is made of. */
export function wrappingOf({ secretLength }: Kind): string {
  return secretLength === undefined ? 'RSA_AES_KEY_WRAP_SHA_256' : 'RSAES_OAEP_SHA_256';
}

async function materialOf({ service: { kms } }: House, { spec, secretLength }: Kind): Promise<Uint8Array> {
  if (secretLength !== undefined) return new Uint8Array(secretLength).fill(secretLength);
  const { KeyMetadata } = await kms.createKey({});
  const pair = await kms.generateDataKeyPair({ KeyId: KeyMetadata.KeyId, KeyPairSpec: spec });
  return pair.PrivateKeyPlaintext as Uint8Array;
}

/** The first kind that the operation is for. */
function fittingKind(operation: OperationName): Kind {
  const { specs = [], usages = [] } = MODEL.operations[operation].key ?? {};
  const isFor = (wanted: readonly string[], one: string): boolean =>
    wanted.length === 0 || wanted.some((name) => /^(?:any|all)/.test(name)) || wanted.includes(one);
  const kind = KINDS.find(({ spec, usage }) => isFor(specs, spec) && isFor(usages, usage));
  if (kind === undefined) throw new Error(`${operation} is for no kind of key`);
  return kind;
}

function fittingOrigin(operation: OperationName): 'AWS_KMS' | 'EXTERNAL' {
  return MODEL.operations[operation].key?.origins?.join() === 'EXTERNAL' ? 'EXTERNAL' : 'AWS_KMS';
}
