/**
 * Dry runs: everything that the real call does, but for writing and answering.
 *
 * A dry run never succeeds: what the call would have done is told by an error of its own (KMS API reference, "Testing
 * your permissions"). The operation runs against a vault that commits nothing, so that no operation can forget it.
 *
 * @module
 */
import { wipe } from '../bytes/wipe.ts';
import { KmsError } from '../kms/errors.ts';
import { type Vault, withCommit } from '../kms/vault.ts';

/** The same vault, whose commits are dropped. */
export function withoutWriting(vault: Vault): Vault {
  return withCommit(vault, async () => {});
}

/** Wipes what a dry run worked out: it is told to nobody. */
export function discard(answer: object): void {
  wipe(...Object.values(answer).filter((member) => member instanceof Uint8Array));
}

/** How a dry run ends that met no error. */
export function dryRunSucceeded(): KmsError {
  return new KmsError(
    'DryRunOperationException',
    'The request would have succeeded, but the DryRun option is set.',
  );
}
