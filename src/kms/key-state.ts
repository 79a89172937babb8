/**
 * Key states, and the one table of what may be done in which.
 *
 * Source: KMS Developer Guide, "Key states of AWS KMS keys", as in docs/DIFFERENCES.md where it is silent. Operations
 * that behave alike share a row; an operation names its row and the pipeline asks this table.
 *
 *   Enabled <-> Disabled; any of them -> PendingDeletion -> gone, or by cancelling -> Disabled
 *   PendingImport <-> Enabled, by the import of material and by its deletion or expiry
 *
 * @module
 */
import { KmsError, type KmsErrorCode } from './errors.ts';

export type KeyState =
  | 'Creating'
  | 'Enabled'
  | 'Disabled'
  | 'PendingDeletion'
  | 'PendingImport'
  | 'PendingReplicaDeletion'
  | 'Unavailable'
  | 'Updating';

/** What is said instead of doing it. */
export interface Refusal {
  readonly code: KmsErrorCode;
  /** Follows the key's ARN. */
  readonly text: string;
}

const DISABLED: Refusal = { code: 'DisabledException', text: 'is disabled.' };
const PENDING_DELETION: Refusal = { code: 'KMSInvalidStateException', text: 'is pending deletion.' };
const NOT_PENDING_DELETION: Refusal = { code: 'KMSInvalidStateException', text: 'is not pending deletion.' };
const PENDING_IMPORT: Refusal = { code: 'KMSInvalidStateException', text: 'is pending import.' };
const UNAVAILABLE: Refusal = { code: 'KMSInvalidStateException', text: 'is unavailable.' };
const CREATING: Refusal = { code: 'KMSInvalidStateException', text: 'is creating.' };
const UPDATING: Refusal = { code: 'KMSInvalidStateException', text: 'is updating.' };

/** Which states refuse, and how. A state that is not named allows. */
export type StateRule = { readonly [S in KeyState]?: Refusal | undefined };

/** Named by what the operations of a row do. */
export type StateRuleName =
  | 'use'
  | 'grant'
  | 'wrapKeyPair'
  | 'readPublicKey'
  | 'read'
  | 'annotate'
  | 'switch'
  | 'scheduleDeletion'
  | 'cancelDeletion'
  | 'replicate'
  | 'changePrimary'
  | 'rotate'
  | 'requestImport'
  | 'import'
  | 'deleteMaterial';

const USE: StateRule = {
  Disabled: DISABLED,
  PendingDeletion: PENDING_DELETION,
  PendingReplicaDeletion: PENDING_DELETION,
  PendingImport: PENDING_IMPORT,
  Unavailable: UNAVAILABLE,
  Creating: CREATING,
};

const STATE_RULES: { readonly [N in StateRuleName]: StateRule } = {
  // Encrypt, Decrypt, ReEncrypt, GenerateDataKey and its twin, Sign, Verify, the MACs, DeriveSharedSecret, Encapsulate,
  // Decapsulate.
  use: USE,
  // CreateGrant: what keeps a key from being used keeps it from being granted, but for a store that is away.
  grant: { ...USE, Unavailable: undefined },
  // GenerateDataKeyPair and its twin: only keys of custom key stores are ever unavailable, and their origin is refused.
  wrapKeyPair: { ...USE, Unavailable: undefined },
  // GetPublicKey: what is public stays so while the key is disabled or waits for its private half.
  readPublicKey: {
    PendingDeletion: PENDING_DELETION,
    PendingReplicaDeletion: PENDING_DELETION,
    Creating: CREATING,
  },
  // DescribeKey, GetKeyPolicy, PutKeyPolicy, the lists, DeleteAlias, RetireGrant, RevokeGrant: always.
  read: {},
  // TagResource, UntagResource, UpdateKeyDescription, CreateAlias, UpdateAlias's new target.
  annotate: { PendingDeletion: PENDING_DELETION, PendingReplicaDeletion: PENDING_DELETION },
  // EnableKey, DisableKey.
  switch: {
    PendingDeletion: PENDING_DELETION,
    PendingReplicaDeletion: PENDING_DELETION,
    PendingImport: PENDING_IMPORT,
    Creating: CREATING,
    Updating: UPDATING,
  },
  scheduleDeletion: {
    PendingDeletion: PENDING_DELETION,
    PendingReplicaDeletion: PENDING_DELETION,
    Updating: UPDATING,
  },
  cancelDeletion: {
    Enabled: NOT_PENDING_DELETION,
    Disabled: NOT_PENDING_DELETION,
    PendingImport: NOT_PENDING_DELETION,
    Unavailable: NOT_PENDING_DELETION,
    Creating: NOT_PENDING_DELETION,
    Updating: NOT_PENDING_DELETION,
  },
  replicate: { ...USE, Updating: UPDATING },
  // UpdatePrimaryRegion, of the primary and of the replica that takes its place.
  changePrimary: USE,
  // EnableKeyRotation, DisableKeyRotation, RotateKeyOnDemand: as a use, but no unavailable key gets so far.
  rotate: USE,
  // GetParametersForImport.
  requestImport: {
    PendingDeletion: PENDING_DELETION,
    PendingReplicaDeletion: PENDING_DELETION,
    Creating: CREATING,
    Updating: UPDATING,
  },
  // ImportKeyMaterial.
  import: { PendingDeletion: PENDING_DELETION, PendingReplicaDeletion: PENDING_DELETION, Creating: CREATING },
  // DeleteImportedKeyMaterial.
  deleteMaterial: { Creating: CREATING, Updating: UPDATING },
};

/**
 * Requires that a key's state allows what the row stands for.
 *
 * @throws {KmsError} DisabledException or KMSInvalidStateException, in AWS's words.
 *
 * @example
 * requireState('read', 'Disabled', 'arn:aws:kms:us-east-1:111122223333:key/x');
 */
export function requireState(rule: StateRuleName, state: KeyState, arn: string): void {
  const refusal = STATE_RULES[rule][state];
  if (refusal !== undefined) throw new KmsError(refusal.code, `${arn} ${refusal.text}`);
}
