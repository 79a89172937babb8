/**
 * Enabling a key: what it missed while it was disabled happens at once.
 *
 * @module
 */
import { hasAllMaterial, pendingImport, type StoredKey } from './key.ts';
import { changeRelatedKeys } from './related-keys.ts';
import { resumedRotation } from './rotation.ts';
import type { Vault } from './vault.ts';

/**
 * Enables a key.
 *
 * @throws {KmsError} KMSInvalidStateException: its imported material went while its deletion was pending, and it was
 * disabled since that was taken back.
 */
export async function enableKey(vault: Vault, stored: StoredKey): Promise<void> {
  const { key } = stored;
  if (key.origin === 'EXTERNAL' && !hasAllMaterial(key)) throw pendingImport(key);
  const change = { state: 'Enabled', ...resumedRotation(key, vault.clock()) } as const;
  await vault.keystore.commit(await changeRelatedKeys(vault, stored, change));
}
