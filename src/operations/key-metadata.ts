/**
 * KeyMetadata, as DescribeKey and CreateKey answer it: which members are there depends on the key.
 *
 * Source: KMS API reference, KeyMetadata; presence as recorded from AWS.
 *
 * @module
 */
import { type CustomKeyStore, stateOf } from '../kms/custom-key-store.ts';
import { arnOf, expiryOf, type Key, type MultiRegion } from '../kms/key.ts';
import { algorithmsOf, DEFAULT_KEY_SPEC, type SpecAndUsage } from '../kms/key-spec.ts';
import { keyArn } from '../kms/scope.ts';

/** The algorithms of a key, in the member of its usage and in no other. */
export interface AlgorithmMembers {
  /** Only for keys that encrypt. */
  readonly EncryptionAlgorithms?: readonly string[];
  /** Only for keys that sign. */
  readonly SigningAlgorithms?: readonly string[];
  /** Only for keys that authenticate. */
  readonly MacAlgorithms?: readonly string[];
  /** Only for keys that agree. */
  readonly KeyAgreementAlgorithms?: readonly string[];
  readonly EncapsulationAlgorithms?: readonly string[];
}

/** A key in a Region. */
export interface MultiRegionKey {
  readonly Arn: string;
  readonly Region: string;
}

/** Where a multi-Region key and its related keys are; a replica is in its own list. */
export interface MultiRegionConfiguration {
  readonly MultiRegionKeyType: 'PRIMARY' | 'REPLICA';
  readonly PrimaryKey: MultiRegionKey;
  readonly ReplicaKeys: readonly MultiRegionKey[];
}

/** Where the key's material is, for keys in custom key stores. */
export interface StoreMembers {
  readonly CustomKeyStoreId?: string;
  /** Only in a CloudHSM key store. */
  readonly CloudHsmClusterId?: string;
  /** Only in an external key store. */
  readonly XksKeyConfiguration?: { readonly Id: string };
}

/** Whether imported material expires, and when. */
export interface ExpirationMembers {
  /** Only while imported material is there. */
  readonly ExpirationModel?: string;
  /** When the first of it expires; only when some does. */
  readonly ValidTo?: Date;
}

export interface KeyMetadata extends AlgorithmMembers, ExpirationMembers, StoreMembers {
  readonly AWSAccountId: string;
  /** The bare id; the ARN is a member of its own. */
  readonly KeyId: string;
  readonly Arn: string;
  readonly CreationDate: Date;
  /** Whether KeyState is Enabled. */
  readonly Enabled: boolean;
  readonly Description: string;
  readonly KeyUsage: string;
  readonly KeyState: string;
  /** Only while the deletion is pending. */
  readonly DeletionDate?: Date;
  readonly Origin: string;
  readonly KeyManager: string;
  /** Deprecated twin of KeySpec. */
  readonly CustomerMasterKeySpec: string;
  readonly KeySpec: string;
  readonly MultiRegion: boolean;
  /** Only for multi-Region keys. */
  readonly MultiRegionConfiguration?: MultiRegionConfiguration;
  /** Only while the deletion waits for replicas. */
  readonly PendingDeletionWindowInDays?: number;
  /** Only for symmetric encryption keys that have material. */
  readonly CurrentKeyMaterialId?: string;
}

const ALGORITHM_MEMBERS = {
  ENCRYPT_DECRYPT: 'EncryptionAlgorithms',
  SIGN_VERIFY: 'SigningAlgorithms',
  GENERATE_VERIFY_MAC: 'MacAlgorithms',
  KEY_AGREEMENT: 'KeyAgreementAlgorithms',
  ENCAPSULATE_DECAPSULATE: 'EncapsulationAlgorithms',
} as const;

/**
 * The algorithms of a key, as answers name them.
 *
 * @example
 * algorithmMembersOf({ spec: 'HMAC_256', usage: 'GENERATE_VERIFY_MAC' }); // { MacAlgorithms: ['HMAC_SHA_256'] }
 */
export function algorithmMembersOf(key: SpecAndUsage): AlgorithmMembers {
  return { [ALGORITHM_MEMBERS[key.usage]]: algorithmsOf(key) };
}

/** The custom key store of a key, in the members of its kind and in no other. */
function storeMembersOf(
  { customKeyStoreId, xksKeyId }: Key,
  store: CustomKeyStore | undefined,
): StoreMembers {
  if (customKeyStoreId === undefined) return {};
  return {
    CustomKeyStoreId: customKeyStoreId,
    ...(store?.backing.type === 'AWS_CLOUDHSM' ? { CloudHsmClusterId: store.backing.clusterId } : {}),
    ...(xksKeyId === undefined ? {} : { XksKeyConfiguration: { Id: xksKeyId } }),
  };
}

/** What is said of the expiry of imported material; nothing while there is none. */
export function expirationMembersOf(
  expiry: { readonly atMs: number | undefined } | undefined,
): ExpirationMembers {
  if (expiry === undefined) return {};
  if (expiry.atMs === undefined) return { ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' };
  return { ExpirationModel: 'KEY_MATERIAL_EXPIRES', ValidTo: new Date(expiry.atMs) };
}

/**
 * What a key says of itself.
 *
 * @param store Its custom key store; only of a key in one.
 */
export function metadataOf(key: Key, store?: CustomKeyStore): KeyMetadata {
  const state = stateOf({ key, store });
  const isTold = key.spec === DEFAULT_KEY_SPEC && key.state !== 'Creating';
  const materialId = isTold ? key.currentMaterialId : undefined;
  return {
    AWSAccountId: key.account,
    KeyId: key.keyId,
    Arn: arnOf(key),
    CreationDate: new Date(key.createdAtMs),
    Enabled: state === 'Enabled',
    Description: key.description,
    KeyUsage: key.usage,
    KeyState: state,
    ...(key.deletionAtMs === undefined ? {} : { DeletionDate: new Date(key.deletionAtMs) }),
    Origin: key.origin,
    ...storeMembersOf(key, store),
    ...expirationMembersOf(expiryOf(key)),
    KeyManager: key.manager,
    CustomerMasterKeySpec: key.spec,
    KeySpec: key.spec,
    ...algorithmMembersOf(key),
    MultiRegion: key.multiRegion !== undefined,
    ...(key.multiRegion === undefined
      ? {}
      : { MultiRegionConfiguration: configurationOf(key, key.multiRegion) }),
    ...(key.pendingWindowDays === undefined ? {} : { PendingDeletionWindowInDays: key.pendingWindowDays }),
    ...(materialId === undefined ? {} : { CurrentKeyMaterialId: materialId }),
  };
}

function configurationOf(
  { account, region, keyId }: Key,
  { primaryRegion, replicaRegions }: MultiRegion,
): MultiRegionConfiguration {
  const keyIn = (Region: string): MultiRegionKey => ({
    Arn: keyArn({ account, region: Region }, keyId),
    Region,
  });
  return {
    MultiRegionKeyType: region === primaryRegion ? 'PRIMARY' : 'REPLICA',
    PrimaryKey: keyIn(primaryRegion),
    ReplicaKeys: replicaRegions.map(keyIn),
  };
}
