/** Services of tests that keep a trail, and what their trails say. */
import type { CloudTrailEvent } from '../../src/audit/cloudtrail-event.ts';
import type { Trail } from '../../src/audit/trail.ts';
import { decodeTrailLine } from '../../src/audit/trail-line.ts';
import { createKms, type EmbeddedKms, type KmsOptions, rootKeyFromBytes } from '../../src/index.ts';
import { memoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import { eventsOf } from '../journal/journals.ts';

const ROOT_KEY = new Uint8Array(32).fill(9);

/** A service with a trail over a store. */
export async function openTrailed(
  store: Store = memoryStore(),
  options: Partial<KmsOptions> = {},
): Promise<EmbeddedKms & { readonly trail: Trail }> {
  const kms = await createKms({ store, rootKey: rootKeyFromBytes(ROOT_KEY), ...options });
  const { trail } = kms;
  if (trail === undefined) throw new Error('the service keeps no trail');
  return { ...kms, trail };
}

/** Every event of a trail, in order. */
export async function trailOf({ journal }: Trail): Promise<readonly CloudTrailEvent[]> {
  return (await eventsOf(journal)).map((line) => decodeTrailLine(line).event);
}

/** The names of what happened, in order, with the codes of refusals. */
export async function namesOf(trail: Trail): Promise<readonly string[]> {
  return (await trailOf(trail)).map(({ eventName, errorCode }) =>
    errorCode === undefined ? eventName : `${eventName} ${errorCode}`,
  );
}
