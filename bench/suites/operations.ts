/**
 * Every operation in process, without HTTP, by each engine.
 *
 * An operation that cannot be asked twice of one world is timed together with the one that takes it back.
 *
 * @module
 */
import { engineNamed, servingEngine } from '../../src/node/engines.ts';
import type { OperationName } from '../../src/operations/table.ts';
import { makeWorld, OPERATION_NAMES, VALID_REQUESTS, type World } from '../../test/operations/requests.ts';
import { invoke, openService, type Service } from '../../test/operations/service.ts';
import type { Case, Subject, Suite } from '../suite.ts';

const ENGINES = ['auto', 'kernel', 'host', 'portable'] as const;

/** What follows an answer so that the same can be asked again. */
type Undo = (world: World, service: Service, answer: Readonly<Record<string, unknown>>) => Promise<unknown>;

const UNDO: { readonly [N in OperationName]?: Undo } = {
  CreateAlias: ({ aliasName }, { kms }) => kms.deleteAlias({ AliasName: `${aliasName}-too` }),
  CreateCustomKeyStore: (_, { kms }, { CustomKeyStoreId }) =>
    kms.deleteCustomKeyStore({ CustomKeyStoreId: CustomKeyStoreId as string }),
  DisconnectCustomKeyStore: ({ connectedStoreId }, { kms }) =>
    kms.connectCustomKeyStore({ CustomKeyStoreId: connectedStoreId }),
  ScheduleKeyDeletion: ({ keyId }, { kms }) => kms.cancelKeyDeletion({ KeyId: keyId }),
};

/** Operations that use up what they are asked about, or that have their time in the case of another one. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  CancelKeyDeletion: 'with ScheduleKeyDeletion',
  CreateGrant: 'a key holds 50,000 grants at most',
  DeleteAlias: 'with CreateAlias',
  DeleteCustomKeyStore: 'with CreateCustomKeyStore',
  ReplicateKey: 'once in a Region',
  RetireGrant: 'once',
  RevokeGrant: 'once',
  RotateKeyOnDemand: '25 times',
  UpdatePrimaryRegion: 'once',
};

async function subjectOf(operation: OperationName, engine: (typeof ENGINES)[number]): Promise<Subject> {
  const service = await openService({
    engine: engine === 'auto' ? engineNamed(engine) : servingEngine(engine),
  });
  const world = await makeWorld(service);
  const input = VALID_REQUESTS[operation](world);
  const undo = UNDO[operation];
  const run = async (): Promise<unknown> => {
    const answer = await invoke(service, operation, input);
    await undo?.(world, service, answer);
    return answer;
  };
  return { name: `strongroom ${engine}`, run };
}

async function caseOf(operation: OperationName): Promise<Case> {
  const subjects: Subject[] = [];
  for (const engine of ENGINES) subjects.push(await subjectOf(operation, engine));
  const name = UNDO[operation] === undefined ? operation : `${operation} and back`;
  return { name, subjects, accepts: (output) => typeof output === 'object' };
}

async function cases(): Promise<readonly Case[]> {
  const timed: Case[] = [];
  for (const name of OPERATION_NAMES) if (ELSEWHERE[name] === undefined) timed.push(await caseOf(name));
  return timed;
}

export const suite: Suite = { name: 'operations', cases };
