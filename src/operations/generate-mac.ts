/**
 * GenerateMac: https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateMac.html
 *
 * @module
 */
import { arnOf } from '../kms/key.ts';
import { macUnder } from '../kms/mac.ts';
import { boolean, grantTokens, keyId, macAlgorithm, message } from './members.ts';
import type { Operation } from './operation.ts';

export interface GenerateMacRequest {
  /** 1 to 4096 bytes. */
  readonly Message: Uint8Array;
  /** Key id, key ARN, alias name or alias ARN. */
  readonly KeyId: string;
  readonly MacAlgorithm: string;
  readonly GrantTokens?: readonly string[] | undefined;
  readonly DryRun?: boolean | undefined;
}

export interface GenerateMacResponse {
  /** 28, 32, 48 or 64 bytes. */
  readonly Mac: Uint8Array;
  readonly MacAlgorithm: string;
  /** The key's ARN. */
  readonly KeyId: string;
}

export const generateMac: Operation<GenerateMacRequest, GenerateMacResponse, 'key'> = {
  name: 'GenerateMac',
  input: {
    Message: { shape: message, required: true },
    KeyId: { shape: keyId, required: true },
    MacAlgorithm: { shape: macAlgorithm, required: true },
    GrantTokens: { shape: grantTokens },
    DryRun: { shape: boolean },
  },
  output: ['Mac', 'MacAlgorithm', 'KeyId'],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'identifier', identifier: KeyId }),
      action: 'kms:GenerateMac',
      states: 'use',
      usage: 'GENERATE_VERIFY_MAC',
    },
  },
  readOnly: true,
  usesKeys: true,
  async run({
    input: { MacAlgorithm, Message },
    keys: {
      key: { key },
    },
    vault,
  }) {
    const mac = await macUnder(vault, key, { algorithm: MacAlgorithm, message: Message });
    return { Mac: mac, MacAlgorithm, KeyId: arnOf(key) };
  },
};
