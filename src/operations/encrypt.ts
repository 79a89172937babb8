/**
 * Encrypt: https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html
 *
 * @module
 */
import { encryptUnder } from '../kms/ciphertext.ts';
import { arnOf } from '../kms/key.ts';
import { boolean, encryptionAlgorithm, encryptionContext, grantTokens, keyId, plaintext } from './members.ts';
import type { Operation } from './operation.ts';

export interface EncryptRequest {
  /** Key id, key ARN, alias name or alias ARN. */
  readonly KeyId: string;
  /** 1 to 4096 bytes. */
  readonly Plaintext: Uint8Array;
  readonly EncryptionContext?: Readonly<Record<string, string>> | undefined;
  readonly GrantTokens?: readonly string[] | undefined;
  /** SYMMETRIC_DEFAULT when absent. */
  readonly EncryptionAlgorithm?: string | undefined;
  readonly DryRun?: boolean | undefined;
}

export interface EncryptResponse {
  readonly CiphertextBlob: Uint8Array;
  /** The key's ARN. */
  readonly KeyId: string;
  readonly EncryptionAlgorithm: string;
}

export const encrypt: Operation<EncryptRequest, EncryptResponse, 'key'> = {
  name: 'Encrypt',
  input: {
    KeyId: { shape: keyId, required: true },
    Plaintext: { shape: plaintext, required: true },
    EncryptionContext: { shape: encryptionContext },
    GrantTokens: { shape: grantTokens },
    EncryptionAlgorithm: { shape: encryptionAlgorithm },
    DryRun: { shape: boolean },
  },
  output: ['CiphertextBlob', 'KeyId', 'EncryptionAlgorithm'],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'identifier', identifier: KeyId }),
      action: 'kms:Encrypt',
      states: 'use',
      usage: 'ENCRYPT_DECRYPT',
    },
  },
  readOnly: true,
  usesKeys: true,
  async run({
    input,
    keys: {
      key: { key },
    },
    vault,
  }) {
    const algorithm = input.EncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT';
    const request = { algorithm, context: input.EncryptionContext };
    const { ciphertext } = await encryptUnder(vault, key, request, input.Plaintext);
    return { CiphertextBlob: ciphertext, KeyId: arnOf(key), EncryptionAlgorithm: algorithm };
  },
};
