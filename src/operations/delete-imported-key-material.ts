/**
 * DeleteImportedKeyMaterial: https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteImportedKeyMaterial.html
 *
 * @module
 */
import { arnOf } from '../kms/key.ts';
import { DEFAULT_KEY_SPEC } from '../kms/key-spec.ts';
import { keyId, materialId } from './members.ts';
import type { Operation } from './operation.ts';

export interface DeleteImportedKeyMaterialRequest {
  /** Key id or key ARN. */
  readonly KeyId: string;
  /** The current material when absent. */
  readonly KeyMaterialId?: string | undefined;
}

export interface DeleteImportedKeyMaterialResponse {
  /** The key's ARN. */
  readonly KeyId: string;
  /** Only of a symmetric key that has had material. */
  readonly KeyMaterialId?: string;
}

export const deleteImportedKeyMaterial: Operation<
  DeleteImportedKeyMaterialRequest,
  DeleteImportedKeyMaterialResponse,
  'key'
> = {
  name: 'DeleteImportedKeyMaterial',
  input: { KeyId: { shape: keyId, required: true }, KeyMaterialId: { shape: materialId } },
  output: ['KeyId', 'KeyMaterialId'],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'key identifier', identifier: KeyId }),
      action: 'kms:DeleteImportedKeyMaterial',
      states: 'deleteMaterial',
      origins: 'import',
    },
  },
  readOnly: false,
  async run({ input, keys, vault }) {
    const { key } = keys.key;
    const { deleteMaterial } = await import('../kms/imported-material.ts');
    const id = await deleteMaterial(vault, keys.key, input.KeyMaterialId);
    const named = id !== undefined && key.spec === DEFAULT_KEY_SPEC;
    return { KeyId: arnOf(key), ...(named ? { KeyMaterialId: id } : {}) };
  },
};
