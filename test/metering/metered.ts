/** A service that counts: over a store in memory, with its clock, composed of the parts that count. */
import { createAttestor } from '../../src/attestation/attestor.ts';
import { Trail } from '../../src/audit/trail.ts';
import { createDefaultEngine } from '../../src/crypto/default-engine.ts';
import { hostRandom } from '../../src/crypto/random.ts';
import type { MovableClock } from '../../src/index.ts';
import { type Keystore, openKeystore } from '../../src/keystore/keystore.ts';
import { rootKeyFromBytes } from '../../src/keystore/root-key.ts';
import { movableClock } from '../../src/kms/movable-clock.ts';
import { createVault, type Vault } from '../../src/kms/vault.ts';
import { callNotes } from '../../src/metering/call-note.ts';
import { Meter } from '../../src/metering/meter.ts';
import { readUsage, type UsageReport } from '../../src/metering/usage.ts';
import type { UsageQuestion } from '../../src/metering/usage-question.ts';
import { facadeOf, type Kms } from '../../src/operations/kms.ts';
import type { Caller } from '../../src/operations/operation.ts';
import { Pipeline } from '../../src/operations/pipeline.ts';
import { policyAuthorizer } from '../../src/operations/policy-authorizer.ts';
import { OPERATIONS } from '../../src/operations/table.ts';
import { memoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
export const ROOT = `arn:aws:iam::${ACCOUNT}:root`;

export interface Metered {
  readonly kms: Kms;
  readonly trail: Trail;
  readonly meter: Meter;
  readonly keystore: Keystore;
  readonly vault: Vault;
  readonly clock: MovableClock;
  usage(question?: UsageQuestion): Promise<UsageReport>;
  /** A call of anybody, anywhere; a refusal is its code. */
  call(
    operation: string,
    input: object,
    caller?: Partial<Caller>,
  ): Promise<Readonly<Record<string, unknown>>>;
}

/** @param startMs When its clock begins. */
export async function openMetered(
  startMs: number,
  store: Store = memoryStore(),
  clock: MovableClock = movableClock(() => startMs),
): Promise<Metered> {
  const parts = { engine: createDefaultEngine(), random: hostRandom(), clock };
  const keystore = await openKeystore({
    ...parts,
    store,
    rootKey: rootKeyFromBytes(new Uint8Array(32).fill(7)),
  });
  const vault = createVault(keystore, clock);
  const trail = await Trail.open({ ...parts, keystore, annotate: callNotes(OPERATIONS) });
  const meter = await Meter.open({ keystore, journal: trail.journal });
  const pipeline = new Pipeline({
    vault,
    operations: OPERATIONS,
    authorizer: policyAuthorizer(vault),
    attestor: createAttestor({ ...parts, root: undefined }),
    recorder: trail.recorder,
    observers: [],
    requestQuotas: undefined,
  });
  const scope = { account: ACCOUNT, region: 'us-east-1' };
  const kms = facadeOf(pipeline, scope, { close: async () => await keystore.close() });
  const call: Metered['call'] = async (operation, input, caller = {}) => {
    const by = { ...scope, principalArn: ROOT, ...caller };
    const requestId = crypto.randomUUID();
    try {
      return await kms.invoke({ operation, input, source: 'native', caller: by, requestId });
    } catch (error) {
      return { error: (error as Error).name };
    }
  };
  const usage = (question?: UsageQuestion): Promise<UsageReport> =>
    readUsage({ keystore, meter, clock }, question);
  return { kms, trail, meter, keystore, vault, clock, usage, call };
}
