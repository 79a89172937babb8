/**
 * Decrypt: https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html
 *
 * @module
 */
import { decryptUnder } from '../kms/ciphertext.ts';
import { arnOf } from '../kms/key.ts';
import { ciphertextReference, requireCiphertext, requireKeyOfBlock } from './ciphertext-reference.ts';
import {
  boolean,
  ciphertext,
  dryRunModifiers,
  encryptionAlgorithm,
  encryptionContext,
  grantTokens,
  keyId,
  type RecipientMember,
  recipient,
} from './members.ts';
import type { Operation } from './operation.ts';

export interface DecryptRequest {
  /** 1 to 6144 bytes. Absent only in a dry run that ignores it. */
  readonly CiphertextBlob?: Uint8Array | undefined;
  readonly EncryptionContext?: Readonly<Record<string, string>> | undefined;
  readonly GrantTokens?: readonly string[] | undefined;
  /** The key that must have encrypted it; without one a symmetric ciphertext says which. */
  readonly KeyId?: string | undefined;
  /** SYMMETRIC_DEFAULT when absent. */
  readonly EncryptionAlgorithm?: string | undefined;
  readonly Recipient?: RecipientMember | undefined;
  readonly DryRun?: boolean | undefined;
  /** IGNORE_CIPHERTEXT. */
  readonly DryRunModifiers?: readonly string[] | undefined;
}

export interface DecryptResponse {
  /** The key's ARN. */
  readonly KeyId: string;
  readonly Plaintext: Uint8Array;
  readonly EncryptionAlgorithm: string;
  /** In the place of the secret when the request has a Recipient: CMS EnvelopedData (RFC 5652), BER. */
  readonly CiphertextForRecipient?: Uint8Array;
  /** 64 hex digits; only for a symmetric key. */
  readonly KeyMaterialId?: string;
}

export const decrypt: Operation<DecryptRequest, DecryptResponse, 'key'> = {
  name: 'Decrypt',
  input: {
    CiphertextBlob: { shape: ciphertext },
    EncryptionContext: { shape: encryptionContext },
    GrantTokens: { shape: grantTokens },
    KeyId: { shape: keyId },
    EncryptionAlgorithm: { shape: encryptionAlgorithm },
    Recipient: { shape: recipient },
    DryRun: { shape: boolean },
    DryRunModifiers: { shape: dryRunModifiers },
  },
  output: ['KeyId', 'Plaintext', 'EncryptionAlgorithm', 'CiphertextForRecipient', 'KeyMaterialId'],
  keys: {
    key: {
      find: (input) => ciphertextReference(input, input.KeyId, input.EncryptionAlgorithm),
      action: 'kms:Decrypt',
      states: 'use',
      usage: 'ENCRYPT_DECRYPT',
    },
  },
  readOnly: true,
  usesKeys: true,
  recipientSecret: 'Plaintext',
  check(input) {
    requireCiphertext(input, 'keyId', input.KeyId);
    requireKeyOfBlock('KeyId', input.KeyId, input.EncryptionAlgorithm);
  },
  async run({
    input,
    keys: {
      key: { key },
    },
    vault,
  }) {
    const algorithm = input.EncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT';
    const request = { algorithm, context: input.EncryptionContext };
    const { plaintext, materialId } = await decryptUnder(vault, key, request, input.CiphertextBlob);
    return {
      KeyId: arnOf(key),
      Plaintext: plaintext,
      EncryptionAlgorithm: algorithm,
      ...(materialId === undefined ? {} : { KeyMaterialId: materialId }),
    };
  },
};
