/**
 * GenerateRandom: https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateRandom.html
 *
 * @module
 */
import { KmsError } from '../kms/errors.ts';
import { customKeyStoreId, numberOfBytes, type RecipientMember, recipient } from './members.ts';
import type { Operation } from './operation.ts';

export interface GenerateRandomRequest {
  /** 1 to 1024. The model has it optional, the service does not. */
  readonly NumberOfBytes?: number | undefined;
  /** Of a CloudHSM key store, whose HSM is to draw them. */
  readonly CustomKeyStoreId?: string | undefined;
  readonly Recipient?: RecipientMember | undefined;
}

export interface GenerateRandomResponse {
  readonly Plaintext: Uint8Array;
  /** In the place of the secret when the request has a Recipient: CMS EnvelopedData (RFC 5652), BER. */
  readonly CiphertextForRecipient?: Uint8Array;
}

export const generateRandom: Operation<GenerateRandomRequest, GenerateRandomResponse> = {
  name: 'GenerateRandom',
  input: {
    NumberOfBytes: { shape: numberOfBytes },
    CustomKeyStoreId: { shape: customKeyStoreId },
    Recipient: { shape: recipient },
  },
  output: ['Plaintext', 'CiphertextForRecipient'],
  action: 'kms:GenerateRandom',
  keys: {},
  readOnly: true,
  recipientSecret: 'Plaintext',
  async run({ input, caller, vault }) {
    if (input.NumberOfBytes === undefined)
      throw new KmsError('ValidationException', 'NumberOfBytes is required.');
    const { NumberOfBytes: length, CustomKeyStoreId: storeId } = input;
    if (storeId === undefined) return { Plaintext: vault.keystore.random(length) };
    const { drawBytes } = await import('../kms/random.ts');
    return { Plaintext: await drawBytes(vault, caller, length, storeId) };
  },
};
