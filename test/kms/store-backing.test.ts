import { beforeEach, describe, expect, it } from 'vitest';
import { healthMetadataOf, requestMetadataOf, withProxy, withSession } from '../../src/kms/store-backing.ts';
import { readRoster } from '../../src/kms/store-roster.ts';
import { CREDENTIAL, ENDPOINT, PATH } from '../external/xks-peer.ts';
import { SCOPE } from '../operations/service.ts';
import { makeConnectedStore, openStoreHouse, type StoreHouse } from '../operations/stores.ts';

const REQUESTER = { principalArn: 'arn:aws:iam::1:user/a', operation: 'Encrypt', requestId: 'r' };

describe('what stands behind a store', () => {
  let house: StoreHouse;
  beforeEach(async () => {
    house = await openStoreHouse();
  });

  it('gets the secret for the time of one use, and it is wiped afterwards', async () => {
    await makeConnectedStore(house, 'EXTERNAL_KEY_STORE');
    const [store] = (await readRoster(house.vault, SCOPE)).stores;
    if (store?.backing.type !== 'EXTERNAL_KEY_STORE') throw new Error('no such store');
    let kept: Uint8Array = new Uint8Array(1);
    const proxy = await withProxy(house.vault, { scope: SCOPE, store }, store.backing, async (one) => {
      expect(Buffer.from(one.secret).toString()).toBe(CREDENTIAL.RawSecretAccessKey);
      kept = one.secret;
      return one;
    });
    expect(proxy).toMatchObject({ endpoint: ENDPOINT, path: PATH, region: SCOPE.region });
    expect(kept.every((byte) => byte === 0)).toBe(true);
  });

  it('is tried once more with a new session when the session was lost, and not for anything else', async () => {
    await makeConnectedStore(house, 'AWS_CLOUDHSM');
    const [store] = (await readRoster(house.vault, SCOPE)).stores;
    if (store?.backing.type !== 'AWS_CLOUDHSM') throw new Error('no such store');
    const { backing } = store;
    let attempts = 0;
    const draw = (): Promise<Uint8Array> =>
      withSession(house.vault, { scope: SCOPE, store }, backing, (session) => {
        attempts++;
        return session.random(1);
      });
    house.hsm.generation++;
    expect(await draw()).toHaveLength(1);
    expect(attempts).toBe(2);
    house.hsm.failures.set('random', 'INTERNAL_ERROR');
    await expect(draw()).rejects.toMatchObject({ code: 'INTERNAL_ERROR' });
    expect(attempts).toBe(3);
  });

  it('is told who asks and of which key, and for its health neither', () => {
    expect(requestMetadataOf(REQUESTER, 'arn:key')).toEqual({
      awsPrincipalArn: 'arn:aws:iam::1:user/a',
      kmsKeyArn: 'arn:key',
      kmsOperation: 'Encrypt',
      kmsRequestId: 'r',
    });
    expect(healthMetadataOf(REQUESTER)).toEqual({ kmsOperation: 'Encrypt', kmsRequestId: 'r' });
  });
});
