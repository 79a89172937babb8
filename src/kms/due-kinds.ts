/**
 * What happens when something falls due, by its kind: the one table that the sweeper walks.
 *
 * @module
 */
import { type DueHandlers, settleDue } from './due.ts';
import type { Due } from './keyspace.ts';
import type { Vault } from './vault.ts';

/** They come when something of their kind falls due. */
const HANDLERS: DueHandlers = /* @__PURE__ */ Object.freeze({
  deletion: async (vault, stored) => (await import('./deletion.ts')).eraseKey(vault, stored),
  rotation: async (...input) => (await import('./rotation.ts')).rotateWhenDue(...input),
  expiry: async (...input) => (await import('./imported-material.ts')).expireMaterial(...input),
} satisfies DueHandlers);

/** Carries out everything that has fallen due. */
export async function sweepDue(vault: Vault): Promise<readonly Due[]> {
  return await settleDue(vault, HANDLERS, async (_, { key }, { kind, scope }) => {
    if (kind !== 'deletion') return;
    await vault.keyCounts.give(scope);
    if (key.customKeyStoreId === undefined) return;
    const { discardStoreKey } = await import('./store-key.ts');
    await discardStoreKey(vault, key);
  });
}
