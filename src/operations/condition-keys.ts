/**
 * The condition keys of AWS KMS, `kms:…`, and those global ones that depend on the key and on the request's members.
 *
 * A row a key: how it is read from the request, the key and the caller. A parameter that was left out has its default
 * value, but for those whose absence policies test for. Source: KMS Developer Guide, "AWS KMS condition keys".
 *
 * @module
 */
import { awsKeys, tagValues } from '../iam/aws-keys.ts';
import { type Identity, rootIdentity } from '../iam/identity.ts';
import type { RequestContext } from '../iam/pattern.ts';
import { principalOf } from '../iam/principal.ts';
import type { Key } from '../kms/key.ts';
import { DEFAULT_KEY_SPEC, SYMMETRIC_ALGORITHM } from '../kms/key-spec.ts';
import type { AuthorizationRequest } from './authorize.ts';
import type { Caller } from './operation.ts';
import { attestationConditions } from './recipient.ts';

/** A question of authorisation, at a moment. */
export interface ConditionSubject extends AuthorizationRequest {
  readonly nowMs: number;
}

type Values = string | readonly string[] | undefined;
type KeyReader = (subject: ConditionSubject) => Values;
type Members = Readonly<Record<string, unknown>>;

const ALIAS = /(^|:)(alias\/[^:]+)$/;
const DAY_MS = 86_400_000;

const fromMember =
  (member: string, fallback?: string): KeyReader =>
  ({ input }) =>
    text(input[member]) ?? fallback;

/** Of the request where a key is made, else of the key. */
const ofKey =
  (member: string, fallback: string | undefined, read: (key: Key) => string): KeyReader =>
  ({ action, input, key }) =>
    action === 'kms:CreateKey' ? (text(input[member]) ?? fallback) : key && read(key);

/** For some actions only. */
const during =
  (actions: readonly string[], read: KeyReader): KeyReader =>
  (subject) =>
    actions.includes(subject.action) ? read(subject) : undefined;

const KEY_SPEC = ofKey('KeySpec', DEFAULT_KEY_SPEC, ({ spec }) => spec);
const KEY_USAGE = ofKey('KeyUsage', 'ENCRYPT_DECRYPT', ({ usage }) => usage);
const GRANT_ACTIONS = ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'];

