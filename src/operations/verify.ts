/**
 * Verify: https://docs.aws.amazon.com/kms/latest/APIReference/API_Verify.html
 *
 * @module
 */
import { arnOf } from '../kms/key.ts';
import { verifyUnder } from '../kms/signing.ts';
import { boolean, grantTokens, keyId, message, messageType, signature, signingAlgorithm } from './members.ts';
import type { Operation } from './operation.ts';
import { type SigningMembers, signingRequestOf } from './signing-members.ts';

export interface VerifyRequest extends SigningMembers {
  /** 1 to 6144 bytes. */
  readonly Signature: Uint8Array;
  readonly GrantTokens?: readonly string[] | undefined;
  readonly DryRun?: boolean | undefined;
}

export interface VerifyResponse {
  /** The key's ARN. */
  readonly KeyId: string;
  /** Always true: a signature that is not valid is an error. */
  readonly SignatureValid: boolean;
  readonly SigningAlgorithm: string;
}

export const verify: Operation<VerifyRequest, VerifyResponse, 'key'> = {
  name: 'Verify',
  input: {
    KeyId: { shape: keyId, required: true },
    Message: { shape: message, required: true },
    MessageType: { shape: messageType },
    Signature: { shape: signature, required: true },
    SigningAlgorithm: { shape: signingAlgorithm, required: true },
    GrantTokens: { shape: grantTokens },
    DryRun: { shape: boolean },
  },
  output: ['KeyId', 'SignatureValid', 'SigningAlgorithm'],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'identifier', identifier: KeyId }),
      action: 'kms:Verify',
      states: 'use',
      usage: 'SIGN_VERIFY',
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
    await verifyUnder(vault, key, signingRequestOf(input), input.Signature);
    return { KeyId: arnOf(key), SignatureValid: true, SigningAlgorithm: input.SigningAlgorithm };
  },
};
