/**
 * Histories of calls and revocations: several services on one store, some using a key, one taking the right away.
 *
 * Every round begins with a right that holds and ends with one that does not. Once the revocation has been acknowledged,
 * no call that starts later may succeed; calls that started before may do either.
 *
 * @module
 */
import { principalOf } from '../../src/iam/principal.ts';
import type { Caller } from '../../src/operations/operation.ts';
import type { Change, Condition, Store } from '../../src/store/store.ts';
import { invoke, makeKey, refusalOf, SCOPE, type Service } from './service.ts';

const USER = `arn:aws:iam::${SCOPE.account}:user/writer`;
const PLAINTEXT = new Uint8Array([1]);

/** A store that lets others go first, at random, before and after everything that it does. */
export function dawdling(store: Store, random: () => number): Store {
  const pause = async (): Promise<void> => {
    const turns = Math.floor(random() * 4);
    if (random() < 0.1) await new Promise((resolve) => setImmediate(resolve));
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
  };
  const slowly = async <T>(work: () => Promise<T>): Promise<T> => {
    await pause();
    const result = await work();
    await pause();
    return result;
  };
  return {
    get: (name) => slowly(() => store.get(name)),
    list: (prefix, after, limit) => slowly(() => store.list(prefix, after, limit)),
    commit: (changes: readonly Change[], conditions: readonly Condition[]) =>
      slowly(() => store.commit(changes, conditions)),
    close: () => store.close(),
  };
}

/** A right to use a key, and how it is taken away. */
interface Right {
  readonly caller: Caller;
  readonly revoke: (by: Service) => Promise<unknown>;
}

const as = (arn: string): Caller => ({
  ...SCOPE,
  principalArn: arn,
  identity: { principal: principalOf(arn), policies: { identity: [] }, userId: 'AIDA', tags: new Map() },
});

function policy(...AWS: readonly string[]): string {
  const Statement = [SCOPE.account, ...AWS].map((name) => ({
    Effect: 'Allow',
    Principal: { AWS: name },
    Action: 'kms:*',
    Resource: '*',
  }));
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

/** Kinds of rights. */
export const RIGHTS: Readonly<Record<string, (by: Service, KeyId: string) => Promise<Right>>> = {
  DisableKey: async ({ kms }, KeyId) => {
    await kms.putKeyPolicy({ KeyId, Policy: policy(USER) });
    return { caller: as(USER), revoke: (by) => by.kms.disableKey({ KeyId }) };
  },
  PutKeyPolicy: async ({ kms }, KeyId) => {
    await kms.putKeyPolicy({ KeyId, Policy: policy(USER) });
    return { caller: as(USER), revoke: (by) => by.kms.putKeyPolicy({ KeyId, Policy: policy() }) };
  },
  RevokeGrant: async ({ kms }, KeyId) => {
    const Operations = ['Encrypt', 'GenerateDataKeyWithoutPlaintext', 'DescribeKey'];
    const { GrantId } = await kms.createGrant({ KeyId, GranteePrincipal: USER, Operations });
    return { caller: as(USER), revoke: (by) => by.kms.revokeGrant({ KeyId, GrantId }) };
  },
};

/** What came of a history. */
export interface History {
  calls: number;
  /** Calls that succeeded by a right that held. */
  inTime: number;
  /** Calls that started after the acknowledgement and were refused. */
  refusedLate: number;
  /** Calls that started after the acknowledgement and succeeded. */
  late: number;
}

export interface HistoryOptions {
  readonly services: readonly Service[];
  readonly random: () => number;
  readonly writers: number;
  /** Calls in all; the last round is finished. */
  readonly calls: number;
}

/** Runs rounds until there were as many calls as asked for. */
export async function runHistory({ services, random, writers, calls }: HistoryOptions): Promise<History> {
  const history: History = { calls: 0, inTime: 0, refusedLate: 0, late: 0 };
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  while (history.calls < calls) {
    const maker = pick(services);
    const { KeyId } = await makeKey(maker);
    const right = await pick(Object.values(RIGHTS))(maker, KeyId);
    let isOver = false;
    const write = async (service: Service): Promise<void> => {
      for (let after = 0; after < 3; ) {
        const startedLate = isOver;
        if (startedLate) after++;
        const succeeded = await use(service, right.caller, KeyId, pick);
        history.calls++;
        if (!startedLate) history.inTime += succeeded ? 1 : 0;
        else if (succeeded) history.late++;
        else history.refusedLate++;
      }
    };
    const revoke = async (): Promise<void> => {
      const from = history.calls + Math.floor(random() * 4 * writers);
      while (history.calls < from) await new Promise((resolve) => setImmediate(resolve));
      await right.revoke(pick(services));
      isOver = true;
    };
    const working = Array.from({ length: writers }, (_, i) =>
      write(services[i % services.length] as Service),
    );
    await Promise.all([...working, revoke()]);
  }
  return history;
}

const REFUSALS = ['AccessDeniedException', 'DisabledException'];

async function use(
  service: Service,
  caller: Caller,
  KeyId: string,
  pick: <T>(list: readonly T[]) => T,
): Promise<boolean> {
  const [operation, input] = pick([
    ['Encrypt', { Plaintext: PLAINTEXT }],
    ['GenerateDataKeyWithoutPlaintext', { KeySpec: 'AES_128' }],
  ] as const);
  const call = invoke(service, operation, { KeyId, ...input }, { caller });
  const isRefused = await call.then(
    () => false,
    () => true,
  );
  if (!isRefused) return true;
  const { code, message } = await refusalOf(call);
  if (!REFUSALS.includes(code)) throw new Error(`${code}: ${message}`);
  return false;
}
