/**
 * What Decrypt and ReEncrypt say of a ciphertext: it must be there, but for a dry run that ignores it.
 *
 * @module
 */
import { KmsError } from '../kms/errors.ts';
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
  const ignored = input.DryRunModifiers?.includes('IGNORE_CIPHERTEXT') === true;
  if (ignored && input.DryRun !== true) {
    throw new KmsError('ValidationException', 'DryRunModifiers can be given only together with DryRun.');
  }
  if (ignored && identifier === undefined) throw missing(keyMember);
  if (!ignored && input.CiphertextBlob === undefined) throw missing('ciphertextBlob');
}

/** By the ciphertext where there is one; else by the identifier, which {@link requireCiphertext} has required. */
export function ciphertextReference(
  ciphertext: Uint8Array | undefined,
  identifier: string | undefined,
): KeyReference {
  if (ciphertext === undefined) return { by: 'identifier', identifier: identifier ?? '' };
  return { by: 'ciphertext', ciphertext, identifier };
}

function missing(member: string): KmsError {
  return new KmsError(
    'ValidationException',
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}
