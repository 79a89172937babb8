/**
 * Why an attestation document is not believed.
 *
 * @module
 */

/** Why a document is not believed. */
export type AttestationFailure = 'malformed' | 'untrusted' | 'expired' | 'without key';

/** A document is not believed. */
export class AttestationError extends Error {
  override readonly name = 'AttestationError';
  readonly failure: AttestationFailure;
  constructor(failure: AttestationFailure) {
    super(`the attestation document is ${failure}`);
    this.failure = failure;
  }
}
