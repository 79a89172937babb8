/**
 * Decapsulate: https://docs.aws.amazon.com/kms/latest/APIReference/API_Decapsulate.html
 *
 * @module
 */
import { decapsulateUnder } from '../kms/encapsulation.ts';
import { arnOf } from '../kms/key.ts';
import { boolean, ciphertext, encapsulationAlgorithm, grantTokens, keyId } from './members.ts';
import type { Operation } from './operation.ts';

export interface DecapsulateRequest {
  /** Key id, key ARN, alias name or alias ARN. */
  readonly KeyId: string;
  /** What Encapsulate gave, or somebody with the public key made: 768, 1088 or 1568 bytes, by the key spec. */
  readonly SharedSecretCiphertextBlob: Uint8Array;
  /** ML_KEM. */
  readonly EncapsulationAlgorithm: string;
  readonly GrantTokens?: readonly string[] | undefined;
  readonly DryRun?: boolean | undefined;
}

export interface DecapsulateResponse {
  /** The key's ARN. */
  readonly KeyId: string;
  /** 32 bytes, whatever the ciphertext was: that both sides have the same is theirs to confirm. */
  readonly SharedSecret: Uint8Array;
  readonly EncapsulationAlgorithm: string;
}

export const decapsulate: Operation<DecapsulateRequest, DecapsulateResponse, 'key'> = {
  name: 'Decapsulate',
  input: {
    KeyId: { shape: keyId, required: true },
    SharedSecretCiphertextBlob: { shape: ciphertext, required: true },
    EncapsulationAlgorithm: { shape: encapsulationAlgorithm, required: true },
    GrantTokens: { shape: grantTokens },
    DryRun: { shape: boolean },
  },
  output: ['KeyId', 'SharedSecret', 'EncapsulationAlgorithm'],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'identifier', identifier: KeyId }),
      action: 'kms:Decapsulate',
      states: 'use',
      usage: 'ENCAPSULATE_DECAPSULATE',
    },
  },
  readOnly: true,
  usesKeys: true,
  async run({
    input: { EncapsulationAlgorithm, SharedSecretCiphertextBlob },
    keys: {
      key: { key },
    },
    vault,
  }) {
    const secret = await decapsulateUnder(vault, key, EncapsulationAlgorithm, SharedSecretCiphertextBlob);
    return { KeyId: arnOf(key), SharedSecret: secret, EncapsulationAlgorithm };
  },
};
