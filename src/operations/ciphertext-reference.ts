/**
 * What Decrypt and ReEncrypt say of a ciphertext: it must be there, but for a dry run that ignores it.
 *
 * @module
 */
import { KmsError } from '../kms/errors.ts';
import { SYMMETRIC_ALGORITHM } from '../kms/key-spec.ts';
import type { KeyReference } from './operation.ts';

/** The members that decide. */
export interface CiphertextMembers {
  readonly CiphertextBlob?: Uint8Array | undefined;
  readonly DryRun?: boolean | undefined;
  readonly DryRunModifiers?: readonly string[] | undefined;
}

/**
 * Requires a ciphertext, or a dry run that ignores it and names the key instead.
 *
 * @param keyMember The member that names the key, as validation texts spell it.
 * @throws {KmsError} ValidationException.
 *
 * @example
 * requireCiphertext({ CiphertextBlob: new Uint8Array([1]) }, 'keyId', undefined);
 */
export function requireCiphertext(
  input: CiphertextMembers,
  keyMember: string,
  identifier: string | undefined,
): void {
  const ignored = ignoresCiphertext(input);
  if (ignored && input.DryRun !== true) {
    throw new KmsError('ValidationException', 'DryRunModifiers can be given only together with DryRun.');
  }
  if (ignored && identifier === undefined) throw missing(keyMember);
  if (!ignored && input.CiphertextBlob === undefined) throw missing('ciphertextBlob');
}

/**
 * Requires the key of a ciphertext that names none: that of an RSA key is a bare block.
 *
 * @param keyMember The member that names the key, as the API spells it.
 * @param algorithm SYMMETRIC_DEFAULT when absent.
 * @throws {KmsError} ValidationException.
 *
 * @example
 * requireKeyOfBlock('KeyId', 'alias/a', 'RSAES_OAEP_SHA_256');
 */
export function requireKeyOfBlock(
  keyMember: string,
  identifier: string | undefined,
  algorithm: string | undefined,
): void {
  if (!isOfBlocks(algorithm) || identifier !== undefined) return;
  throw new KmsError('ValidationException', `${keyMember} must not be null`);
}

/**
 * By the ciphertext, unless it is ignored: then by the identifier, which {@link requireCiphertext} has required.
 *
 * @param algorithm SYMMETRIC_DEFAULT when absent.
 */
export function ciphertextReference(
  input: CiphertextMembers,
  identifier: string | undefined,
  algorithm: string | undefined,
): KeyReference {
  const { CiphertextBlob } = input;
  if (CiphertextBlob === undefined || ignoresCiphertext(input)) {
    return { by: 'identifier', identifier: identifier ?? '' };
  }
  return { by: 'ciphertext', ciphertext: CiphertextBlob, isBlock: isOfBlocks(algorithm), identifier };
}

/**
 * Whether a dry run tells authorisation alone (KMS API reference, Decrypt, DryRunModifiers).
 *
 * @example
 * ignoresCiphertext({ DryRun: true, DryRunModifiers: ['IGNORE_CIPHERTEXT'] }); // true
 */
export function ignoresCiphertext({ DryRunModifiers }: CiphertextMembers): boolean {
  return DryRunModifiers?.includes('IGNORE_CIPHERTEXT') === true;
}

/** Whether what the algorithm makes says nothing of its key. */
function isOfBlocks(algorithm: string | undefined): boolean {
  return algorithm !== undefined && algorithm !== SYMMETRIC_ALGORITHM;
}

function missing(member: string): KmsError {
  return new KmsError(
    'ValidationException',
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}
