import { describe, expect, it } from 'vitest';
import { toUtf8 } from '../../src/bytes/utf8.ts';
import { deriveInHsm, HsmError } from '../../src/external/hsm.ts';
import { cmac, FakeHsm, PASSWORD } from './fake-hsm.ts';

const KEY_ID = new Uint8Array(16).fill(1);
const NONCE = new Uint8Array(16).fill(2);

describe('AES-CMAC by hand', () => {
  // SP 800-38B, examples for AES-256.
  const key = Buffer.from('603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4', 'hex');
  const message = Buffer.from(
    '6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51' +
      '30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710',
    'hex',
  );
  it.each([
    [0, '028962f61b7bf89efc6b551f4667d983'],
    [16, '28a7023f452e8f82bd4bf28d8c37c35c'],
    [40, 'aaf3d8f1de5640c232f5b169b9c911e6'],
    [64, 'e1992190549f6ed5696a2c056c315410'],
  ])('of %i bytes is that of SP 800-38B', (length, expected) => {
    expect(cmac(key, message.subarray(0, length)).toString('hex')).toBe(expected);
  });
});

describe('a base key derived in an HSM', () => {
  it('is KBKDF in counter mode over AES-CMAC: two blocks, by hand (SP 800-108r1 §4.1)', async () => {
    const hsm = new FakeHsm();
    const session = await hsm.login(toUtf8(PASSWORD));
    await session.generateKey(KEY_ID, 'x');
    const [key] = [...hsm.keys.values()];
    const block = (counter: number): Buffer =>
      cmac(
        key?.bytes ?? Buffer.alloc(32),
        Buffer.concat([
          Buffer.from([0, 0, 0, counter]),
          Buffer.from('strongroom hsm base key\0'),
          NONCE,
          Buffer.from([0, 0, 1, 0]),
        ]),
      );
    const derived = await deriveInHsm(session, KEY_ID, NONCE);
    expect(Buffer.from(derived).equals(Buffer.concat([block(1), block(2)]))).toBe(true);
    expect(await deriveInHsm(session, KEY_ID, new Uint8Array(16))).not.toEqual(derived);
  });

  it('is refused as the HSM refuses', async () => {
    const session = await new FakeHsm().login(toUtf8(PASSWORD));
    await expect(deriveInHsm(session, KEY_ID, NONCE)).rejects.toMatchObject({ code: 'KEY_NOT_FOUND' });
    expect(new HsmError('KEY_NOT_FOUND', 'x').name).toBe('HsmError');
  });
});
