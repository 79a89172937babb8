import { beforeEach, describe, expect, it } from 'vitest';
import { toUtf8 } from '../../src/bytes/utf8.ts';
import type { HsmCluster } from '../../src/external/hsm.ts';
import { Pkcs11UnavailableError } from '../../src/node/pkcs11-binding.ts';
import { openPkcs11Cluster } from '../../src/node/pkcs11-cluster.ts';
import { cmac } from '../external/fake-hsm.ts';
import { bindingOf, ckr, FakeModule, isAllowed } from './fake-pkcs11.ts';

const KEY_ID = new Uint8Array(16).fill(1);
const MESSAGE = new Uint8Array([1, 2, 3]);
const PIN = toUtf8('1234567');

describe('a PKCS#11 cluster', () => {
  let module: FakeModule;
  let cluster: HsmCluster;
  beforeEach(() => {
    module = new FakeModule();
    cluster = openPkcs11Cluster({ module: '/lib/x.so', label: 'house', binding: bindingOf(module) });
  });

  it('makes keys that cannot leave the token and can do nothing but AES-CMAC', async () => {
    const session = await cluster.login(PIN);
    await session.generateKey(KEY_ID, 'the id of the KMS key');
    expect(isAllowed(module, 'LABEL')).toBe('the id of the KMS key');
    expect(isAllowed(module, 'VALUE_LEN')).toBe(32);
    for (const attribute of ['TOKEN', 'PRIVATE', 'SENSITIVE', 'SIGN'] as const)
      expect(isAllowed(module, attribute)).toBe(true);
    for (const attribute of ['EXTRACTABLE', 'ENCRYPT', 'DECRYPT', 'WRAP', 'UNWRAP', 'DERIVE'] as const)
      expect(isAllowed(module, attribute)).toBe(false);
  });

  it('computes AES-CMAC with the key of that reference, and finds it again when its handle is stale', async () => {
    const session = await cluster.login(PIN);
    await session.generateKey(KEY_ID, 'x');
    const [object] = [...module.objects.values()];
    const expected = new Uint8Array(cmac(object?.bytes ?? new Uint8Array(), MESSAGE));
    expect(await session.mac(KEY_ID, MESSAGE)).toEqual(expected);
    const [[handle, kept] = ['', undefined]] = [...module.objects];
    module.objects.delete(handle);
    if (kept !== undefined) module.objects.set('00'.repeat(8), kept);
    expect(await session.mac(KEY_ID, MESSAGE)).toEqual(expected);
  });

  it('works for many at once', async () => {
    const session = await cluster.login(PIN);
    await session.generateKey(KEY_ID, 'x');
    const macs = await Promise.all(Array.from({ length: 40 }, () => session.mac(KEY_ID, MESSAGE)));
    expect(new Set(macs.map(String)).size).toBe(1);
    expect(module.busiest).toBe(8);
  });

  it('says that a key is not there, and deletes one that is not without a word', async () => {
    const session = await cluster.login(PIN);
    await expect(session.mac(KEY_ID, MESSAGE)).rejects.toMatchObject({ code: 'KEY_NOT_FOUND' });
    await session.generateKey(KEY_ID, 'x');
    await session.destroyKey(KEY_ID);
    await session.destroyKey(KEY_ID);
    expect(module.objects.size).toBe(0);
  });

  it('draws bytes from the token', async () => {
    const session = await cluster.login(PIN);
    expect(await session.random(3)).toEqual(new Uint8Array(3).fill(0x5a));
  });

  it('logs out once, however often it is told', async () => {
    const [one, two] = [await cluster.login(PIN), await cluster.login(PIN)];
    await one.logout();
    await one.logout();
    expect(module.isLoggedIn).toBe(true);
    await two.logout();
    expect(module.isLoggedIn).toBe(false);
  });

  it('finalises the module when it is closed, unless somebody else initialised it', async () => {
    await cluster.close();
    expect(module.finalized).toBe(true);
    const shared = new FakeModule();
    shared.failures.set('C_Initialize', ckr('CKR_CRYPTOKI_ALREADY_INITIALIZED', 0x191));
    const guest = openPkcs11Cluster({ module: '/lib/x.so', binding: bindingOf(shared) });
    await guest.check();
    await guest.close();
    expect(shared.finalized).toBe(false);
  });

  it('says which module cannot be loaded, and why', () => {
    const broken = new FakeModule();
    broken.failures.set('load', new Error('no such file'));
    const open = (): HsmCluster => openPkcs11Cluster({ module: '/lib/none.so', binding: bindingOf(broken) });
    expect(open).toThrow(Pkcs11UnavailableError);
    broken.failures.set('load', new Error('no such file'));
    expect(open).toThrow('the PKCS#11 module /lib/none.so cannot be loaded: no such file');
  });
});
