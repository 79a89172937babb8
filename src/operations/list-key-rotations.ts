/**
 * ListKeyRotations: https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyRotations.html
 *
 * @module
 */
import { arnOf, type Key, type KeyMaterial, materialStateOf } from '../kms/key.ts';
import { DEFAULT_KEY_SPEC } from '../kms/key-spec.ts';
import { type ExpirationMembers, expirationMembersOf } from './key-metadata.ts';
import { keyId, limit, marker } from './members.ts';
import type { Operation } from './operation.ts';
import { type PageMembers, pageMembers } from './page-members.ts';

export interface ListKeyRotationsRequest {
  /** Key id or key ARN. */
  readonly KeyId: string;
  /** ROTATIONS_ONLY when absent; or ALL_KEY_MATERIAL. */
  readonly IncludeKeyMaterial?: string | undefined;
  /** 1 to 1000; 100 when absent. */
  readonly Limit?: number | undefined;
  readonly Marker?: string | undefined;
}

/** A material of the key, and the rotation that made it current. */
export interface RotationsListEntry extends ExpirationMembers {
  /** The key's ARN. */
  readonly KeyId: string;
  readonly KeyMaterialId: string;
  /** Only of imported material that was given one. */
  readonly KeyMaterialDescription?: string;
  /** Only of imported material. */
  readonly ImportState?: string;
  readonly KeyMaterialState: string;
  /** Only of material that a rotation made current. */
  readonly RotationDate?: Date;
  /** Only of material that a rotation made current. */
  readonly RotationType?: string;
}

export interface ListKeyRotationsResponse extends PageMembers {
  readonly Rotations: readonly RotationsListEntry[];
}

export const listKeyRotations: Operation<ListKeyRotationsRequest, ListKeyRotationsResponse, 'key'> = {
  name: 'ListKeyRotations',
  input: {
    KeyId: { shape: keyId, required: true },
    IncludeKeyMaterial: { shape: { kind: 'string', values: ['ALL_KEY_MATERIAL', 'ROTATIONS_ONLY'] } },
    Limit: { shape: limit },
    Marker: { shape: marker },
  },
  output: ['Rotations', 'NextMarker', 'Truncated'],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'key identifier', identifier: KeyId }),
      action: 'kms:ListKeyRotations',
      states: 'read',
      origins: 'rotate',
      spec: DEFAULT_KEY_SPEC,
    },
  },
  readOnly: true,
  async run({
    input,
    keys: {
      key: { key },
    },
  }) {
    const includesAll = input.IncludeKeyMaterial === 'ALL_KEY_MATERIAL';
    const { listMaterials } = await import('../kms/rotation.ts');
    const page = listMaterials(key, includesAll, { limit: input.Limit ?? 100, marker: input.Marker });
    return { Rotations: page.items.map((material) => entryOf(key, material)), ...pageMembers(page) };
  },
};

function entryOf(key: Key, material: KeyMaterial): RotationsListEntry {
  const { rotation } = material;
  return {
    KeyId: arnOf(key),
    KeyMaterialId: material.id,
    ...importMembersOf(key, material),
    KeyMaterialState: materialStateOf(key, material),
    ...(rotation === undefined ? {} : { RotationDate: new Date(rotation.atMs), RotationType: rotation.type }),
  };
}

function importMembersOf(
  { origin }: Key,
  { backingKey, description, expiresAtMs }: KeyMaterial,
): Partial<RotationsListEntry> {
  if (origin !== 'EXTERNAL') return {};
  const described = description === undefined ? {} : { KeyMaterialDescription: description };
  if (backingKey === undefined) return { ...described, ImportState: 'PENDING_IMPORT' };
  return { ...described, ImportState: 'IMPORTED', ...expirationMembersOf({ atMs: expiresAtMs }) };
}
