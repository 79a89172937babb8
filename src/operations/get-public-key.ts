/**
 * GetPublicKey: https://docs.aws.amazon.com/kms/latest/APIReference/API_GetPublicKey.html
 *
 * @module
 */
import { KmsError } from '../kms/errors.ts';
import { arnOf, type Key, pendingImport, requirePublicKey } from '../kms/key.ts';
import { keyPairKindOf } from '../kms/key-spec.ts';
import { type AlgorithmMembers, algorithmMembersOf } from './key-metadata.ts';
import { grantTokens, keyId } from './members.ts';
import type { Operation } from './operation.ts';

export interface GetPublicKeyRequest {
  /** Key id, key ARN, alias name or alias ARN. */
  readonly KeyId: string;
  readonly GrantTokens?: readonly string[] | undefined;
}

export interface GetPublicKeyResponse extends Omit<AlgorithmMembers, 'MacAlgorithms'> {
  /** The key's ARN. */
  readonly KeyId: string;
  /** SubjectPublicKeyInfo (RFC 5280), DER. */
  readonly PublicKey: Uint8Array;
  /** Deprecated twin of KeySpec. */
  readonly CustomerMasterKeySpec: string;
  readonly KeySpec: string;
  readonly KeyUsage: string;
}

export const getPublicKey: Operation<GetPublicKeyRequest, GetPublicKeyResponse, 'key'> = {
  name: 'GetPublicKey',
  input: { KeyId: { shape: keyId, required: true }, GrantTokens: { shape: grantTokens } },
  output: [
    'KeyId',
    'PublicKey',
    'CustomerMasterKeySpec',
    'KeySpec',
    'KeyUsage',
    'EncryptionAlgorithms',
    'SigningAlgorithms',
    'KeyAgreementAlgorithms',
    'EncapsulationAlgorithms',
  ],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'identifier', identifier: KeyId }),
      action: 'kms:GetPublicKey',
      states: 'readPublicKey',
    },
  },
  readOnly: true,
  async run({
    keys: {
      key: { key },
    },
  }) {
    requireAsymmetric(key);
    return {
      KeyId: arnOf(key),
      PublicKey: requirePublicKey(key),
      CustomerMasterKeySpec: key.spec,
      KeySpec: key.spec,
      KeyUsage: key.usage,
      ...algorithmMembersOf(key),
    };
  },
};

/** What was recorded has no text; a symmetric key that waits for its material says so first. */
function requireAsymmetric(key: Key): void {
  if (keyPairKindOf(key.spec) !== undefined) return;
  if (key.state === 'PendingImport') throw pendingImport(key);
  throw new KmsError('UnsupportedOperationException');
}
