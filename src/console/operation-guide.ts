/**
 * The operations in the order in which people look for them, each with one sentence.
 *
 * What is not in these groups is shown all the same, in a last one: the console cannot fall behind the table.
 *
 * @module
 */

export interface OperationGroup {
  readonly title: string;
  readonly operations: readonly string[];
}

const GROUPS: readonly OperationGroup[] = [
  {
    title: 'Keys',
    operations: [
      'CreateKey',
      'DescribeKey',
      'ListKeys',
      'EnableKey',
      'DisableKey',
      'UpdateKeyDescription',
      'ScheduleKeyDeletion',
      'CancelKeyDeletion',
      'GetKeyLastUsage',
    ],
  },
  { title: 'Aliases', operations: ['CreateAlias', 'ListAliases', 'UpdateAlias', 'DeleteAlias'] },
  { title: 'Tags', operations: ['TagResource', 'UntagResource', 'ListResourceTags'] },
  { title: 'Key policies', operations: ['GetKeyPolicy', 'PutKeyPolicy', 'ListKeyPolicies'] },
  {
    title: 'Grants',
    operations: ['CreateGrant', 'ListGrants', 'ListRetirableGrants', 'RetireGrant', 'RevokeGrant'],
  },
  {
    title: 'Encryption and data keys',
    operations: [
      'Encrypt',
      'Decrypt',
      'ReEncrypt',
      'GenerateDataKey',
      'GenerateDataKeyWithoutPlaintext',
      'GenerateDataKeyPair',
      'GenerateDataKeyPairWithoutPlaintext',
      'GenerateRandom',
    ],
  },
  {
    title: 'Signatures, MACs and shared secrets',
    operations: [
      'Sign',
      'Verify',
      'GetPublicKey',
      'GenerateMac',
      'VerifyMac',
      'DeriveSharedSecret',
      'Encapsulate',
      'Decapsulate',
    ],
  },
  {
    title: 'Rotation',
    operations: [
      'EnableKeyRotation',
      'DisableKeyRotation',
      'GetKeyRotationStatus',
      'RotateKeyOnDemand',
      'ListKeyRotations',
    ],
  },
  {
    title: 'Imported material',
    operations: ['GetParametersForImport', 'ImportKeyMaterial', 'DeleteImportedKeyMaterial'],
  },
  { title: 'Multi-Region keys', operations: ['ReplicateKey', 'UpdatePrimaryRegion'] },
  {
    title: 'Custom key stores',
    operations: [
      'CreateCustomKeyStore',
      'DescribeCustomKeyStores',
      'UpdateCustomKeyStore',
      'ConnectCustomKeyStore',
      'DisconnectCustomKeyStore',
      'DeleteCustomKeyStore',
    ],
  },
];

/**
 * Every one of some operations in its group; the last group has those that none names.
 *
 * @example
 * groupsOf(['Sign', 'Brandnew']).map(({ title }) => title).join(); // 'Signatures, MACs and shared secrets,Others'
 */
export function groupsOf(operations: readonly string[]): readonly OperationGroup[] {
  const named = new Set(GROUPS.flatMap((group) => group.operations));
  const groups = GROUPS.map(({ title, operations: members }) => ({
    title,
    operations: members.filter((name) => operations.includes(name)),
  }));
  const others = operations.filter((name) => !named.has(name));
  return [...groups, { title: 'Others', operations: others }].filter((group) => group.operations.length > 0);
}

