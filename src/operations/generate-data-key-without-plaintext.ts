/**
 * GenerateDataKeyWithoutPlaintext:
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyWithoutPlaintext.html
 *
 * @module
 */
import { wipe } from '../bytes/wipe.ts';
import { generateDataKeyUnder } from '../kms/ciphertext.ts';
import { arnOf } from '../kms/key.ts';
import { type DataKeyRequest, dataKeyLength } from './data-key.ts';
import { boolean, dataKeySpec, encryptionContext, grantTokens, keyId, numberOfBytes } from './members.ts';
import type { Operation } from './operation.ts';

export type GenerateDataKeyWithoutPlaintextRequest = DataKeyRequest;

export interface GenerateDataKeyWithoutPlaintextResponse {
  readonly CiphertextBlob: Uint8Array;
  /** The wrapping key's ARN. */
  readonly KeyId: string;
  /** 64 hex digits. */
  readonly KeyMaterialId: string;
}

export const generateDataKeyWithoutPlaintext: Operation<
  GenerateDataKeyWithoutPlaintextRequest,
  GenerateDataKeyWithoutPlaintextResponse,
  'key'
> = {
  name: 'GenerateDataKeyWithoutPlaintext',
  input: {
    KeyId: { shape: keyId, required: true },
    EncryptionContext: { shape: encryptionContext },
    KeySpec: { shape: dataKeySpec },
    NumberOfBytes: { shape: numberOfBytes },
    GrantTokens: { shape: grantTokens },
    DryRun: { shape: boolean },
  },
  output: ['CiphertextBlob', 'KeyId', 'KeyMaterialId'],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'identifier', identifier: KeyId }),
      action: 'kms:GenerateDataKeyWithoutPlaintext',
      states: 'use',
      usage: 'ENCRYPT_DECRYPT',
    },
  },
  readOnly: true,
  usesKeys: true,
  checkAllowed: dataKeyLength,
  async run({
    input,
    keys: {
      key: { key },
    },
    vault,
  }) {
    const made = await generateDataKeyUnder(vault, key, input.EncryptionContext, dataKeyLength(input));
    wipe(made.plaintext);
    return { CiphertextBlob: made.ciphertext, KeyId: arnOf(key), KeyMaterialId: made.materialId };
  },
};
