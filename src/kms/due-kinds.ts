/**
 * What happens when something falls due, by its kind: the one table that the sweeper walks.
 *
 * @module
 */
import { eraseKey } from './deletion.ts';
import { type DueHandlers, settleDue } from './due.ts';
import { expireMaterial } from './imported-material.ts';
import type { Due } from './keyspace.ts';
import { rotateWhenDue } from './rotation.ts';
import { discardStoreKey } from './store-key.ts';
import type { Vault } from './vault.ts';

const HANDLERS: DueHandlers = /* @__PURE__ */ Object.freeze({
  deletion: eraseKey,
  rotation: rotateWhenDue,
  expiry: expireMaterial,
});

/** Carries out everything that has fallen due. */
export async function sweepDue(vault: Vault): Promise<readonly Due[]> {
  return await settleDue(vault, HANDLERS, async (_, { key }, { kind, scope }) => {
    if (kind !== 'deletion') return;
    await vault.keyCounts.give(scope);
    await discardStoreKey(vault, key);
  });
}
