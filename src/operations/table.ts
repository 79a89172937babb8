/**
 * The table of operations: every row, by the name under which requests ask for it.
 *
 * The map has no prototype to fall through to: a request for `constructor` finds nothing.
 *
 * @module
 */
import {
  type CancelKeyDeletionRequest,
  type CancelKeyDeletionResponse,
  cancelKeyDeletion,
} from './cancel-key-deletion.ts';
import { type ConnectCustomKeyStoreRequest, connectCustomKeyStore } from './connect-custom-key-store.ts';
import { type CreateAliasRequest, createAlias } from './create-alias.ts';
import {
  type CreateCustomKeyStoreRequest,
  type CreateCustomKeyStoreResponse,
  createCustomKeyStore,
} from './create-custom-key-store.ts';
import { type CreateGrantRequest, type CreateGrantResponse, createGrant } from './create-grant.ts';
import { type CreateKeyRequest, type CreateKeyResponse, createKey } from './create-key.ts';
import { type DecapsulateRequest, type DecapsulateResponse, decapsulate } from './decapsulate.ts';
import { type DecryptRequest, type DecryptResponse, decrypt } from './decrypt.ts';
import { type DeleteAliasRequest, deleteAlias } from './delete-alias.ts';
import { type DeleteCustomKeyStoreRequest, deleteCustomKeyStore } from './delete-custom-key-store.ts';
import {
  type DeleteImportedKeyMaterialRequest,
  type DeleteImportedKeyMaterialResponse,
  deleteImportedKeyMaterial,
} from './delete-imported-key-material.ts';
import {
  type DeriveSharedSecretRequest,
  type DeriveSharedSecretResponse,
  deriveSharedSecret,
} from './derive-shared-secret.ts';
import {
  type DescribeCustomKeyStoresRequest,
  type DescribeCustomKeyStoresResponse,
  describeCustomKeyStores,
} from './describe-custom-key-stores.ts';
import { type DescribeKeyRequest, type DescribeKeyResponse, describeKey } from './describe-key.ts';
import { type DisableKeyRequest, disableKey } from './disable-key.ts';
import { type DisableKeyRotationRequest, disableKeyRotation } from './disable-key-rotation.ts';
import {
  type DisconnectCustomKeyStoreRequest,
  disconnectCustomKeyStore,
} from './disconnect-custom-key-store.ts';
import { type EnableKeyRequest, enableKey } from './enable-key.ts';
import { type EnableKeyRotationRequest, enableKeyRotation } from './enable-key-rotation.ts';
import { type EncapsulateRequest, type EncapsulateResponse, encapsulate } from './encapsulate.ts';
import { type EncryptRequest, type EncryptResponse, encrypt } from './encrypt.ts';
import {
  type GenerateDataKeyRequest,
  type GenerateDataKeyResponse,
  generateDataKey,
} from './generate-data-key.ts';
import {
  type GenerateDataKeyPairRequest,
  type GenerateDataKeyPairResponse,
  generateDataKeyPair,
} from './generate-data-key-pair.ts';
import {
  type GenerateDataKeyPairWithoutPlaintextRequest,
  type GenerateDataKeyPairWithoutPlaintextResponse,
  generateDataKeyPairWithoutPlaintext,
} from './generate-data-key-pair-without-plaintext.ts';
import {
  type GenerateDataKeyWithoutPlaintextRequest,
  type GenerateDataKeyWithoutPlaintextResponse,
  generateDataKeyWithoutPlaintext,
} from './generate-data-key-without-plaintext.ts';
import { type GenerateMacRequest, type GenerateMacResponse, generateMac } from './generate-mac.ts';
import {
  type GenerateRandomRequest,
  type GenerateRandomResponse,
  generateRandom,
} from './generate-random.ts';
import {
  type GetKeyLastUsageRequest,
  type GetKeyLastUsageResponse,
  getKeyLastUsage,
} from './get-key-last-usage.ts';
import { type GetKeyPolicyRequest, type GetKeyPolicyResponse, getKeyPolicy } from './get-key-policy.ts';
import {
  type GetKeyRotationStatusRequest,
  type GetKeyRotationStatusResponse,
  getKeyRotationStatus,
} from './get-key-rotation-status.ts';
import {
  type GetParametersForImportRequest,
  type GetParametersForImportResponse,
  getParametersForImport,
} from './get-parameters-for-import.ts';
import { type GetPublicKeyRequest, type GetPublicKeyResponse, getPublicKey } from './get-public-key.ts';
import {
  type ImportKeyMaterialRequest,
  type ImportKeyMaterialResponse,
  importKeyMaterial,
} from './import-key-material.ts';
import { type ListAliasesRequest, type ListAliasesResponse, listAliases } from './list-aliases.ts';
import { type ListGrantsRequest, type ListGrantsResponse, listGrants } from './list-grants.ts';
import {
  type ListKeyPoliciesRequest,
  type ListKeyPoliciesResponse,
  listKeyPolicies,
} from './list-key-policies.ts';
import {
  type ListKeyRotationsRequest,
  type ListKeyRotationsResponse,
  listKeyRotations,
} from './list-key-rotations.ts';
import { type ListKeysRequest, type ListKeysResponse, listKeys } from './list-keys.ts';
import {
  type ListResourceTagsRequest,
  type ListResourceTagsResponse,
  listResourceTags,
} from './list-resource-tags.ts';
import {
  type ListRetirableGrantsRequest,
  type ListRetirableGrantsResponse,
  listRetirableGrants,
} from './list-retirable-grants.ts';
import type { AnyOperation, NoMembers } from './operation.ts';
import { type PutKeyPolicyRequest, putKeyPolicy } from './put-key-policy.ts';
import { type ReEncryptRequest, type ReEncryptResponse, reEncrypt } from './re-encrypt.ts';
import { type ReplicateKeyRequest, type ReplicateKeyResponse, replicateKey } from './replicate-key.ts';
import { type RetireGrantRequest, retireGrant } from './retire-grant.ts';
import { type RevokeGrantRequest, revokeGrant } from './revoke-grant.ts';
import {
  type RotateKeyOnDemandRequest,
  type RotateKeyOnDemandResponse,
  rotateKeyOnDemand,
} from './rotate-key-on-demand.ts';
import {
  type ScheduleKeyDeletionRequest,
  type ScheduleKeyDeletionResponse,
  scheduleKeyDeletion,
} from './schedule-key-deletion.ts';
import { type SignRequest, type SignResponse, sign } from './sign.ts';
import { type TagResourceRequest, tagResource } from './tag-resource.ts';
import { type UntagResourceRequest, untagResource } from './untag-resource.ts';
import { type UpdateAliasRequest, updateAlias } from './update-alias.ts';
import { type UpdateCustomKeyStoreRequest, updateCustomKeyStore } from './update-custom-key-store.ts';
import { type UpdateKeyDescriptionRequest, updateKeyDescription } from './update-key-description.ts';
import { type UpdatePrimaryRegionRequest, updatePrimaryRegion } from './update-primary-region.ts';
import { type VerifyRequest, type VerifyResponse, verify } from './verify.ts';
import { type VerifyMacRequest, type VerifyMacResponse, verifyMac } from './verify-mac.ts';

