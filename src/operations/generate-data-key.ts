/**
 * GenerateDataKey: https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html
 *
 * @module
 */
import { generateDataKeyUnder } from '../kms/ciphertext.ts';
import { arnOf } from '../kms/key.ts';
import { type DataKeyRequest, dataKeyLength } from './data-key.ts';
import {
  boolean,
  dataKeySpec,
  encryptionContext,
  grantTokens,
  keyId,
  numberOfBytes,
  type RecipientMember,
  recipient,
} from './members.ts';
import type { Operation } from './operation.ts';

export interface GenerateDataKeyRequest extends DataKeyRequest {
  readonly Recipient?: RecipientMember | undefined;
}

export interface GenerateDataKeyResponse {
  readonly CiphertextBlob: Uint8Array;
  /** The data key: use it, then wipe it. */
  readonly Plaintext: Uint8Array;
  /** The wrapping key's ARN. */
  readonly KeyId: string;
  /** In the place of the secret when the request has a Recipient: CMS EnvelopedData (RFC 5652), BER. */
  readonly CiphertextForRecipient?: Uint8Array;
  /** 64 hex digits. */
  readonly KeyMaterialId: string;
}

export const generateDataKey: Operation<GenerateDataKeyRequest, GenerateDataKeyResponse, 'key'> = {
  name: 'GenerateDataKey',
  input: {
    KeyId: { shape: keyId, required: true },
    EncryptionContext: { shape: encryptionContext },
    NumberOfBytes: { shape: numberOfBytes },
    KeySpec: { shape: dataKeySpec },
    GrantTokens: { shape: grantTokens },
    Recipient: { shape: recipient },
    DryRun: { shape: boolean },
  },
  output: ['CiphertextBlob', 'Plaintext', 'KeyId', 'CiphertextForRecipient', 'KeyMaterialId'],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'identifier', identifier: KeyId }),
      action: 'kms:GenerateDataKey',
      states: 'use',
      usage: 'ENCRYPT_DECRYPT',
    },
  },
  readOnly: true,
  usesKeys: true,
  checkAllowed: dataKeyLength,
  recipientSecret: 'Plaintext',
  async run({
    input,
    keys: {
      key: { key },
    },
    vault,
  }) {
    const made = await generateDataKeyUnder(vault, key, input.EncryptionContext, dataKeyLength(input));
    return {
      CiphertextBlob: made.ciphertext,
      Plaintext: made.plaintext,
      KeyId: arnOf(key),
      KeyMaterialId: made.materialId,
    };
  },
};