const ROWS: Readonly<Record<string, KeyReader>> = {
  'kms:bypasspolicylockoutsafetycheck': fromMember('BypassPolicyLockoutSafetyCheck'),
  'kms:calleraccount': ({ caller }) => caller.account,
  'kms:customermasterkeyspec': KEY_SPEC,
  'kms:customermasterkeyusage': KEY_USAGE,
  'kms:datakeypairspec': fromMember('KeyPairSpec'),
  'kms:encapsulationalgorithm': fromMember('EncapsulationAlgorithm'),
  'kms:encryptionalgorithm': encryptionAlgorithm,
  'kms:encryptioncontextkeys': (subject) => {
    const keys = Object.keys(encryptionContextOf(subject));
    return keys.length === 0 ? undefined : keys;
  },
  'kms:expirationmodel': fromMember('ExpirationModel'),
  'kms:grantconstraintsourcearn': ({ input }) => text(members(input['Constraints'])['SourceArn']),
  'kms:grantconstrainttype': ({ input }) =>
    ['EncryptionContextEquals', 'EncryptionContextSubset'].find(
      (name) => members(input['Constraints'])[name] !== undefined,
    ),
  'kms:granteeprincipal': fromMember('GranteePrincipal'),
  'kms:granteeserviceprincipal': fromMember('GranteeServicePrincipal'),
  'kms:grantisforawsresource': during(GRANT_ACTIONS, ({ caller }) => String(isForService(caller))),
  'kms:grantoperations': during(['kms:CreateGrant'], ({ input }) => texts(input['Operations'])),
  'kms:keyagreementalgorithm': fromMember('KeyAgreementAlgorithm'),
  'kms:keyorigin': ofKey('Origin', 'AWS_KMS', ({ origin }) => origin),
  'kms:keyspec': KEY_SPEC,
  'kms:keyusage': KEY_USAGE,
  'kms:macalgorithm': fromMember('MacAlgorithm'),
  'kms:messagetype': during(['kms:Sign', 'kms:Verify'], fromMember('MessageType', 'RAW')),
  'kms:multiregion': ofKey('MultiRegion', 'false', ({ multiRegion }) => String(multiRegion !== undefined)),
  'kms:multiregionkeytype': ({ key }) => key && multiRegionType(key),
  'kms:primaryregion': fromMember('PrimaryRegion'),
  'kms:reencryptonsamekey': during(['kms:ReEncryptFrom', 'kms:ReEncryptTo'], ({ keyArns = [] }) =>
    String(new Set(keyArns).size === 1),
  ),
  'kms:replicaregion': fromMember('ReplicaRegion'),
  'kms:requestalias': ({ input }) => ALIAS.exec(text(input['KeyId']) ?? '')?.[2],
  'kms:resourcealiases': ({ key }) =>
    key === undefined || key.aliases.length === 0 ? undefined : key.aliases,
  'kms:retiringprincipal': fromMember('RetiringPrincipal'),
  'kms:retiringserviceprincipal': fromMember('RetiringServicePrincipal'),
  'kms:rotationperiodindays': during(['kms:EnableKeyRotation'], fromMember('RotationPeriodInDays', '365')),
  'kms:schedulekeydeletionpendingwindowindays': during(
    ['kms:ScheduleKeyDeletion'],
    fromMember('PendingWindowInDays', '30'),
  ),
  'kms:signingalgorithm': fromMember('SigningAlgorithm'),
  'kms:trailingdayswithoutkeyusage': during(
    ['kms:DisableKey', 'kms:ScheduleKeyDeletion'],
    ({ nowMs, unusedSinceMs }) =>
      unusedSinceMs === undefined ? undefined : String(Math.floor((nowMs - unusedSinceMs) / DAY_MS)),
  ),
  'kms:validto': ({ input }) => {
    const date = input['ValidTo'];
    return date instanceof Date ? String(Math.floor(date.getTime() / 1000)) : undefined;
  },
  'kms:viaservice': ({ caller }) => caller.connection?.viaService,
  'kms:wrappingalgorithm': fromMember('WrappingAlgorithm'),
  'kms:wrappingkeyspec': fromMember('WrappingKeySpec'),
  'aws:resourceaccount': ({ key }) => key?.account,
  'aws:tagkeys': ({ input }) => {
    const keys = [...requestTags(input).map(([key]) => key), ...(texts(input['TagKeys']) ?? [])];
    return keys.length === 0 ? undefined : keys;
  },
};

const KEYS: ReadonlyMap<string, KeyReader> = /* @__PURE__ */ new Map(Object.entries(ROWS));

const ATTESTATION_PREFIX = 'kms:recipientattestation:';

/** Keys whose names go on with a name that the request or the key gives. */
const FAMILIES: readonly (readonly [
  prefix: string,
  read: (subject: ConditionSubject, name: string) => Values,
])[] = [
  [
    'kms:encryptioncontext:',
    (subject, name) => tagValues(Object.entries(encryptionContextOf(subject)), name),
  ],
  ['aws:requesttag/', ({ input }, name) => tagValues(requestTags(input), name)],
  [
    'aws:resourcetag/',
    ({ key }, name) =>
      key &&
      tagValues(
        key.tags.map((tag) => [tag.key, tag.value] as const),
        name,
      ),
  ],
  [
    ATTESTATION_PREFIX,
    ({ attestation }, name) =>
      attestation && tagValues(attestationConditions(attestation), `${ATTESTATION_PREFIX}${name}`),
  ],
];

