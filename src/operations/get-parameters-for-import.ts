/**
 * GetParametersForImport: https://docs.aws.amazon.com/kms/latest/APIReference/API_GetParametersForImport.html
 *
 * @module
 */
import { arnOf } from '../kms/key.ts';
import { keyId, wrappingAlgorithm, wrappingKeySpec } from './members.ts';
import type { Operation } from './operation.ts';

export interface GetParametersForImportRequest {
  /** Key id or key ARN. */
  readonly KeyId: string;
  /** How the material is going to be wrapped. */
  readonly WrappingAlgorithm: string;
  /** The key that it is going to be wrapped with. */
  readonly WrappingKeySpec: string;
}

export interface GetParametersForImportResponse {
  /** The key's ARN. */
  readonly KeyId: string;
  /** Goes together with what was wrapped with the public key. */
  readonly ImportToken: Uint8Array;
  /** SubjectPublicKeyInfo (RFC 5280), DER. */
  readonly PublicKey: Uint8Array;
  /** In 24 hours. */
  readonly ParametersValidTo: Date;
}

export const getParametersForImport: Operation<
  GetParametersForImportRequest,
  GetParametersForImportResponse,
  'key'
> = {
  name: 'GetParametersForImport',
  input: {
    KeyId: { shape: keyId, required: true },
    WrappingAlgorithm: { shape: wrappingAlgorithm, required: true },
    WrappingKeySpec: { shape: wrappingKeySpec, required: true },
  },
  output: ['KeyId', 'ImportToken', 'PublicKey', 'ParametersValidTo'],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'key identifier', identifier: KeyId }),
      action: 'kms:GetParametersForImport',
      states: 'requestImport',
      origins: 'import',
    },
  },
  readOnly: true,
  async run({
    input,
    keys: {
      key: { key },
    },
    vault,
  }) {
    const request = { algorithm: input.WrappingAlgorithm, keySpec: input.WrappingKeySpec };
    const { createImportParameters } = await import('../kms/import-parameters.ts');
    const { token, publicKey, validToMs } = await createImportParameters(vault, key, request);
    return {
      KeyId: arnOf(key),
      ImportToken: token,
      PublicKey: publicKey,
      ParametersValidTo: new Date(validToMs),
    };
  },
};
