import { describe, expect, it } from 'vitest';
import { PRIMITIVE_NAMES } from '../../src/crypto/primitives.ts';
import { engineNamed, servingEngine } from '../../src/node/engines.ts';

describe('the engines of this machine', () => {
  it.each(['portable', 'kernel', 'host', 'auto'] as const)('have %s, new each time', (name) => {
    expect(engineNamed(name).name).toBe(name);
    expect(engineNamed(name)).not.toBe(engineNamed(name));
  });

  it('are asked in the order of their speed when the choice is theirs', async () => {
    const auto = engineNamed('auto');
    await auto.use('aesGcm');
    await auto.use('kbkdf');
    await auto.use('ec');
    await auto.use('ed25519');
    const engineOf = (name: string) =>
      auto.describe().primitives.find(({ primitive }) => primitive === name)?.engine;
    expect([engineOf('aesGcm'), engineOf('hmac')]).toEqual(['kernel', 'host']);
    expect([engineOf('kbkdf'), engineOf('ed25519'), engineOf('ec')]).toEqual(['kernel', 'kernel', 'kernel']);
    expect(engineOf('rsa')).toBe('host');
  });

  it('share RSA: the host signs and decrypts, the kernel generates, inspects, verifies and encrypts', () => {
    const rsa = engineNamed('auto')
      .describe()
      .primitives.find(({ primitive }) => primitive === 'rsa');
    const [engine, selfTest] = ['kernel', 'not run'] as const;
    const members = ['generateKey', 'inspectPrivateKey', 'verify', 'verifyDigest', 'encrypt'];
    expect(rsa).toEqual({
      primitive: 'rsa',
      engine: 'host',
      members: Object.fromEntries(members.map((member) => [member, engine])),
      selfTest,
    });
  });

  it('seal the same with every engine, whatever the size', async () => {
    const [key, nonce, aad] = [new Uint8Array(32).fill(1), new Uint8Array(12), new Uint8Array([7])];
    const portable = await engineNamed('portable').use('aesGcm');
    const auto = await engineNamed('auto').use('aesGcm');
    for (const length of [0, 32, 4112, 4113, 5000]) {
      const plaintext = new Uint8Array(length).fill(3);
      const sealed = await auto.seal(key, nonce, plaintext, aad);
      expect(sealed).toEqual(await portable.seal(key, nonce, plaintext, aad));
      expect(await auto.open(key, nonce, sealed, aad)).toEqual(plaintext);
    }
  });

  it('serve whole, with the portable engine for what the named one has not', () => {
    for (const name of ['kernel', 'host', 'portable', 'auto'] as const) {
      expect(PRIMITIVE_NAMES.every((primitive) => servingEngine(name).supports(primitive))).toBe(true);
    }
  });
});
