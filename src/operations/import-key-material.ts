/**
 * ImportKeyMaterial: https://docs.aws.amazon.com/kms/latest/APIReference/API_ImportKeyMaterial.html
 *
 * @module
 */
import type { ImportType, MaterialImport } from '../kms/imported-material.ts';
import { arnOf } from '../kms/key.ts';
import { DEFAULT_KEY_SPEC } from '../kms/key-spec.ts';
import {
  ciphertext,
  expirationModel,
  importType,
  keyId,
  materialDescription,
  materialId,
} from './members.ts';
import type { Operation } from './operation.ts';

export interface ImportKeyMaterialRequest {
  /** Key id or key ARN. */
  readonly KeyId: string;
  /** As GetParametersForImport gave it, at most 24 hours ago. */
  readonly ImportToken: Uint8Array;
  /** Wrapped with the public key that came with the token. */
  readonly EncryptedKeyMaterial: Uint8Array;
  /** In the future, at most 365 days; given exactly when the material expires. */
  readonly ValidTo?: Date | undefined;
  /** KEY_MATERIAL_EXPIRES when absent. */
  readonly ExpirationModel?: string | undefined;
  /** NEW_KEY_MATERIAL for a key that never had any, else EXISTING_KEY_MATERIAL, when absent. */
  readonly ImportType?: string | undefined;
  readonly KeyMaterialDescription?: string | undefined;
  /** Which of the key's materials it must be. */
  readonly KeyMaterialId?: string | undefined;
}

export interface ImportKeyMaterialResponse {
  /** The key's ARN. */
  readonly KeyId: string;
  /** Only of a symmetric key. */
  readonly KeyMaterialId?: string;
}

export const importKeyMaterial: Operation<ImportKeyMaterialRequest, ImportKeyMaterialResponse, 'key'> = {
  name: 'ImportKeyMaterial',
  input: {
    KeyId: { shape: keyId, required: true },
    ImportToken: { shape: ciphertext, required: true },
    EncryptedKeyMaterial: { shape: ciphertext, required: true },
    ValidTo: { shape: { kind: 'timestamp' } },
    ExpirationModel: { shape: expirationModel },
    ImportType: { shape: importType },
    KeyMaterialDescription: { shape: materialDescription },
    KeyMaterialId: { shape: materialId },
  },
  output: ['KeyId', 'KeyMaterialId'],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'key identifier', identifier: KeyId }),
      action: 'kms:ImportKeyMaterial',
      states: 'import',
      origins: 'import',
    },
  },
  readOnly: false,
  async run({ input, keys, vault }) {
    const { key } = keys.key;
    const { importMaterial } = await import('../kms/imported-material.ts');
    const id = await importMaterial(vault, keys.key, importOf(input));
    return { KeyId: arnOf(key), ...(key.spec === DEFAULT_KEY_SPEC ? { KeyMaterialId: id } : {}) };
  },
};

function importOf(input: ImportKeyMaterialRequest): MaterialImport {
  return {
    token: input.ImportToken,
    wrapped: input.EncryptedKeyMaterial,
    expires: input.ExpirationModel !== 'KEY_MATERIAL_DOES_NOT_EXPIRE',
    expiresAtMs: input.ValidTo?.getTime(),
    // The shape has checked that it is one.
    type: input.ImportType as ImportType | undefined,
    description: input.KeyMaterialDescription,
    materialId: input.KeyMaterialId,
  };
}
