/**
 * Random bytes for callers: the keystore's, or those of the HSM behind a custom key store.
 *
 * Source: KMS API reference, GenerateRandom.
 *
 * @module
 */
import { requireConnected } from './custom-key-store.ts';
import { KmsError } from './errors.ts';
import type { Scope } from './scope.ts';
import { withSession } from './store-backing.ts';
import { explainingFailures } from './store-failures.ts';
import { readRoster, storeOf } from './store-roster.ts';
import type { Vault } from './vault.ts';

/**
 * Draws random bytes.
 *
 * @param length 1 to 1024.
 * @param storeId A CloudHSM key store; the keystore's own source when absent.
 * @returns The bytes, the caller's to wipe.
 * @throws {KmsError} CustomKeyStoreNotFoundException, UnsupportedOperationException for an external key store,
 * CustomKeyStoreInvalidStateException.
 */
export async function drawBytes(
  vault: Vault,
  scope: Scope,
  length: number,
  storeId: string,
): Promise<Uint8Array> {
  const store = storeOf(await readRoster(vault, scope), storeId);
  const { backing } = store;
  if (backing.type !== 'AWS_CLOUDHSM') {
    throw new KmsError(
      'UnsupportedOperationException',
      'GenerateRandom is not supported in an external key store.',
    );
  }
  requireConnected(store);
  return await explainingFailures('createKey', () =>
    withSession(vault, { scope, store }, backing, (session) => session.random(length)),
  );
}
