/**
 * What the service does to keys by itself, or besides what it was asked for, as events for a trail.
 *
 * They are read off the key, before and after a change, and committed together with it: so nothing can rotate or erase a
 * key and leave no trace. Source: KMS Developer Guide, "CloudTrail log entries" of RotateKey, DeleteKey,
 * DeleteExpiredKeyMaterial and SynchronizeMultiRegionKey.
 *
 * @module
 */
import { isReplica, type Key, type KeyOrigin, type RotationType } from './key.ts';

/** An event that nobody asked for by its name. */
export type ServiceEvent = { readonly key: Key; readonly atMs: number } & ServiceEventFacts;

/** What happened. */
export type ServiceEventFacts =
  | {
      readonly name: 'RotateKey';
      readonly rotationType: RotationType;
      readonly origin: KeyOrigin;
      readonly previousMaterialId: string | undefined;
      readonly currentMaterialId: string;
    }
  | { readonly name: 'DeleteKey' }
  | { readonly name: 'DeleteExpiredKeyMaterial'; readonly materialId: string }
  /** Of a primary key, whose replicas got what they share with it. */
  | { readonly name: 'SynchronizeMultiRegionKey' };

/**
 * What a change of a key is, beside a change that somebody asked for.
 *
 * @param before `undefined` of a key that is being made.
 * @param after `undefined` of a key that is being erased.
 */
export function serviceEventsOf(
  before: Key | undefined,
  after: Key | undefined,
  nowMs: number,
): readonly ServiceEvent[] {
  if (before === undefined) return [];
  if (after === undefined) return [{ name: 'DeleteKey', key: before, atMs: before.deletionAtMs ?? nowMs }];
  const events = [...rotationOf(before, after), ...expiriesOf(before, after, nowMs)];
  if (!isSynchronized(before, after)) return events;
  return [...events, { name: 'SynchronizeMultiRegionKey', key: after, atMs: nowMs }];
}

/** Of related keys the primary is what rotates: the others follow it. */
function rotationOf(before: Key, after: Key): readonly ServiceEvent[] {
  const { currentMaterialId, materials } = after;
  const isSame = currentMaterialId === undefined || currentMaterialId === before.currentMaterialId;
  if (isSame || isReplica(after)) return [];
  const rotation = materials.find(({ id }) => id === currentMaterialId)?.rotation;
  if (rotation === undefined) return [];
  return [
    {
      name: 'RotateKey',
      key: after,
      atMs: rotation.atMs,
      rotationType: rotation.type,
      origin: after.origin,
      previousMaterialId: before.currentMaterialId,
      currentMaterialId,
    },
  ];
}

/** Material that is gone since its time had come; what somebody deletes before is theirs. */
function expiriesOf(before: Key, after: Key, nowMs: number): readonly ServiceEvent[] {
  return before.materials.flatMap(({ id, backingKey, expiresAtMs }) => {
    const isGone = after.materials.find((one) => one.id === id)?.backingKey === undefined;
    if (backingKey === undefined || !isGone || expiresAtMs === undefined || expiresAtMs > nowMs) return [];
    return [
      { name: 'DeleteExpiredKeyMaterial', key: after, atMs: expiresAtMs, materialId: id },
    ] satisfies readonly ServiceEvent[];
  });
}

/**
 * Whether a change of a primary is one of what its replicas share: which materials there are, which of them encrypts, and
 * rotation; or a replica is new. Where the primary is, and that a replica is gone, is no property of the key.
 */
function isSynchronized(before: Key, after: Key): boolean {
  const { region, multiRegion, rotation } = after;
  if (multiRegion?.primaryRegion !== region || before.multiRegion?.primaryRegion !== region) return false;
  if (multiRegion.replicaRegions.length === 0) return false;
  const former = before.multiRegion.replicaRegions;
  if (multiRegion.replicaRegions.some((one) => !former.includes(one))) return true;
  return (
    after.currentMaterialId !== before.currentMaterialId ||
    materialsIn(after) !== materialsIn(before) ||
    rotation?.periodDays !== before.rotation?.periodDays ||
    rotation?.nextAtMs !== before.rotation?.nextAtMs
  );
}

/** What of its materials a key shares; the bytes of imported ones are each Region's own. */
function materialsIn({ materials }: Key): string {
  return JSON.stringify(materials.map(({ id, description }) => [id, description]));
}