const SENTENCES: Readonly<Record<string, string>> = {
  CancelKeyDeletion: 'Takes a key out of its waiting period; it is disabled afterwards.',
  ConnectCustomKeyStore: 'Connects a custom key store to its HSM cluster or its proxy.',
  CreateAlias: 'Gives a key a friendly name.',
  CreateCustomKeyStore: 'Adds a store whose keys live in an HSM cluster or outside.',
  CreateGrant: 'Lets a principal use a key for named operations.',
  CreateKey: 'Makes a key.',
  Decapsulate: 'Finds the secret in what Encapsulate made.',
  Decrypt: 'Gives back what Encrypt or a data key operation sealed.',
  DeleteAlias: 'Takes a friendly name away; the key stays.',
  DeleteCustomKeyStore: 'Removes a disconnected store that has no keys.',
  DeleteImportedKeyMaterial: 'Erases imported material; the key waits for it to be imported again.',
  DeriveSharedSecret: 'Agrees on a secret with the public key of somebody else.',
  DescribeCustomKeyStores: 'Shows custom key stores and how they are connected.',
  DescribeKey: 'Shows what a key is and in which state.',
  DisableKey: 'Makes a key unusable until it is enabled again.',
  DisableKeyRotation: 'Ends the automatic rotation of a key.',
  DisconnectCustomKeyStore: 'Disconnects a custom key store; its keys cannot be used meanwhile.',
  EnableKey: 'Makes a disabled key usable again.',
  EnableKeyRotation: 'Rotates a key by itself, once in so many days.',
  Encapsulate: 'Makes a secret, and a ciphertext of it that the key alone opens.',
  Encrypt: 'Encrypts up to 4096 bytes under a key.',
  GenerateDataKey: 'Makes a key for your own use, in the clear and encrypted.',
  GenerateDataKeyPair: 'Makes a key pair for your own use, the private half in the clear and encrypted.',
  GenerateDataKeyPairWithoutPlaintext: 'Makes a key pair, the private half encrypted only.',
  GenerateDataKeyWithoutPlaintext: 'Makes a key for later use, encrypted only.',
  GenerateMac: 'Computes an HMAC over a message.',
  GenerateRandom: 'Gives random bytes.',
  GetKeyLastUsage: 'Says when a key was last used, and for what.',
  GetKeyPolicy: 'Shows the policy of a key.',
  GetKeyRotationStatus: 'Says whether a key rotates by itself, and when next.',
  GetParametersForImport: 'Gives the wrapping key and the token for an import.',
  GetPublicKey: 'Gives the public half of an asymmetric key.',
  ImportKeyMaterial: 'Imports wrapped material into a key of external origin.',
  ListAliases: 'Lists friendly names, of all keys or of one.',
  ListGrants: 'Lists the grants of a key.',
  ListKeyPolicies: 'Lists the names of the policies of a key.',
  ListKeyRotations: 'Lists the rotations that a key has had.',
  ListKeys: 'Lists the keys of this account and Region.',
  ListResourceTags: 'Lists the tags of a key.',
  ListRetirableGrants: 'Lists the grants that a principal may retire.',
  PutKeyPolicy: 'Replaces the policy of a key.',
  ReEncrypt: 'Moves a ciphertext to another key without showing what is in it.',
  ReplicateKey: 'Makes a replica of a multi-Region key in another Region.',
  RetireGrant: 'Ends a grant, by whoever it lets do so.',
  RevokeGrant: 'Ends a grant, by whoever administers the key.',
  RotateKeyOnDemand: 'Gives a key new material now; old ciphertexts stay readable.',
  ScheduleKeyDeletion: 'Lets a key be deleted after 7 to 30 days.',
  Sign: 'Signs a message or its digest.',
  TagResource: 'Adds tags to a key, or changes them.',
  UntagResource: 'Takes tags off a key.',
  UpdateAlias: 'Points a friendly name at another key.',
  UpdateCustomKeyStore: 'Changes the name or the connection of a custom key store.',
  UpdateKeyDescription: 'Changes the description of a key.',
  UpdatePrimaryRegion: 'Makes a replica the primary of its multi-Region key.',
  Verify: 'Checks a signature.',
  VerifyMac: 'Checks an HMAC.',
};

/**
 * What an operation does, in a sentence; nothing for one that is newer than this page.
 *
 * @example
 * sentenceFor('GenerateRandom'); // 'Gives random bytes.'
 */
export function sentenceFor(operation: string): string {
  return SENTENCES[operation] ?? '';
}

/** Operations before which the name of what they change is typed: what they take cannot be got back, or not at once. */
export const DANGEROUS: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'DeleteAlias',
  'DeleteCustomKeyStore',
  'DeleteImportedKeyMaterial',
  'ScheduleKeyDeletion',
]);

/** Operations that are asked about once more: somebody may feel them, or they cannot be undone. */
export const CAREFUL: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'DisableKey',
  'DisconnectCustomKeyStore',
  'RetireGrant',
  'RevokeGrant',
  'RotateKeyOnDemand',
  'UpdatePrimaryRegion',
]);
