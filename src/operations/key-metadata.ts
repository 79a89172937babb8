/**
 * KeyMetadata, as DescribeKey and CreateKey answer it: which members are there depends on the key.
 *
 * Source: KMS API reference, KeyMetadata; presence as recorded from AWS.
 *
 * @module
 */
import { arnOf, type Key } from '../kms/key.ts';
import { keySpecRow } from '../kms/key-spec.ts';

export interface KeyMetadata {
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
  /** Only for keys that encrypt. */
  readonly EncryptionAlgorithms?: readonly string[];
  readonly MultiRegion: boolean;
  /** Only for symmetric encryption keys that have material. */
  readonly CurrentKeyMaterialId?: string;
}

/** What a key says of itself. */
export function metadataOf(key: Key): KeyMetadata {
  const material = key.materials.at(-1);
  return {
    AWSAccountId: key.account,
    KeyId: key.keyId,
    Arn: arnOf(key),
    CreationDate: new Date(key.createdAtMs),
    Enabled: key.state === 'Enabled',
    Description: key.description,
    KeyUsage: key.usage,
    KeyState: key.state,
    ...(key.deletionAtMs === undefined ? {} : { DeletionDate: new Date(key.deletionAtMs) }),
    Origin: key.origin,
    KeyManager: key.manager,
    CustomerMasterKeySpec: key.spec,
    KeySpec: key.spec,
    EncryptionAlgorithms: keySpecRow(key.spec).encryptionAlgorithms,
    MultiRegion: false,
    ...(material === undefined ? {} : { CurrentKeyMaterialId: material.id }),
  };
}
