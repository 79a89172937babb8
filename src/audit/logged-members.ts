/**
 * What of requests and answers an event holds: a table, one row for each operation.
 *
 * Members that stand in no row are not logged: one that is new must be listed here first. Whatever a row says, bytes and
 * members whose shape is secret never are. Sources: KMS Developer Guide, "CloudTrail log entries", a page for each
 * operation; the rows without a page there follow the nearest operation that has one.
 *
 * @module
 */
import type { OperationName } from '../operations/table.ts';

/** What is logged of one operation. */
export interface LoggedMembers {
  /** Members of the request. */
  readonly request: readonly string[];
  /** Members of the answer, and `key`: the ARN of the key, whether or not it is answered. Nothing when absent. */
  readonly answer?: readonly string[];
}

const ID = ['KeyId'] as const;
const PAGE = ['Limit', 'Marker'] as const;
const DATA_KEY = ['KeyId', 'EncryptionContext', 'KeySpec', 'NumberOfBytes', 'DryRun'] as const;
const KEY_PAIR = ['KeyId', 'EncryptionContext', 'KeyPairSpec', 'DryRun'] as const;
const SIGNING = ['KeyId', 'MessageType', 'SigningAlgorithm', 'DryRun'] as const;
const MAC = ['KeyId', 'MacAlgorithm', 'DryRun'] as const;
const ENCAPSULATION = ['KeyId', 'EncapsulationAlgorithm', 'DryRun'] as const;
const STORE_ID = ['CustomKeyStoreId'] as const;
const ALIAS = ['AliasName', 'TargetKeyId'] as const;
const PROXY = [
  'XksProxyUriEndpoint',
  'XksProxyUriPath',
  'XksProxyVpcEndpointServiceName',
  'XksProxyVpcEndpointServiceOwner',
  'XksProxyConnectivity',
] as const;

/** See the file's head. */
export const LOGGED_MEMBERS: { readonly [N in OperationName]: LoggedMembers } = {
  CancelKeyDeletion: { request: ID, answer: ['key'] },
  ConnectCustomKeyStore: { request: STORE_ID },
  CreateAlias: { request: ALIAS, answer: ['key'] },
  CreateCustomKeyStore: {
    request: [
      'CustomKeyStoreName',
      'CustomKeyStoreType',
      'CloudHsmClusterId',
      'TrustAnchorCertificate',
      ...PROXY,
    ],
    answer: ['CustomKeyStoreId'],
  },
  CreateGrant: {
    request: [
      'KeyId',
      'GranteePrincipal',
      'GranteeServicePrincipal',
      'RetiringPrincipal',
      'RetiringServicePrincipal',
      'Operations',
      'Constraints',
      'Name',
      'DryRun',
    ],
    answer: ['GrantId', 'key'],
  },
  CreateKey: {
    request: [
      'Policy',
      'Description',
      'KeyUsage',
      'CustomerMasterKeySpec',
      'KeySpec',
      'Origin',
      'CustomKeyStoreId',
      'BypassPolicyLockoutSafetyCheck',
      'Tags',
      'MultiRegion',
      'XksKeyId',
    ],
    answer: ['KeyMetadata'],
  },
  Decapsulate: { request: ENCAPSULATION },
  Decrypt: { request: ['KeyId', 'EncryptionContext', 'EncryptionAlgorithm', 'DryRun', 'DryRunModifiers'] },
  DeleteAlias: { request: ['AliasName'], answer: ['key'] },
  DeleteCustomKeyStore: { request: STORE_ID },
  DeleteImportedKeyMaterial: { request: ['KeyId', 'KeyMaterialId'], answer: ['KeyId', 'KeyMaterialId'] },
  DeriveSharedSecret: { request: ['KeyId', 'KeyAgreementAlgorithm', 'DryRun'] },
  DescribeCustomKeyStores: { request: ['CustomKeyStoreId', 'CustomKeyStoreName', ...PAGE] },
  DescribeKey: { request: ID },
  DisableKey: { request: ID, answer: ['key'] },
  DisableKeyRotation: { request: ID },
  DisconnectCustomKeyStore: { request: STORE_ID },
  EnableKey: { request: ID, answer: ['key'] },
  EnableKeyRotation: { request: ['KeyId', 'RotationPeriodInDays'], answer: ['key'] },
  Encapsulate: { request: ENCAPSULATION },
  Encrypt: { request: ['KeyId', 'EncryptionContext', 'EncryptionAlgorithm', 'DryRun'] },
  GenerateDataKey: { request: DATA_KEY },
  GenerateDataKeyPair: { request: KEY_PAIR },
  GenerateDataKeyPairWithoutPlaintext: { request: KEY_PAIR },
  GenerateDataKeyWithoutPlaintext: { request: DATA_KEY },
  GenerateMac: { request: MAC },
  GenerateRandom: { request: ['NumberOfBytes', 'CustomKeyStoreId'] },
  GetKeyLastUsage: { request: ID },
  GetKeyPolicy: { request: ['KeyId', 'PolicyName'] },
  GetKeyRotationStatus: { request: ID },
  GetParametersForImport: { request: ['KeyId', 'WrappingAlgorithm', 'WrappingKeySpec'] },
  GetPublicKey: { request: ID },
  ImportKeyMaterial: {
    request: ['KeyId', 'ValidTo', 'ExpirationModel', 'ImportType', 'KeyMaterialDescription', 'KeyMaterialId'],
    answer: ['KeyId', 'KeyMaterialId'],
  },
  ListAliases: { request: ['KeyId', ...PAGE] },
  ListGrants: { request: ['KeyId', 'GrantId', 'GranteePrincipal', 'GranteeServicePrincipal', ...PAGE] },
  ListKeyPolicies: { request: ['KeyId', ...PAGE] },
  ListKeyRotations: { request: ['KeyId', 'IncludeKeyMaterial', ...PAGE] },
  ListKeys: { request: PAGE },
  ListResourceTags: { request: ['KeyId', ...PAGE] },
  ListRetirableGrants: { request: ['RetiringPrincipal', 'RetiringServicePrincipal', ...PAGE] },
  PutKeyPolicy: { request: ['KeyId', 'PolicyName', 'Policy', 'BypassPolicyLockoutSafetyCheck'] },
  ReEncrypt: {
    request: [
      'SourceKeyId',
      'SourceEncryptionContext',
      'SourceEncryptionAlgorithm',
      'DestinationKeyId',
      'DestinationEncryptionContext',
      'DestinationEncryptionAlgorithm',
      'DryRun',
      'DryRunModifiers',
    ],
  },
  ReplicateKey: {
    request: ['KeyId', 'ReplicaRegion', 'Policy', 'BypassPolicyLockoutSafetyCheck', 'Description', 'Tags'],
    answer: ['ReplicaKeyMetadata', 'ReplicaPolicy', 'ReplicaTags'],
  },
  RetireGrant: { request: ['KeyId', 'GrantId', 'DryRun'] },
  RevokeGrant: { request: ['KeyId', 'GrantId', 'DryRun'] },
  RotateKeyOnDemand: { request: ID, answer: ['key'] },
  ScheduleKeyDeletion: {
    request: ['KeyId', 'PendingWindowInDays'],
    answer: ['KeyId', 'KeyState', 'DeletionDate', 'PendingWindowInDays'],
  },
  Sign: { request: SIGNING },
  TagResource: { request: ['KeyId', 'Tags'], answer: ['key'] },
  UntagResource: { request: ['KeyId', 'TagKeys'], answer: ['key'] },
  UpdateAlias: { request: ALIAS, answer: ['key'] },
  UpdateCustomKeyStore: {
    request: ['CustomKeyStoreId', 'NewCustomKeyStoreName', 'CloudHsmClusterId', ...PROXY],
  },
  UpdateKeyDescription: { request: ['KeyId', 'Description'] },
  UpdatePrimaryRegion: { request: ['KeyId', 'PrimaryRegion'], answer: ['key'] },
  Verify: { request: SIGNING },
  VerifyMac: { request: MAC },
};

