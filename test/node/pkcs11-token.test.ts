import { beforeEach, describe, expect, it } from 'vitest';
import { toUtf8 } from '../../src/bytes/utf8.ts';
import { CKF_TOKEN_INITIALIZED, CKM_AES_KEY_GEN } from '../../src/node/pkcs11-binding.ts';
import { Pkcs11Token } from '../../src/node/pkcs11-token.ts';
import { ckr, FakeModule } from './fake-pkcs11.ts';

const PIN = toUtf8('1234567');

describe('a PKCS#11 token', () => {
  let module: FakeModule;
  let token: Pkcs11Token;
  beforeEach(() => {
    module = new FakeModule();
    token = new Pkcs11Token(module, 'house');
  });

  const refusal = (work: () => void): string => {
    try {
      work();
    } catch (error) {
      return (error as { code: string }).code;
    }
    return 'none';
  };

  it('is found by its label, or is the first that is initialised', () => {
    module.tokens.unshift({ label: ' '.repeat(32), flags: 0 });
    token.check();
    new Pkcs11Token(module, undefined).check();
    expect(refusal(() => new Pkcs11Token(module, 'barn').check())).toBe('CLUSTER_NOT_ACTIVE');
  });

  it('must be there, initialised, have a user, and know AES-CMAC', () => {
    module.mechanisms = [CKM_AES_KEY_GEN];
    expect(refusal(() => token.check())).toBe('CLUSTER_UNSUITABLE');
    module.tokens = [{ label: 'house'.padEnd(32), flags: CKF_TOKEN_INITIALIZED }];
    expect(refusal(() => token.check())).toBe('CLUSTER_NOT_ACTIVE');
    module.tokens = [];
    expect(refusal(() => token.check())).toBe('CLUSTER_NOT_ACTIVE');
    module.failures.set('C_GetSlotList', ckr('CKR_DEVICE_ERROR', 0x30));
    expect(refusal(() => token.check())).toBe('NETWORK_ERRORS');
  });

  it('lets nobody in with another PIN, not even while somebody is logged in', () => {
    expect(refusal(() => token.login(toUtf8('wrong')))).toBe('INVALID_CREDENTIALS');
    token.login(PIN);
    expect(refusal(() => token.login(toUtf8('wrong')))).toBe('INVALID_CREDENTIALS');
    token.login(PIN);
    expect(module.isLoggedIn).toBe(true);
  });

  it('logs out when the last one who works leaves, with every session closed', async () => {
    token.login(PIN);
    token.login(PIN);
    await token.use((_, session) => expect(session).toHaveLength(8));
    token.logout();
    expect(module.isLoggedIn).toBe(true);
    token.logout();
    expect(module.isLoggedIn).toBe(false);
    expect(module.sessions.size).toBe(0);
  });

  it('uses a session again, and never more than 8 at one time', async () => {
    token.login(PIN);
    let most = 0;
    let now = 0;
    await Promise.all(
      Array.from({ length: 50 }, () =>
        token.use(async () => {
          most = Math.max(most, ++now);
          await new Promise((resolve) => setImmediate(resolve));
          now--;
        }),
      ),
    );
    expect(most).toBe(8);
    expect(module.sessions.size).toBe(9);
  });

  it('closes a session after an error of the device, and serves those who wait', async () => {
    token.login(PIN);
    const fails = Array.from({ length: 20 }, () =>
      token.use(() => {
        throw ckr('CKR_FUNCTION_FAILED', 6);
      }),
    );
    const results = await Promise.allSettled([...fails, token.use(() => 'served')]);
    expect(results.at(-1)).toEqual({ status: 'fulfilled', value: 'served' });
    expect(module.sessions.size).toBe(2);
  });

  it('forgets user and sessions when the device is lost, and begins anew', async () => {
    token.login(PIN);
    const lost = token.use(() => {
      throw ckr('CKR_DEVICE_REMOVED', 0x32);
    });
    await expect(lost).rejects.toMatchObject({ code: 'NETWORK_ERRORS' });
    await expect(token.use(() => 1)).rejects.toMatchObject({ code: 'NETWORK_ERRORS' });
    token.login(PIN);
    expect(await token.use(() => 1)).toBe(1);
  });
});
