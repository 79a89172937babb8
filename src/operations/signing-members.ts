/**
 * What Sign and Verify have in common: the members that say what is signed, and how.
 *
 * @module
 */
import type { MessageType, SigningRequest } from '../kms/signing.ts';

export interface SigningMembers {
  /** Key id, key ARN, alias name or alias ARN. */
  readonly KeyId: string;
  /** 1 to 4096 bytes: the message, or what MessageType says that it is. */
  readonly Message: Uint8Array;
  /** RAW, DIGEST or EXTERNAL_MU; RAW when absent. */
  readonly MessageType?: string | undefined;
  readonly SigningAlgorithm: string;
}

/**
 * The same in the terms of the rule.
 *
 * @example
 * const members = { KeyId: 'alias/a', Message: new Uint8Array([1]), SigningAlgorithm: 'ECDSA_SHA_256' };
 * signingRequestOf(members).messageType; // 'RAW'
 */
export function signingRequestOf({ Message, MessageType, SigningAlgorithm }: SigningMembers): SigningRequest {
  // The shape has checked that it is one.
  const messageType = (MessageType ?? 'RAW') as MessageType;
  return { algorithm: SigningAlgorithm, messageType, message: Message };
}
