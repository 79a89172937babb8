/**
 * GenerateDataKeyPair: https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyPair.html
 *
 * @module
 */
import { generateDataKeyPairUnder } from '../kms/data-key-pair.ts';
import { arnOf } from '../kms/key.ts';
import {
  boolean,
  dataKeyPairSpec,
  encryptionContext,
  grantTokens,
  keyId,
  type RecipientMember,
  recipient,
} from './members.ts';
import type { Operation } from './operation.ts';

export interface GenerateDataKeyPairRequest {
  readonly EncryptionContext?: Readonly<Record<string, string>> | undefined;
  /** Key id, key ARN, alias name or alias ARN of the symmetric key that is to wrap the private half. */
  readonly KeyId: string;
  readonly KeyPairSpec: string;
  readonly GrantTokens?: readonly string[] | undefined;
  readonly Recipient?: RecipientMember | undefined;
  readonly DryRun?: boolean | undefined;
}

export interface GenerateDataKeyPairResponse {
  readonly PrivateKeyCiphertextBlob: Uint8Array;
  /** PKCS#8 (RFC 5958), DER: use it, then wipe it. */
  readonly PrivateKeyPlaintext: Uint8Array;
  /** SubjectPublicKeyInfo (RFC 5280), DER. */
  readonly PublicKey: Uint8Array;
  /** The wrapping key's ARN. */
  readonly KeyId: string;
  readonly KeyPairSpec: string;
  /** In the place of the secret when the request has a Recipient: CMS EnvelopedData (RFC 5652), BER. */
  readonly CiphertextForRecipient?: Uint8Array;
  /** 64 hex digits. */
  readonly KeyMaterialId: string;
}

export const generateDataKeyPair: Operation<GenerateDataKeyPairRequest, GenerateDataKeyPairResponse, 'key'> =
  {
    name: 'GenerateDataKeyPair',
    input: {
      EncryptionContext: { shape: encryptionContext },
      KeyId: { shape: keyId, required: true },
      KeyPairSpec: { shape: dataKeyPairSpec, required: true },
      GrantTokens: { shape: grantTokens },
      Recipient: { shape: recipient },
      DryRun: { shape: boolean },
    },
    output: [
      'PrivateKeyCiphertextBlob',
      'PrivateKeyPlaintext',
      'PublicKey',
      'KeyId',
      'KeyPairSpec',
      'CiphertextForRecipient',
      'KeyMaterialId',
    ],
    keys: {
      key: {
        find: ({ KeyId }) => ({ by: 'identifier', identifier: KeyId }),
        action: 'kms:GenerateDataKeyPair',
        states: 'wrapKeyPair',
        refusesStoreKeys: true,
        usage: 'ENCRYPT_DECRYPT',
      },
    },
    readOnly: true,
    usesKeys: true,
    recipientSecret: 'PrivateKeyPlaintext',
    async run({
      input: { EncryptionContext, KeyPairSpec },
      keys: {
        key: { key },
      },
      vault,
    }) {
      const made = await generateDataKeyPairUnder(vault, key, EncryptionContext, KeyPairSpec);
      return {
        PrivateKeyCiphertextBlob: made.ciphertext,
        PrivateKeyPlaintext: made.privateKey,
        PublicKey: made.publicKey,
        KeyId: arnOf(key),
        KeyPairSpec,
        KeyMaterialId: made.materialId,
      };
    },
  };