/** What each operation takes and answers: the typed facade is derived from this. */
export interface OperationTypes {
  readonly CancelKeyDeletion: [CancelKeyDeletionRequest, CancelKeyDeletionResponse];
  readonly ConnectCustomKeyStore: [ConnectCustomKeyStoreRequest, NoMembers];
  readonly CreateAlias: [CreateAliasRequest, NoMembers];
  readonly CreateCustomKeyStore: [CreateCustomKeyStoreRequest, CreateCustomKeyStoreResponse];
  readonly CreateGrant: [CreateGrantRequest, CreateGrantResponse];
  readonly CreateKey: [CreateKeyRequest, CreateKeyResponse];
  readonly Decapsulate: [DecapsulateRequest, DecapsulateResponse];
  readonly Decrypt: [DecryptRequest, DecryptResponse];
  readonly DeleteAlias: [DeleteAliasRequest, NoMembers];
  readonly DeleteCustomKeyStore: [DeleteCustomKeyStoreRequest, NoMembers];
  readonly DeleteImportedKeyMaterial: [DeleteImportedKeyMaterialRequest, DeleteImportedKeyMaterialResponse];
  readonly DeriveSharedSecret: [DeriveSharedSecretRequest, DeriveSharedSecretResponse];
  readonly DescribeCustomKeyStores: [DescribeCustomKeyStoresRequest, DescribeCustomKeyStoresResponse];
  readonly DescribeKey: [DescribeKeyRequest, DescribeKeyResponse];
  readonly DisableKey: [DisableKeyRequest, NoMembers];
  readonly DisableKeyRotation: [DisableKeyRotationRequest, NoMembers];
  readonly DisconnectCustomKeyStore: [DisconnectCustomKeyStoreRequest, NoMembers];
  readonly EnableKey: [EnableKeyRequest, NoMembers];
  readonly EnableKeyRotation: [EnableKeyRotationRequest, NoMembers];
  readonly Encapsulate: [EncapsulateRequest, EncapsulateResponse];
  readonly Encrypt: [EncryptRequest, EncryptResponse];
  readonly GenerateDataKey: [GenerateDataKeyRequest, GenerateDataKeyResponse];
  readonly GenerateDataKeyPair: [GenerateDataKeyPairRequest, GenerateDataKeyPairResponse];
  readonly GenerateDataKeyPairWithoutPlaintext: [
    GenerateDataKeyPairWithoutPlaintextRequest,
    GenerateDataKeyPairWithoutPlaintextResponse,
  ];
  readonly GenerateDataKeyWithoutPlaintext: [
    GenerateDataKeyWithoutPlaintextRequest,
    GenerateDataKeyWithoutPlaintextResponse,
  ];
  readonly GenerateMac: [GenerateMacRequest, GenerateMacResponse];
  readonly GenerateRandom: [GenerateRandomRequest, GenerateRandomResponse];
  readonly GetKeyLastUsage: [GetKeyLastUsageRequest, GetKeyLastUsageResponse];
  readonly GetKeyPolicy: [GetKeyPolicyRequest, GetKeyPolicyResponse];
  readonly GetKeyRotationStatus: [GetKeyRotationStatusRequest, GetKeyRotationStatusResponse];
  readonly GetParametersForImport: [GetParametersForImportRequest, GetParametersForImportResponse];
  readonly GetPublicKey: [GetPublicKeyRequest, GetPublicKeyResponse];
  readonly ImportKeyMaterial: [ImportKeyMaterialRequest, ImportKeyMaterialResponse];
  readonly ListAliases: [ListAliasesRequest, ListAliasesResponse];
  readonly ListGrants: [ListGrantsRequest, ListGrantsResponse];
  readonly ListKeyPolicies: [ListKeyPoliciesRequest, ListKeyPoliciesResponse];
  readonly ListKeyRotations: [ListKeyRotationsRequest, ListKeyRotationsResponse];
  readonly ListKeys: [ListKeysRequest, ListKeysResponse];
  readonly ListResourceTags: [ListResourceTagsRequest, ListResourceTagsResponse];
  readonly ListRetirableGrants: [ListRetirableGrantsRequest, ListRetirableGrantsResponse];
  readonly PutKeyPolicy: [PutKeyPolicyRequest, NoMembers];
  readonly ReEncrypt: [ReEncryptRequest, ReEncryptResponse];
  readonly ReplicateKey: [ReplicateKeyRequest, ReplicateKeyResponse];
  readonly RetireGrant: [RetireGrantRequest, NoMembers];
  readonly RevokeGrant: [RevokeGrantRequest, NoMembers];
  readonly RotateKeyOnDemand: [RotateKeyOnDemandRequest, RotateKeyOnDemandResponse];
  readonly ScheduleKeyDeletion: [ScheduleKeyDeletionRequest, ScheduleKeyDeletionResponse];
  readonly Sign: [SignRequest, SignResponse];
  readonly TagResource: [TagResourceRequest, NoMembers];
  readonly UntagResource: [UntagResourceRequest, NoMembers];
  readonly UpdateAlias: [UpdateAliasRequest, NoMembers];
  readonly UpdateCustomKeyStore: [UpdateCustomKeyStoreRequest, NoMembers];
  readonly UpdateKeyDescription: [UpdateKeyDescriptionRequest, NoMembers];
  readonly UpdatePrimaryRegion: [UpdatePrimaryRegionRequest, NoMembers];
  readonly Verify: [VerifyRequest, VerifyResponse];
  readonly VerifyMac: [VerifyMacRequest, VerifyMacResponse];
}

