/**
 * A trail as CloudTrail's operations see it: what aws/cloudtrail.ts is handed.
 *
 * @module
 */
import type { Scope } from '../kms/scope.ts';
import type { Delivery } from './delivery.ts';
import type { ListedKey } from './digest.ts';
import type { HistoryPage, HistoryQuery } from './lookup.ts';
import type { Trail } from './trail.ts';

/** See the file's head. Times in milliseconds since 1970. */
export interface TrailView {
  lookup(scope: Scope, query: HistoryQuery): Promise<HistoryPage | undefined>;
  publicKeys(fromMs: number, toMs: number): Promise<readonly ListedKey[]>;
  trails(): readonly TrailFacts[];
}

/** A place that the trail is delivered to. */
export interface TrailFacts {
  readonly name: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly homeRegion: string;
  readonly startedMs: number;
  readonly lastDeliveryMs: number | undefined;
  readonly lastDigestMs: number | undefined;
  readonly lastError: string | undefined;
}

/** The view of a trail. */
export function viewOf(trail: Pick<Trail, 'history' | 'keys' | 'deliveries'>): TrailView {
  return {
    lookup: async (scope, query) => await (await trail.history()).lookup(scope, query),
    publicKeys: async (fromMs, toMs) => await (await trail.keys()).list(fromMs, toMs),
    trails: () => trail.deliveries.map(factsOf),
  };
}

function factsOf({ trail, destination, status }: Delivery): TrailFacts {
  return {
    name: trail.trail,
    homeRegion: trail.homeRegion,
    bucket: destination.bucket,
    prefix: destination.prefix,
    startedMs: status.startedMs,
    lastDeliveryMs: status.lastDelivery?.atMs,
    lastDigestMs: status.lastDigest?.atMs,
    lastError: status.lastError?.message,
  };
}
