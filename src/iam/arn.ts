/**
 * Amazon resource names, as far as a key service needs them: read, checked, written.
 *
 *   arn:<partition>:<service>:<region>:<account>:<resource>
 *
 * Source: AWS General Reference, "Amazon Resource Names". It knows no keys and looks nothing up.
 *
 * @module
 */

/** The parts of an ARN. Region and account are empty where a service has none. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  /** Everything after the fifth colon. */
  readonly resource: string;
}

/**
 * The parts of a text that has the form of an ARN; `undefined` when it has not.
 *
 * @example
 * parseArn('arn:aws:kms:us-east-1:111122223333:alias/a')?.resource; // 'alias/a'
 */
export function parseArn(text: string): Arn | undefined {
  const [arn, partition, service, region, account, ...resource] = text.split(':');
  if (arn !== 'arn' || !partition || !service || region === undefined || account === undefined)
    return undefined;
  if (resource.length === 0 || resource[0] === '') return undefined;
  return { partition, service, region, account, resource: resource.join(':') };
}

/**
 * The text of an ARN.
 *
 * @example
 * const arn = { partition: 'aws', service: 'iam', region: '', account: '111122223333', resource: 'root' };
 * formatArn(arn); // 'arn:aws:iam::111122223333:root'
 */
export function formatArn({ partition, service, region, account, resource }: Arn): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/** Regions whose partition is not `aws`, by the prefix of their names. */
const PARTITIONS: readonly (readonly [prefix: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
  ['eusc-', 'aws-eusc'],
];

/**
 * The partition that a Region belongs to.
 *
 * @example
 * partitionOf('cn-north-1'); // 'aws-cn'
 */
export function partitionOf(region: string): string {
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}
