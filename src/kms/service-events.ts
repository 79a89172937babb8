/**
 * What the service does to keys by itself, or besides what it was asked for, as events for a trail.
 *
 * They are read off the key, before and after a change, and committed together with it: so nothing can rotate or erase a
 * key and leave no trace. Source: KMS Developer Guide, "CloudTrail log entries" of RotateKey, DeleteKey,
 * DeleteExpiredKeyMaterial and SynchronizeMultiRegionKey.
 *
 * @module
 */
import type { Key, KeyOrigin, RotationType } from './key.ts';

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
  const isShared = after.multiRegion !== undefined && after.multiRegion.primaryRegion !== after.region;
  const isSynchronized = isShared && (after.materials !== before.materials || hasMoved(before, after));
  const events = [...rotationOf(before, after), ...expiriesOf(before, after, nowMs)];
  return isSynchronized
    ? [...events, { name: 'SynchronizeMultiRegionKey', key: after, atMs: nowMs }]
    : events;
}

/** Of related keys the primary is what rotates: the others follow it. */
function rotationOf(before: Key, after: Key): readonly ServiceEvent[] {
  const { currentMaterialId, materials } = after;
  const isReplica = after.multiRegion !== undefined && after.multiRegion.primaryRegion !== after.region;
  if (currentMaterialId === undefined || currentMaterialId === before.currentMaterialId || isReplica)
    return [];
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

function hasMoved(before: Key, after: Key): boolean {
  return after.multiRegion?.primaryRegion !== before.multiRegion?.primaryRegion;
}
