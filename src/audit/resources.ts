/**
 * resources: the keys and the alias that a call was about, as far as its caller may know of them.
 *
 * Source: KMS Developer Guide, "CloudTrail log entries". The key of another account that was named by an alias, or by a
 * ciphertext alone, is no caller's to learn as long as nobody allowed its use.
 *
 * @module
 */
import { aliasArn } from '../kms/scope.ts';
import type { CallOutcome, TouchedKey } from '../operations/recorder.ts';
import type { EventResource } from './cloudtrail-event.ts';

/** Operations that are about no key and no list of any: their events have no resources at all, as on AWS. */
const WITHOUT_RESOURCES: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'ConnectCustomKeyStore',
  'CreateCustomKeyStore',
  'DeleteCustomKeyStore',
  'DescribeCustomKeyStores',
  'DisconnectCustomKeyStore',
  'UpdateCustomKeyStore',
]);

/** The key that an alias leads to no more is not what UpdateAlias is about. */
const UNLISTED_ROLES: ReadonlySet<string> = /* @__PURE__ */ new Set(['UpdateAlias current']);

const ALIAS_OPERATIONS: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'CreateAlias',
  'DeleteAlias',
  'UpdateAlias',
]);

/** Answers that tell of a key that was made. */
const MADE_KEYS: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['CreateKey', 'KeyMetadata'],
  ['ReplicateKey', 'ReplicaKeyMetadata'],
]);

/** What a call was about; `undefined` of operations that never tell. */
export function resourcesOf(outcome: CallOutcome): readonly EventResource[] | undefined {
  const { operation } = outcome;
  if (WITHOUT_RESOURCES.has(operation)) return undefined;
  const resources = ALIAS_OPERATIONS.has(operation) ? aliasOf(outcome) : [];
  for (const { role, arn } of knownKeys(outcome)) {
    if (UNLISTED_ROLES.has(`${operation} ${role}`) || resources.some((one) => one.ARN === arn)) continue;
    resources.push(keyResource(arn));
  }
  const made = madeKey(outcome);
  if (made !== undefined) resources.push(keyResource(made));
  return resources;
}

/** A key in a list of resources. */
export function keyResource(arn: string): EventResource {
  return { accountId: accountOf(arn), type: 'AWS::KMS::Key', ARN: arn };
}

/** The keys of a call of which its caller may know. */
export function knownKeys({ touched, isAllowed, caller, input }: CallOutcome): readonly TouchedKey[] {
  if (isAllowed) return touched;
  const named = new Set(Object.values(input ?? {}));
  return touched.filter(({ arn }) => accountOf(arn) === caller.account || named.has(arn));
}

/** The account in an ARN. */
export function accountOf(arn: string): string {
  return arn.split(':', 5)[4] ?? '';
}

function aliasOf({ input, caller }: CallOutcome): EventResource[] {
  const name = input?.['AliasName'];
  if (typeof name !== 'string' || !name.startsWith('alias/')) return [];
  return [{ accountId: caller.account, type: 'AWS::KMS::Alias', ARN: aliasArn(caller, name) }];
}

function madeKey({ operation, answer }: CallOutcome): string | undefined {
  const member = MADE_KEYS.get(operation);
  if (member === undefined || answer === undefined) return undefined;
  return (answer[member] as { readonly Arn?: string } | undefined)?.Arn;
}