/** Members of requests that no event holds, and why; a member is in a row, or here. */
export const WITHHELD_MEMBERS: Readonly<Record<string, string>> = {
  Plaintext: 'a secret',
  CiphertextBlob: 'not logged by AWS: what was encrypted is known by its context',
  Message: 'may be a secret',
  Signature: 'not logged by AWS',
  Mac: 'whoever has it passes for its maker',
  PublicKey: 'not logged by AWS',
  SharedSecretCiphertextBlob: 'not logged by AWS',
  ImportToken: 'opens the import of material',
  EncryptedKeyMaterial: 'key material',
  GrantToken: 'whoever has it may use the grant at once',
  GrantTokens: 'whoever has one may use the grant at once',
  KeyStorePassword: 'a secret',
  XksProxyAuthenticationCredential: 'a secret, and an id that the model calls sensitive',
  Recipient: 'a document of up to 256 KB; what it says is in additionalEventData',
};

/** CloudTrail's names of members, where they are not the member's own with a small letter first. */
export const LOGGED_NAMES: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  // As the pages of CreateCustomKeyStore and UpdateCustomKeyStore show it.
  ['CloudHsmClusterId', 'clusterId'],
]);

type Input = Readonly<Record<string, unknown>>;

/** A member that is logged when it was not given: its value, or the other member that it is the same as. */
export type LoggedDefault = {
  readonly member: string;
  readonly value: string | boolean | ((input: Input) => unknown);
};

const specOf = (input: Input): unknown =>
  input['KeySpec'] ?? input['CustomerMasterKeySpec'] ?? 'SYMMETRIC_DEFAULT';
const ENCRYPTION: readonly LoggedDefault[] = [{ member: 'EncryptionAlgorithm', value: 'SYMMETRIC_DEFAULT' }];
const RAW_MESSAGE: readonly LoggedDefault[] = [{ member: 'MessageType', value: 'RAW' }];
const LOCKOUT_CHECK: LoggedDefault = { member: 'BypassPolicyLockoutSafetyCheck', value: false };
const NO_DESCRIPTION: LoggedDefault = { member: 'Description', value: '' };

/** What AWS fills in, as its pages show. */
export const LOGGED_DEFAULTS: { readonly [N in OperationName]?: readonly LoggedDefault[] } = {
  CreateKey: [
    NO_DESCRIPTION,
    { member: 'KeyUsage', value: 'ENCRYPT_DECRYPT' },
    { member: 'CustomerMasterKeySpec', value: specOf },
    { member: 'KeySpec', value: specOf },
    { member: 'Origin', value: 'AWS_KMS' },
    LOCKOUT_CHECK,
  ],
  Decrypt: ENCRYPTION,
  Encrypt: ENCRYPTION,
  PutKeyPolicy: [{ member: 'PolicyName', value: 'default' }, LOCKOUT_CHECK],
  ReEncrypt: [
    { member: 'SourceEncryptionAlgorithm', value: 'SYMMETRIC_DEFAULT' },
    { member: 'DestinationEncryptionAlgorithm', value: 'SYMMETRIC_DEFAULT' },
  ],
  ReplicateKey: [LOCKOUT_CHECK, NO_DESCRIPTION],
  Sign: RAW_MESSAGE,
  Verify: RAW_MESSAGE,
};
