/**
 * Sign: https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
 *
 * @module
 */
import { arnOf } from '../kms/key.ts';
import { signUnder } from '../kms/signing.ts';
import { boolean, grantTokens, keyId, message, messageType, signingAlgorithm } from './members.ts';
import type { Operation } from './operation.ts';
import { type SigningMembers, signingRequestOf } from './signing-members.ts';

export interface SignRequest extends SigningMembers {
  readonly GrantTokens?: readonly string[] | undefined;
  readonly DryRun?: boolean | undefined;
}

export interface SignResponse {
  /** The key's ARN. */
  readonly KeyId: string;
  /** DER for ECDSA, raw for the others. */
  readonly Signature: Uint8Array;
  readonly SigningAlgorithm: string;
}

export const sign: Operation<SignRequest, SignResponse, 'key'> = {
  name: 'Sign',
  input: {
    KeyId: { shape: keyId, required: true },
    Message: { shape: message, required: true },
    MessageType: { shape: messageType },
    GrantTokens: { shape: grantTokens },
    SigningAlgorithm: { shape: signingAlgorithm, required: true },
    DryRun: { shape: boolean },
  },
  output: ['KeyId', 'Signature', 'SigningAlgorithm'],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'identifier', identifier: KeyId }),
      action: 'kms:Sign',
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
    const signature = await signUnder(vault, key, signingRequestOf(input));
    return { KeyId: arnOf(key), Signature: signature, SigningAlgorithm: input.SigningAlgorithm };
  },
};