/**
 * Every key that can be known of a request.
 *
 * @example
 * const caller = { account: '111122223333', region: 'us-east-1', principalArn: 'arn:aws:iam::111122223333:root' };
 * const request = { caller, action: 'kms:Sign', resource: '*', key: undefined, input: {}, nowMs: 0 };
 * conditionKeys(request)('kms:messagetype'); // ['RAW']
 */
export function conditionKeys(subject: ConditionSubject): RequestContext {
  const { caller, nowMs } = subject;
  const connection = caller.connection ?? { secureTransport: true };
  const global = awsKeys(identityOf(caller), { ...connection, nowMs, region: caller.region });
  return (key) => {
    const family = FAMILIES.find(([prefix]) => key.startsWith(prefix));
    const value =
      family === undefined ? KEYS.get(key)?.(subject) : family[1](subject, key.slice(family[0].length));
    if (value === undefined) return global(key);
    return typeof value === 'string' ? [value] : value;
  };
}

/**
 * Whose call it is: the identity that the door proved, or what the principal's ARN names, without policies.
 *
 * @example
 * identityOf({ account: '111122223333', region: 'us-east-1', principalArn: 'arn:aws:iam::111122223333:root' }).userId;
 * // '111122223333'
 */
export function identityOf({ identity, principalArn }: Caller): Identity {
  return identity ?? { ...rootIdentity(principalArn), principal: principalOf(principalArn) };
}

/**
 * The encryption context that an action is about: of ReEncrypt one on each side, of CreateGrant the one it constrains.
 *
 * @example
 * encryptionContextOf({ action: 'kms:Encrypt', input: { EncryptionContext: { a: 'b' } } }); // { a: 'b' }
 */
export function encryptionContextOf({
  action,
  input,
}: Pick<AuthorizationRequest, 'action' | 'input'>): Readonly<Record<string, string>> {
  const constraints = members(input['Constraints']);
  const context: { readonly [action: string]: unknown } = {
    'kms:ReEncryptFrom': input['SourceEncryptionContext'],
    'kms:ReEncryptTo': input['DestinationEncryptionContext'],
    'kms:CreateGrant': constraints['EncryptionContextEquals'] ?? constraints['EncryptionContextSubset'],
  };
  return members(context[action] ?? input['EncryptionContext']) as Readonly<Record<string, string>>;
}

/** Of data keys it is always the symmetric one; of ReEncrypt each side has its own. */
function encryptionAlgorithm({ action, input }: ConditionSubject): Values {
  if (/^kms:(Encrypt|Decrypt)$/.test(action))
    return text(input['EncryptionAlgorithm']) ?? SYMMETRIC_ALGORITHM;
  if (action === 'kms:ReEncryptFrom') return text(input['SourceEncryptionAlgorithm']) ?? SYMMETRIC_ALGORITHM;
  if (action === 'kms:ReEncryptTo')
    return text(input['DestinationEncryptionAlgorithm']) ?? SYMMETRIC_ALGORITHM;
  return action.startsWith('kms:GenerateDataKey') ? SYMMETRIC_ALGORITHM : undefined;
}

function multiRegionType({ region, multiRegion }: Key): Values {
  if (multiRegion === undefined) return undefined;
  return multiRegion.primaryRegion === region ? 'PRIMARY' : 'REPLICA';
}

/** Whether a service asks, for itself or for somebody. */
function isForService({ connection, principalArn }: Caller): boolean {
  return connection?.viaService !== undefined || principalOf(principalArn).kind === 'service';
}

function requestTags(input: Members): readonly (readonly [string, string])[] {
  const tags = input['Tags'];
  if (!Array.isArray(tags)) return [];
  return tags.map((tag: Members) => [text(tag['TagKey']) ?? '', text(tag['TagValue']) ?? ''] as const);
}

function members(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}

function texts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : undefined;
}

function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
