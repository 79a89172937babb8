/**
 * Where delivery to a destination stands.
 *
 * @module
 */
import type { Delivered } from './delivery-records.ts';
import type { Failure } from './retrying.ts';

/** Where delivery stands, for health, metrics and GetTrailStatus. Times in milliseconds since 1970. */
export interface DeliveryStatus {
  readonly url: string;
  readonly startedMs: number;
  readonly lastDelivery: Delivered | undefined;
  readonly lastDigest: Delivered | undefined;
  /** The last attempt failed so; absent once one succeeded. */
  readonly lastError: Failure | undefined;
  /** Files that are to be put, and journal entries that no file holds yet. */
  readonly waiting: { readonly files: number; readonly entries: number };
}
