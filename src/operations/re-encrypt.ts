/**
 * ReEncrypt: https://docs.aws.amazon.com/kms/latest/APIReference/API_ReEncrypt.html
 *
 * The plaintext between the two keys exists only here, and is wiped before the answer leaves.
 *
 * @module
 */
import { wipe } from '../bytes/wipe.ts';
import { decryptUnder, encryptUnder } from '../kms/ciphertext.ts';
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
} from './members.ts';
import type { Operation } from './operation.ts';

export interface ReEncryptRequest {
  /** 1 to 6144 bytes. Absent only in a dry run that ignores it. */
  readonly CiphertextBlob?: Uint8Array | undefined;
  readonly SourceEncryptionContext?: Readonly<Record<string, string>> | undefined;
  readonly SourceKeyId?: string | undefined;
  /** Key id, key ARN, alias name or alias ARN. */
  readonly DestinationKeyId: string;
  readonly DestinationEncryptionContext?: Readonly<Record<string, string>> | undefined;
  readonly SourceEncryptionAlgorithm?: string | undefined;
  readonly DestinationEncryptionAlgorithm?: string | undefined;
  readonly GrantTokens?: readonly string[] | undefined;
  readonly DryRun?: boolean | undefined;
  /** IGNORE_CIPHERTEXT. */
  readonly DryRunModifiers?: readonly string[] | undefined;
}

export interface ReEncryptResponse {
  readonly CiphertextBlob: Uint8Array;
  /** The source key's ARN. */
  readonly SourceKeyId: string;
  /** The destination key's ARN. */
  readonly KeyId: string;
  readonly SourceEncryptionAlgorithm: string;
  readonly DestinationEncryptionAlgorithm: string;
  /** 64 hex digits; only for a symmetric key, as the next. */
  readonly SourceKeyMaterialId?: string;
  readonly DestinationKeyMaterialId?: string;
}

export const reEncrypt: Operation<ReEncryptRequest, ReEncryptResponse, 'source' | 'destination'> = {
  name: 'ReEncrypt',
  input: {
    CiphertextBlob: { shape: ciphertext },
    SourceEncryptionContext: { shape: encryptionContext },
    SourceKeyId: { shape: keyId },
    DestinationKeyId: { shape: keyId, required: true },
    DestinationEncryptionContext: { shape: encryptionContext },
    SourceEncryptionAlgorithm: { shape: encryptionAlgorithm },
    DestinationEncryptionAlgorithm: { shape: encryptionAlgorithm },
    GrantTokens: { shape: grantTokens },
    DryRun: { shape: boolean },
    DryRunModifiers: { shape: dryRunModifiers },
  },
  output: [
    'CiphertextBlob',
    'SourceKeyId',
    'KeyId',
    'SourceEncryptionAlgorithm',
    'DestinationEncryptionAlgorithm',
    'SourceKeyMaterialId',
    'DestinationKeyMaterialId',
  ],
  keys: {
    source: {
      find: (input) => ciphertextReference(input, input.SourceKeyId, input.SourceEncryptionAlgorithm),
      action: 'kms:ReEncryptFrom',
      states: 'use',
      usage: 'ENCRYPT_DECRYPT',
    },
    destination: {
      find: ({ DestinationKeyId }) => ({ by: 'identifier', identifier: DestinationKeyId }),
      action: 'kms:ReEncryptTo',
      states: 'use',
      usage: 'ENCRYPT_DECRYPT',
    },
  },
  readOnly: true,
  usesKeys: true,
  check(input) {
    requireCiphertext(input, 'sourceKeyId', input.SourceKeyId);
    requireKeyOfBlock('SourceKeyId', input.SourceKeyId, input.SourceEncryptionAlgorithm);
  },
  async run({ input, keys, vault }) {
    const source = keys.source.key;
    const destination = keys.destination.key;
    const from = {
      algorithm: input.SourceEncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT',
      context: input.SourceEncryptionContext,
    };
    const to = {
      algorithm: input.DestinationEncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT',
      context: input.DestinationEncryptionContext,
    };
    const opened = await decryptUnder(vault, source, from, input.CiphertextBlob);
    try {
      const sealed = await encryptUnder(vault, destination, to, opened.plaintext);
      return {
        CiphertextBlob: sealed.ciphertext,
        SourceKeyId: arnOf(source),
        KeyId: arnOf(destination),
        SourceEncryptionAlgorithm: from.algorithm,
        DestinationEncryptionAlgorithm: to.algorithm,
        ...(opened.materialId === undefined ? {} : { SourceKeyMaterialId: opened.materialId }),
        ...(sealed.materialId === undefined ? {} : { DestinationKeyMaterialId: sealed.materialId }),
      };
    } finally {
      wipe(opened.plaintext);
    }
  },
};
