/**
 * AWS managed keys: one for each service that encrypts by default, made when it is first asked to.
 *
 * They are seen by the account and managed by nobody in it: their fixed policy lets the service use them on behalf of the
 * account's principals, lets the account read what they are, and nothing else. They rotate yearly and count towards no
 * quota. Source: KMS Developer Guide, "AWS managed keys"; policies and descriptions as recorded from AWS for S3, EBS and
 * RDS, and after their pattern for the others.
 *
 * @module
 */
import { type Alias, findAlias, insertAlias } from './aliases.ts';
import type { Key } from './key.ts';
import { DEFAULT_KEY_SPEC } from './key-spec.ts';
import { draftKey, insertKey } from './keys.ts';
import { rootArn, type Scope } from './scope.ts';
import type { Vault } from './vault.ts';

const PREFIX = 'alias/aws/';
const DAY_MS = 86_400_000;
/** KMS Developer Guide, "Rotate AWS KMS keys": since May 2022, and not to be changed. */
const PERIOD_DAYS = 365;

/** A service that encrypts under a key of its own. */
export interface ManagedService {
  /** What follows `alias/aws/`. */
  readonly name: string;
  /** What the policy calls it. */
  readonly title: string;
  /** What it protects, as the key's description says it. */
  readonly protects: string;
  /** The first label of its endpoint, where that is not its name. */
  readonly endpoint?: string;
  /** The revision of its policy. */
  readonly revision?: number;
}

/** In the order of their names, in which they are listed. */
export const MANAGED_SERVICES: readonly ManagedService[] = [
  { name: 'acm', title: 'ACM', protects: 'ACM private keys' },
  { name: 'backup', title: 'Backup', protects: 'backups' },
  { name: 'codecommit', title: 'CodeCommit', protects: 'CodeCommit repositories' },
  { name: 'dms', title: 'DMS', protects: 'DMS replication data' },
  { name: 'dynamodb', title: 'Amazon DynamoDB', protects: 'DynamoDB tables' },
  { name: 'ebs', title: 'EBS', protects: 'EBS volumes', endpoint: 'ec2', revision: 2 },
  { name: 'elasticfilesystem', title: 'EFS', protects: 'EFS filesystems' },
  { name: 'es', title: 'Elasticsearch', protects: 'Elasticsearch domains' },
  { name: 'fsx', title: 'FSx', protects: 'FSx filesystems' },
  { name: 'glue', title: 'Glue', protects: 'Glue data' },
  { name: 'kinesis', title: 'Kinesis', protects: 'Kinesis streams' },
  { name: 'kinesisvideo', title: 'Kinesis Video', protects: 'Kinesis Video streams' },
  { name: 'lambda', title: 'Lambda', protects: 'Lambda functions' },
  { name: 'rds', title: 'RDS', protects: 'RDS database volumes', revision: 2 },
  { name: 'redshift', title: 'Redshift', protects: 'Redshift clusters' },
  { name: 's3', title: 'S3', protects: 'S3 objects', revision: 2 },
  { name: 'secretsmanager', title: 'AWS Secrets Manager', protects: 'Secrets Manager secrets', revision: 2 },
  { name: 'ses', title: 'SES', protects: 'SES mail' },
  { name: 'sns', title: 'SNS', protects: 'SNS topics' },
  { name: 'sqs', title: 'SQS', protects: 'SQS queues' },
  { name: 'ssm', title: 'SSM', protects: 'SSM parameters' },
  { name: 'workspaces', title: 'WorkSpaces', protects: 'WorkSpaces volumes' },
  { name: 'xray', title: 'X-Ray', protects: 'X-Ray traces' },
];

const BY_NAME: ReadonlyMap<string, ManagedService> = /* @__PURE__ */ (() =>
  new Map(MANAGED_SERVICES.map((service) => [service.name, service])))();

/** What the policy of every such key allows: through its service, and directly. */
const THROUGH_SERVICE: readonly string[] = [
  'kms:Encrypt',
  'kms:Decrypt',
  'kms:ReEncrypt*',
  'kms:GenerateDataKey*',
  'kms:CreateGrant',
  'kms:DescribeKey',
];
const DIRECTLY: readonly string[] = ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'];

/** The alias of a service's key. */
export function managedAliasOf({ name }: ManagedService): string {
  return PREFIX + name;
}

/** The service whose key has the alias; `undefined` for any other alias. */
export function serviceOfAlias(aliasName: string): ManagedService | undefined {
  return aliasName.startsWith(PREFIX) ? BY_NAME.get(aliasName.slice(PREFIX.length)) : undefined;
}

/** How `kms:ViaService` names a service in a Region. */
export function viaServiceOf({ name, endpoint = name }: ManagedService, region: string): string {
  return `${endpoint}.${region}.amazonaws.com`;
}

/**
 * Makes the key of a service with its alias, unless the account has it already.
 *
 * @throws {StoreConflictError} Somebody else makes it at the same moment: it is there when one looks again.
 */
export async function ensureManagedKey(vault: Vault, scope: Scope, service: ManagedService): Promise<void> {
  const name = managedAliasOf(service);
  if ((await findAlias(vault, scope, name)) !== undefined) return;
  const nowMs = vault.clock();
  const key: Key = {
    ...(await draftKey(vault, scope, {
      spec: DEFAULT_KEY_SPEC,
      usage: undefined,
      description: `Default key that protects my ${service.protects} when no other key is defined`,
      policy: policyOf(scope, service),
      tags: [],
    })),
    manager: 'AWS',
    aliases: [name],
    rotation: { periodDays: PERIOD_DAYS, nextAtMs: nowMs + PERIOD_DAYS * DAY_MS },
  };
  const alias: Alias = { name, targetKeyId: key.keyId, createdAtMs: nowMs, updatedAtMs: nowMs };
  await vault.keystore.commit([...(await insertKey(vault, key)), insertAlias(scope, alias)]);
}

function policyOf(scope: Scope, service: ManagedService): string {
  const { name, title, revision = 1 } = service;
  const through = {
    Sid: `Allow access through ${title} for all principals in the account that are authorized to use ${title}`,
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: THROUGH_SERVICE,
    Resource: '*',
    Condition: {
      StringEquals: {
        'kms:CallerAccount': scope.account,
        'kms:ViaService': viaServiceOf(service, scope.region),
      },
    },
  };
  const directly = {
    Sid: 'Allow direct access to key metadata to the account',
    Effect: 'Allow',
    Principal: { AWS: rootArn(scope) },
    Action: DIRECTLY,
    Resource: '*',
  };
  const statements = {
    Version: '2012-10-17',
    Id: `auto-${name}-${revision}`,
    Statement: [through, directly],
  };
  return JSON.stringify(statements, undefined, 2);
}
