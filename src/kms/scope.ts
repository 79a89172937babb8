/**
 * Where a key lives: an account in a Region. Everything that the service keeps belongs to one scope.
 *
 * @module
 */
import { formatArn, partitionOf } from '../iam/arn.ts';

export interface Scope {
  /** 12 digits. */
  readonly account: string;
  /** Such as `us-east-1`. */
  readonly region: string;
}

const REGION = /^[a-z]{2,4}(-[a-z]{2,9}){1,2}-\d{1,2}$/;

/**
 * Whether a text has the form of a Region's name, known to AWS or not.
 *
 * @example
 * isRegion('ap-southeast-1'); // true
 */
export function isRegion(text: string): boolean {
  return REGION.test(text);
}

/**
 * The ARN of a key.
 *
 * @example
 * keyArn({ account: '111122223333', region: 'us-east-1' }, 'x'); // 'arn:aws:kms:us-east-1:111122223333:key/x'
 */
export function keyArn(scope: Scope, keyId: string): string {
  return arnOf(scope, `key/${keyId}`);
}

/**
 * The ARN of an alias; the name includes its prefix, `alias/`.
 *
 * @example
 * aliasArn({ account: '111122223333', region: 'us-east-1' }, 'alias/x'); // 'arn:aws:kms:us-east-1:111122223333:alias/x'
 */
export function aliasArn(scope: Scope, aliasName: string): string {
  return arnOf(scope, aliasName);
}

/**
 * The ARN of an account's root.
 *
 * @example
 * rootArn({ account: '111122223333', region: 'us-east-1' }); // 'arn:aws:iam::111122223333:root'
 */
export function rootArn({ account, region }: Scope): string {
  return formatArn({ partition: partitionOf(region), service: 'iam', region: '', account, resource: 'root' });
}

function arnOf({ account, region }: Scope, resource: string): string {
  return formatArn({ partition: partitionOf(region), service: 'kms', region, account, resource });
}
