import { describe, expect, it } from 'vitest';
import { toUtf8 } from '../../src/bytes/utf8.ts';
import { StoreLinks } from '../../src/kms/store-links.ts';
import { FakeHsm, PASSWORD } from '../external/fake-hsm.ts';

describe('the links to what stands behind custom key stores', () => {
  it('lead nowhere where nothing is configured', async () => {
    const links = new StoreLinks();
    await expect(links.xks()).rejects.toThrow('unreachable');
    expect(() => links.cluster('cluster-aaaaaaaaaaa')).toThrow(
      'no cluster cluster-aaaaaaaaaaa is configured',
    );
    expect(links.findCluster('cluster-aaaaaaaaaaa')).toBeUndefined();
  });

  it('open one session a store, however many ask at once, and a new one after it has ended or failed', async () => {
    const hsm = new FakeHsm();
    const links = new StoreLinks({ clusters: new Map([['c', hsm]]) });
    const login = () => links.cluster('c').login(toUtf8(PASSWORD));
    await Promise.all(Array.from({ length: 10 }, () => links.session('a', login)));
    await links.session('b', login);
    expect(hsm.logins).toBe(2);
    await links.end('a');
    await links.end('never there');
    hsm.failures.set('login', 'NETWORK_ERRORS');
    await expect(links.session('a', login)).rejects.toMatchObject({ code: 'NETWORK_ERRORS' });
    hsm.failures.clear();
    await links.session('a', login);
    expect([hsm.logins, hsm.logouts]).toEqual([3, 1]);
  });

  it('let go of everything when they are closed', async () => {
    const hsm = new FakeHsm();
    const links = new StoreLinks({ clusters: new Map([['c', hsm]]) });
    await links.session('a', () => hsm.login(toUtf8(PASSWORD)));
    await links.close();
    expect([hsm.logouts, hsm.closed]).toEqual([1, true]);
  });
});
