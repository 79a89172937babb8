/**
 * DeriveSharedSecret: https://docs.aws.amazon.com/kms/latest/APIReference/API_DeriveSharedSecret.html
 *
 * @module
 */
import { deriveUnder } from '../kms/agreement.ts';
import { arnOf } from '../kms/key.ts';
import {
  boolean,
  grantTokens,
  keyAgreementAlgorithm,
  keyId,
  publicKey,
  type RecipientMember,
  recipient,
} from './members.ts';
import type { Operation } from './operation.ts';

export interface DeriveSharedSecretRequest {
  /** Key id, key ARN, alias name or alias ARN. */
  readonly KeyId: string;
  /** ECDH. */
  readonly KeyAgreementAlgorithm: string;
  /** The peer's, on the same curve: SubjectPublicKeyInfo, DER, 1 to 8192 bytes. */
  readonly PublicKey: Uint8Array;
  readonly GrantTokens?: readonly string[] | undefined;
  readonly DryRun?: boolean | undefined;
  readonly Recipient?: RecipientMember | undefined;
}

export interface DeriveSharedSecretResponse {
  /** The key's ARN. */
  readonly KeyId: string;
  /** The raw x coordinate: derive keys from it, then wipe it. */
  readonly SharedSecret: Uint8Array;
  readonly KeyAgreementAlgorithm: string;
  readonly KeyOrigin: string;
}

export const deriveSharedSecret: Operation<DeriveSharedSecretRequest, DeriveSharedSecretResponse, 'key'> = {
  name: 'DeriveSharedSecret',
  input: {
    KeyId: { shape: keyId, required: true },
    KeyAgreementAlgorithm: { shape: keyAgreementAlgorithm, required: true },
    PublicKey: { shape: publicKey, required: true },
    GrantTokens: { shape: grantTokens },
    DryRun: { shape: boolean },
    Recipient: { shape: recipient },
  },
  output: ['KeyId', 'SharedSecret', 'KeyAgreementAlgorithm', 'KeyOrigin'],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'identifier', identifier: KeyId }),
      action: 'kms:DeriveSharedSecret',
      states: 'use',
      usage: 'KEY_AGREEMENT',
    },
  },
  readOnly: true,
  usesKeys: true,
  refuses: ['Recipient'],
  async run({
    input: { KeyAgreementAlgorithm, PublicKey },
    keys: {
      key: { key },
    },
    vault,
  }) {
    const secret = await deriveUnder(vault, key, { algorithm: KeyAgreementAlgorithm, peer: PublicKey });
    return { KeyId: arnOf(key), SharedSecret: secret, KeyAgreementAlgorithm, KeyOrigin: key.origin };
  },
};
