/**
 * The members that every list answers beside its items, and the limits that are narrower than the shape's.
 *
 * @module
 */
import { KmsError } from '../kms/errors.ts';
import type { Page } from '../kms/paging.ts';

export interface PageMembers {
  /** Only when there is more. */
  readonly NextMarker?: string;
  readonly Truncated: boolean;
}

/** The paging members of an answer. */
export function pageMembers({ nextMarker }: Page<unknown>): PageMembers {
  return nextMarker === undefined ? { Truncated: false } : { NextMarker: nextMarker, Truncated: true };
}

/**
 * Requires a limit that the service takes, where it takes less than the model says.
 *
 * @throws {KmsError} ValidationException, in the sentence of the shapes.
 *
 * @example
 * requireLimit(50, 100);
 */
export function requireLimit(limit: number | undefined, max: number): void {
  if (limit === undefined || limit <= max) return;
  throw new KmsError(
    'ValidationException',
    `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: ` +
      `Member must have value less than or equal to ${max}`,
  );
}
