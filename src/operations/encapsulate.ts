/**
 * Encapsulate: https://docs.aws.amazon.com/kms/latest/APIReference/API_Encapsulate.html
 *
 * @module
 */
import { encapsulateUnder } from '../kms/encapsulation.ts';
import { arnOf } from '../kms/key.ts';
import { boolean, encapsulationAlgorithm, grantTokens, keyId } from './members.ts';
import type { Operation } from './operation.ts';

export interface EncapsulateRequest {
  /** Key id, key ARN, alias name or alias ARN. */
  readonly KeyId: string;
  /** ML_KEM. */
  readonly EncapsulationAlgorithm: string;
  readonly GrantTokens?: readonly string[] | undefined;
  readonly DryRun?: boolean | undefined;
}

export interface EncapsulateResponse {
  /** The key's ARN. */
  readonly KeyId: string;
  /** 32 bytes: use it as a key or derive keys from it, then wipe it. */
  readonly SharedSecret: Uint8Array;
  /** What Decapsulate finds the secret in: 768, 1088 or 1568 bytes, by the key spec. */
  readonly SharedSecretCiphertextBlob: Uint8Array;
  readonly EncapsulationAlgorithm: string;
}

export const encapsulate: Operation<EncapsulateRequest, EncapsulateResponse, 'key'> = {
  name: 'Encapsulate',
  input: {
    KeyId: { shape: keyId, required: true },
    EncapsulationAlgorithm: { shape: encapsulationAlgorithm, required: true },
    GrantTokens: { shape: grantTokens },
    DryRun: { shape: boolean },
  },
  output: ['KeyId', 'SharedSecret', 'SharedSecretCiphertextBlob', 'EncapsulationAlgorithm'],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'identifier', identifier: KeyId }),
      action: 'kms:Encapsulate',
      states: 'use',
      usage: 'ENCAPSULATE_DECAPSULATE',
    },
  },
  readOnly: true,
  usesKeys: true,
  async run({
    input: { EncapsulationAlgorithm },
    keys: {
      key: { key },
    },
    vault,
  }) {
    const { sharedSecret, ciphertext } = await encapsulateUnder(vault, key, EncapsulationAlgorithm);
    return {
      KeyId: arnOf(key),
      SharedSecret: sharedSecret,
      SharedSecretCiphertextBlob: ciphertext,
      EncapsulationAlgorithm,
    };
  },
};
