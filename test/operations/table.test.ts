/**
 * The table against AWS's service model: what it takes, what it answers, what it may answer instead.
 *
 * @module
 */
import { describe, expect, it } from 'vitest';
import { keyId, signingAlgorithm } from '../../src/operations/members.ts';
import type { AnyMembers, AnyShape, StringShape } from '../../src/operations/shape.ts';
import { OPERATIONS } from '../../src/operations/table.ts';
import { MODEL } from './model.ts';
import { answeredMembers, makeWorld, OPERATION_NAMES, VALID_REQUESTS } from './requests.ts';
import { invoke, openService, type Service } from './service.ts';

/** Members of AWS's answers that this version never gives, and why. */
const UNANSWERED: Readonly<Record<string, string>> = {
  OnDemandRotationStartDate: 'a rotation on demand is over when its call is answered',
};

/** Members of KeyMetadata that a symmetric key never has here, and why. */
const UNANSWERED_METADATA: Readonly<Record<string, string>> = {
  ValidTo: 'the material was not imported',
  ExpirationModel: 'the material was not imported',
  CustomKeyStoreId: 'the key is in no custom key store',
  CloudHsmClusterId: 'the key is in no custom key store',
  XksKeyConfiguration: 'the key is in no custom key store',
  SigningAlgorithms: 'the key encrypts',
  KeyAgreementAlgorithms: 'the key encrypts',
  EncapsulationAlgorithms: 'the key encrypts',
  MacAlgorithms: 'the key encrypts',
  MultiRegionConfiguration: 'the key is of one Region',
  PendingDeletionWindowInDays: 'the key has no replicas to wait for',
};

/** One notation for the table's shapes and the model's, with absent limits absent. */
function plain(shape: AnyShape): unknown {
  switch (shape.kind) {
    case 'list':
      return { ...shape, member: plain(shape.member) };
    case 'structure':
      return { kind: shape.kind, members: plainMembers(shape.members) };
    default:
      return published(shape);
  }
}

/** Without what AWS's answers show and its published model lacks. */
function published(shape: AnyShape): object {
  const { listed: _, isSecret, ...rest } = shape as StringShape & { readonly isSecret?: true };
  const { values, pattern, ...left } = rest;
  return {
    ...left,
    ...(pattern === undefined || pattern === keyId.pattern ? {} : { pattern }),
    ...(values === undefined ? {} : { values: values.filter((value) => !isUnlisted(shape, value)).sort() }),
    ...(isSecret === true && rest.kind === 'string' ? { isSecret } : {}),
  };
}

/** A value that is taken and not listed; the list of data key specs is another one altogether. */
function isUnlisted(shape: AnyShape, value: string): boolean {
  const { listed } = shape as StringShape;
  return shape === signingAlgorithm && listed?.includes(value) === false;
}

function plainMembers(members: AnyMembers): unknown {
  return Object.fromEntries(
    Object.entries(members).map(([name, { shape, required = false }]) => [
      name,
      { shape: plain(shape), required },
    ]),
  );
}

describe('the table of operations', () => {
  it('has the operations that the model here was copied for, and each under its own name', () => {
    expect([...OPERATIONS.keys()]).toEqual(Object.keys(MODEL.operations));
    expect([...OPERATIONS.keys()]).toEqual(OPERATION_NAMES);
    for (const [name, operation] of OPERATIONS) expect(operation.name).toBe(name);
  });

  it('finds nothing under the names of what every object has', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'encrypt', '']) {
      expect(OPERATIONS.get(name)).toBeUndefined();
    }
  });

  it.each(OPERATION_NAMES)('takes for %s the members that AWS takes, with AWS’s limits', (name) => {
    const row = OPERATIONS.get(name);
    expect(plainMembers(row?.input ?? {})).toEqual(plainMembers(MODEL.operations[name].input));
  });

  it.each(OPERATION_NAMES)('answers for %s what AWS answers, and says what it leaves out', (name) => {
    const modelled = Object.keys(MODEL.operations[name].output);
    const missing = modelled.filter((member) => OPERATIONS.get(name)?.output.includes(member) !== true);
    expect(missing.filter((member) => UNANSWERED[member] === undefined)).toEqual([]);
    expect(OPERATIONS.get(name)?.output.filter((member) => !modelled.includes(member))).toEqual([]);
  });

  it.each(OPERATION_NAMES)('tells of %s whether it changes anything, as CloudTrail does', (name) => {
    expect(OPERATIONS.get(name)?.readOnly).toBe(MODEL.operations[name].readOnly);
  });
});

describe('the answers', () => {
  async function prepare(name: string): Promise<{ service: Service; input: object }> {
    const service = await openService();
    const world = await makeWorld(service);
    if (name === 'CancelKeyDeletion') await service.kms.scheduleKeyDeletion({ KeyId: world.keyId });
    return { service, input: VALID_REQUESTS[name as keyof typeof VALID_REQUESTS](world) };
  }

  it.each(OPERATION_NAMES)('of %s have the members that its row names and no others', async (name) => {
    const { service, input } = await prepare(name);
    const answer = await invoke(service, name, input);
    expect(Object.keys(answer).sort()).toEqual(answeredMembers(name));
  });

  it('have in every structure only members of the model', async () => {
    for (const name of [
      'DescribeKey',
      'ListAliases',
      'ListGrants',
      'ListKeys',
      'ListResourceTags',
    ] as const) {
      const { service, input } = await prepare(name);
      for (const [member, value] of Object.entries(await invoke(service, name, input))) {
        const modelled = MODEL.operations[name].output[member] ?? [];
        const structures = [value].flat().filter((part) => typeof part === 'object');
        if (modelled.length > 0) expect(structures.length).toBeGreaterThan(0);
        for (const part of structures) {
          expect(Object.keys(part as object).filter((inner) => !modelled.includes(inner))).toEqual([]);
        }
      }
    }
  });

  it('leave out of KeyMetadata nothing without a reason', async () => {
    const { service, input } = await prepare('DescribeKey');
    await service.kms.scheduleKeyDeletion(input as { KeyId: string });
    const { KeyMetadata } = await invoke(service, 'DescribeKey', input);
    const modelled = MODEL.operations.DescribeKey.output['KeyMetadata'] ?? [];
    const missing = modelled.filter((member) => !Object.hasOwn(KeyMetadata as object, member));
    expect(missing.sort()).toEqual(Object.keys(UNANSWERED_METADATA).sort());
  });
});
