import { beforeEach, describe, expect, it } from 'vitest';
import type { HsmErrorCode } from '../../src/external/hsm.ts';
import type { ConnectionState } from '../../src/kms/custom-key-store.ts';
import { readRoster, replaceStore, storeOf } from '../../src/kms/store-roster.ts';
import { xksError } from '../external/xks-peer.ts';
import { expectRefusal, SCOPE } from '../operations/service.ts';
import {
  connectionOf,
  HSM_REQUEST,
  makeConnectedStore,
  openStoreHouse,
  type StoreHouse,
  XKS_REQUEST,
} from '../operations/stores.ts';

async function forgeState(house: StoreHouse, id: string, connectionState: ConnectionState): Promise<void> {
  const roster = await readRoster(house.vault, SCOPE);
  const store = { ...storeOf(roster, id), connectionState };
  await house.vault.keystore.commit([replaceStore(roster, store)]);
}

describe('connecting', () => {
  let house: StoreHouse;
  beforeEach(async () => {
    house = await openStoreHouse();
  });

  const connect = (CustomKeyStoreId: string): Promise<unknown> =>
    house.kms.connectCustomKeyStore({ CustomKeyStoreId });
  const disconnect = (CustomKeyStoreId: string): Promise<unknown> =>
    house.kms.disconnectCustomKeyStore({ CustomKeyStoreId });
  const makeXks = async (): Promise<string> =>
    (await house.kms.createCustomKeyStore(XKS_REQUEST)).CustomKeyStoreId;
  const makeHsm = async (): Promise<string> =>
    (await house.kms.createCustomKeyStore(HSM_REQUEST)).CustomKeyStoreId;

  it('is seen as CONNECTING while it goes on, and asks for health in its own name', async () => {
    const id = await makeXks();
    let seen = '';
    house.peer.misbehave = async (request, duty) => {
      seen = await connectionOf(house, id);
      expect(request.body.requestMetadata['kmsOperation']).toBe('ConnectCustomKeyStore');
      expect(Object.keys(request.body.requestMetadata).sort()).toEqual(['kmsOperation', 'kmsRequestId']);
      return Response.json(duty());
    };
    await connect(id);
    expect([seen, await connectionOf(house, id)]).toEqual(['CONNECTING', 'CONNECTED']);
  });

  it.each<[number, string, string]>([
    [401, 'AuthenticationFailedException', 'INVALID_CREDENTIALS'],
    [403, 'AccessDeniedException', 'XKS_PROXY_ACCESS_DENIED'],
    [404, 'InvalidUriPathException', 'XKS_PROXY_INVALID_CONFIGURATION'],
    [429, 'ThrottlingException', 'XKS_PROXY_NOT_REACHABLE'],
    [500, 'InternalException', 'XKS_PROXY_INVALID_RESPONSE'],
    [503, 'DependencyTimeoutException', 'XKS_PROXY_TIMED_OUT'],
  ])('fails without a word when the proxy answers %i %s, and keeps %s', async (status, name, code) => {
    const id = await makeXks();
    house.peer.misbehave = () => xksError(status, name);
    await connect(id);
    expect(await connectionOf(house, id)).toBe(`FAILED ${code}`);
    await expectRefusal(
      house,
      () => connect(id),
      'CustomKeyStoreInvalidStateException',
      `Custom key store '${id}' is FAILED.`,
    );
    house.peer.misbehave = undefined;
    await disconnect(id);
    await connect(id);
    expect(await connectionOf(house, id)).toBe('CONNECTED');
  });

  it('fails when every key manager behind the proxy is unavailable', async () => {
    const id = await makeXks();
    house.peer.fleet = [{ id: '1', model: 'x', healthStatus: 'UNAVAILABLE' }];
    await connect(id);
    expect(await connectionOf(house, id)).toBe('FAILED XKS_PROXY_NOT_REACHABLE');
  });

  it.each<[HsmErrorCode, string]>([
    ['USER_LOCKED_OUT', 'USER_LOCKED_OUT'],
    ['USER_NOT_FOUND', 'USER_NOT_FOUND'],
    ['NETWORK_ERRORS', 'NETWORK_ERRORS'],
    ['INTERNAL_ERROR', 'INTERNAL_ERROR'],
  ])('fails when the HSM says %s', async (failure, code) => {
    const id = await makeHsm();
    house.hsm.failures.set('login', failure);
    await connect(id);
    expect(await connectionOf(house, id)).toBe(`FAILED ${code}`);
  });

  it('fails with another password, and succeeds with the right one after it was updated', async () => {
    const id = await makeHsm();
    house.hsm.password = 'changed-1';
    await connect(id);
    expect(await connectionOf(house, id)).toBe('FAILED INVALID_CREDENTIALS');
    await disconnect(id);
    await house.kms.updateCustomKeyStore({ CustomKeyStoreId: id, KeyStorePassword: 'changed-1' });
    await connect(id);
    expect(await connectionOf(house, id)).toBe('CONNECTED');
  });

  it('fails when the cluster is not configured any more', async () => {
    const id = await makeHsm();
    const later = await openStoreHouse({ store: house.store, hsmClusters: new Map() });
    await later.kms.connectCustomKeyStore({ CustomKeyStoreId: id });
    expect(await connectionOf(later, id)).toBe('FAILED CLUSTER_NOT_FOUND');
  });

  it('tells at once of a cluster that is not active or not suitable, and changes nothing', async () => {
    const id = await makeHsm();
    house.hsm.failures.set('check', 'CLUSTER_NOT_ACTIVE');
    const text = 'The CloudHSM cluster that is associated with the custom key store is not active.';
    await expectRefusal(house, () => connect(id), 'CloudHsmClusterNotActiveException', text);
    expect(await connectionOf(house, id)).toBe('DISCONNECTED');
  });

  it('does nothing to a store that is connected', async () => {
    const id = await makeConnectedStore(house, 'AWS_CLOUDHSM');
    await connect(id);
    expect([house.hsm.logins, await connectionOf(house, id)]).toEqual([1, 'CONNECTED']);
  });

  it('goes on where a call that died left it', async () => {
    const id = await makeXks();
    await forgeState(house, id, 'CONNECTING');
    await connect(id);
    expect(await connectionOf(house, id)).toBe('CONNECTED');
    await forgeState(house, id, 'DISCONNECTING');
    await expectRefusal(
      house,
      () => connect(id),
      'CustomKeyStoreInvalidStateException',
      `Custom key store '${id}' is DISCONNECTING.`,
    );
    await disconnect(id);
    expect(await connectionOf(house, id)).toBe('DISCONNECTED');
  });

  it('does not win over somebody who disconnected meanwhile', async () => {
    const id = await makeXks();
    house.peer.misbehave = async (_, duty) => {
      await disconnect(id);
      return Response.json(duty());
    };
    await connect(id);
    expect(await connectionOf(house, id)).toBe('DISCONNECTED');
  });

  it('logs the crypto user out when the store is disconnected, and refuses to do it twice', async () => {
    const id = await makeConnectedStore(house, 'AWS_CLOUDHSM');
    await disconnect(id);
    expect([house.hsm.logouts, await connectionOf(house, id)]).toEqual([1, 'DISCONNECTED']);
    await expectRefusal(
      house,
      () => disconnect(id),
      'CustomKeyStoreInvalidStateException',
      `Custom key store '${id}' is DISCONNECTED.`,
    );
  });
});
