/**
 * Connecting and disconnecting custom key stores.
 *
 *   DISCONNECTED -> CONNECTING -> CONNECTED or FAILED;   all of those -> DISCONNECTING -> DISCONNECTED
 *
 * Each arrow is a commit of its own: whoever looks in between sees where it stands, and a process that dies in between
 * leaves a state from which connecting or disconnecting goes on. Unlike AWS's, the call waits for the outcome. Source:
 * KMS API reference, ConnectCustomKeyStore, DisconnectCustomKeyStore, CustomKeyStoreInvalidStateException.
 *
 * @module
 */
import type { ConnectionErrorCode, ConnectionState, CustomKeyStore } from './custom-key-store.ts';
import { KmsError } from './errors.ts';
import type { Scope } from './scope.ts';
import { endSession, healthMetadataOf, openSession, type PlacedStore, withProxy } from './store-backing.ts';
import { connectionErrorOf, explainingFailures } from './store-failures.ts';
import { readRoster, replaceStore, storeOf } from './store-roster.ts';
import type { Vault } from './vault.ts';

/**
 * Connects a store; one that is connected stays so. Whether it worked is told by its state alone.
 *
 * @throws {KmsError} CustomKeyStoreNotFoundException; CustomKeyStoreInvalidStateException while it is DISCONNECTING or
 * after it FAILED; CloudHsmClusterNotActiveException or CloudHsmClusterInvalidConfigurationException, which show at once.
 */
export async function connectStore(vault: Vault, scope: Scope, id: string): Promise<void> {
  const store = storeOf(await readRoster(vault, scope), id);
  refuseStates(store, ['DISCONNECTING', 'FAILED']);
  if (store.connectionState === 'CONNECTED') return;
  await requireActiveCluster(vault, store);
  await move(vault, scope, id, { from: store.connectionState, to: 'CONNECTING' });
  const error = await tryConnection(vault, { scope, store }, store.backing);
  const to = error === undefined ? 'CONNECTED' : 'FAILED';
  const stays = await move(vault, scope, id, { from: 'CONNECTING', to, error });
  // Somebody disconnected it meanwhile: that was decided later, and holds.
  if (!stays) await endSession(vault, { scope, store });
}

/**
 * Disconnects a store.
 *
 * One that is DISCONNECTING is not refused, as it is by AWS: when the call that did it has died, this one carries on.
 *
 * @throws {KmsError} CustomKeyStoreNotFoundException; CustomKeyStoreInvalidStateException: it is disconnected.
 */
export async function disconnectStore(vault: Vault, scope: Scope, id: string): Promise<void> {
  const store = storeOf(await readRoster(vault, scope), id);
  refuseStates(store, ['DISCONNECTED']);
  await move(vault, scope, id, { from: store.connectionState, to: 'DISCONNECTING' });
  await endSession(vault, { scope, store });
  await move(vault, scope, id, { from: 'DISCONNECTING', to: 'DISCONNECTED' });
}

function refuseStates({ id, connectionState }: CustomKeyStore, states: readonly ConnectionState[]): void {
  if (!states.includes(connectionState)) return;
  throw new KmsError(
    'CustomKeyStoreInvalidStateException',
    `Custom key store '${id}' is ${connectionState}.`,
  );
}

async function requireActiveCluster({ links }: Vault, { backing }: CustomKeyStore): Promise<void> {
  if (backing.type !== 'AWS_CLOUDHSM') return;
  await explainingFailures('configure', async () => {
    // One that is not configured is a connection that fails, and says so by its code.
    await links.findCluster(backing.clusterId)?.check();
  });
}

async function tryConnection(
  vault: Vault,
  place: PlacedStore,
  backing: CustomKeyStore['backing'],
): Promise<ConnectionErrorCode | undefined> {
  try {
    if (backing.type === 'AWS_CLOUDHSM') await openSession(vault, place, backing);
    else {
      await withProxy(vault, place, backing, async (proxy) =>
        (await vault.links.xks()).requireHealth(proxy, healthMetadataOf(vault.requester)),
      );
    }
    return undefined;
  } catch (error) {
    return connectionErrorOf(error);
  }
}

/** One arrow of the state machine. */
interface Move {
  readonly from: ConnectionState;
  readonly to: ConnectionState;
  readonly error?: ConnectionErrorCode | undefined;
}

/** Moves a store from the state that it was seen in. Whether it was still in it. */
async function move(vault: Vault, scope: Scope, id: string, { from, to, error }: Move): Promise<boolean> {
  const roster = await readRoster(vault, scope);
  const store = storeOf(roster, id);
  if (store.connectionState !== from) return false;
  const moved = { ...store, connectionState: to, connectionError: error };
  await vault.keystore.commit([replaceStore(roster, moved)]);
  return true;
}