export type OperationName = keyof OperationTypes;

const ROWS: { readonly [N in OperationName]: AnyOperation } = {
  CancelKeyDeletion: cancelKeyDeletion,
  ConnectCustomKeyStore: connectCustomKeyStore,
  CreateAlias: createAlias,
  CreateCustomKeyStore: createCustomKeyStore,
  CreateGrant: createGrant,
  CreateKey: createKey,
  Decapsulate: decapsulate,
  Decrypt: decrypt,
  DeleteAlias: deleteAlias,
  DeleteCustomKeyStore: deleteCustomKeyStore,
  DeleteImportedKeyMaterial: deleteImportedKeyMaterial,
  DeriveSharedSecret: deriveSharedSecret,
  DescribeCustomKeyStores: describeCustomKeyStores,
  DescribeKey: describeKey,
  DisableKey: disableKey,
  DisableKeyRotation: disableKeyRotation,
  DisconnectCustomKeyStore: disconnectCustomKeyStore,
  EnableKey: enableKey,
  EnableKeyRotation: enableKeyRotation,
  Encapsulate: encapsulate,
  Encrypt: encrypt,
  GenerateDataKey: generateDataKey,
  GenerateDataKeyPair: generateDataKeyPair,
  GenerateDataKeyPairWithoutPlaintext: generateDataKeyPairWithoutPlaintext,
  GenerateDataKeyWithoutPlaintext: generateDataKeyWithoutPlaintext,
  GenerateMac: generateMac,
  GenerateRandom: generateRandom,
  GetKeyLastUsage: getKeyLastUsage,
  GetKeyPolicy: getKeyPolicy,
  GetKeyRotationStatus: getKeyRotationStatus,
  GetParametersForImport: getParametersForImport,
  GetPublicKey: getPublicKey,
  ImportKeyMaterial: importKeyMaterial,
  ListAliases: listAliases,
  ListGrants: listGrants,
  ListKeyPolicies: listKeyPolicies,
  ListKeyRotations: listKeyRotations,
  ListKeys: listKeys,
  ListResourceTags: listResourceTags,
  ListRetirableGrants: listRetirableGrants,
  PutKeyPolicy: putKeyPolicy,
  ReEncrypt: reEncrypt,
  ReplicateKey: replicateKey,
  RetireGrant: retireGrant,
  RevokeGrant: revokeGrant,
  RotateKeyOnDemand: rotateKeyOnDemand,
  ScheduleKeyDeletion: scheduleKeyDeletion,
  Sign: sign,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateAlias: updateAlias,
  UpdateCustomKeyStore: updateCustomKeyStore,
  UpdateKeyDescription: updateKeyDescription,
  UpdatePrimaryRegion: updatePrimaryRegion,
  Verify: verify,
  VerifyMac: verifyMac,
};

/** Every operation of this version, by name. */
export const OPERATIONS: ReadonlyMap<string, AnyOperation> = /* @__PURE__ */ new Map(Object.entries(ROWS));
