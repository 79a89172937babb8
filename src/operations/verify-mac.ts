/**
 * VerifyMac: https://docs.aws.amazon.com/kms/latest/APIReference/API_VerifyMac.html
 *
 * @module
 */
import { arnOf } from '../kms/key.ts';
import { verifyMacUnder } from '../kms/mac.ts';
import { boolean, grantTokens, keyId, mac, macAlgorithm, message } from './members.ts';
import type { Operation } from './operation.ts';

export interface VerifyMacRequest {
  /** 1 to 4096 bytes. */
  readonly Message: Uint8Array;
  /** Key id, key ARN, alias name or alias ARN. */
  readonly KeyId: string;
  readonly MacAlgorithm: string;
  /** 1 to 6144 bytes: the whole MAC is good and no part of it. */
  readonly Mac: Uint8Array;
  readonly GrantTokens?: readonly string[] | undefined;
  readonly DryRun?: boolean | undefined;
}

export interface VerifyMacResponse {
  /** The key's ARN. */
  readonly KeyId: string;
  /** Always true: a MAC that is not valid is an error. */
  readonly MacValid: boolean;
  readonly MacAlgorithm: string;
}

export const verifyMac: Operation<VerifyMacRequest, VerifyMacResponse, 'key'> = {
  name: 'VerifyMac',
  input: {
    Message: { shape: message, required: true },
    KeyId: { shape: keyId, required: true },
    MacAlgorithm: { shape: macAlgorithm, required: true },
    Mac: { shape: mac, required: true },
    GrantTokens: { shape: grantTokens },
    DryRun: { shape: boolean },
  },
  output: ['KeyId', 'MacValid', 'MacAlgorithm'],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'identifier', identifier: KeyId }),
      action: 'kms:VerifyMac',
      states: 'use',
      usage: 'GENERATE_VERIFY_MAC',
    },
  },
  readOnly: true,
  usesKeys: true,
  async run({
    input: { MacAlgorithm, Message, Mac },
    keys: {
      key: { key },
    },
    vault,
  }) {
    await verifyMacUnder(vault, key, { algorithm: MacAlgorithm, message: Message }, Mac);
    return { KeyId: arnOf(key), MacValid: true, MacAlgorithm };
  },
};
