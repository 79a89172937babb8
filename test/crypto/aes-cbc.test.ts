import { createCipheriv, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/bytes/hex.ts';
import { aesBlock } from '../../src/crypto/aes.ts';
import { encryptCbc } from '../../src/crypto/aes-cbc.ts';

describe('AES-CBC', () => {
  it('gives the answer of SP 800-38A F.2.5, and a block of padding', async () => {
    const key = fromHex('603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4');
    const iv = fromHex('000102030405060708090a0b0c0d0e0f');
    const plaintext = fromHex(
      '6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710',
    );
    const out = await encryptCbc(aesBlock, key, iv, plaintext);
    expect(toHex(out.subarray(0, 64))).toBe(
      'f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b',
    );
    expect(out).toHaveLength(80);
  });

  it.each([16, 24, 32])(
    'is that of node:crypto for keys of %i bytes and every length to 70',
    async (keyLength) => {
      for (let length = 0; length <= 70; length++) {
        const [key, iv, plaintext] = [randomBytes(keyLength), randomBytes(16), randomBytes(length)];
        const peer = createCipheriv(`aes-${keyLength * 8}-cbc`, key, iv);
        const expected = Buffer.concat([peer.update(plaintext), peer.final()]);
        expect(toHex(await encryptCbc(aesBlock, key, iv, plaintext))).toBe(toHex(expected));
      }
    },
  );

  it('takes no other lengths and no other types', async () => {
    const none = new Uint8Array();
    await expect(encryptCbc(aesBlock, new Uint8Array(31), new Uint8Array(16), none)).rejects.toThrow(
      RangeError,
    );
    await expect(encryptCbc(aesBlock, new Uint8Array(32), new Uint8Array(12), none)).rejects.toThrow(
      RangeError,
    );
    await expect(encryptCbc(aesBlock, new Uint8Array(32), new Uint8Array(16), 'x' as never)).rejects.toThrow(
      TypeError,
    );
  });

  it('leaves nothing of the plaintext behind when the cipher fails', async () => {
    let seen: Uint8Array | undefined;
    const failing = {
      encryptBlock: (_: Uint8Array, block: Uint8Array): never => {
        seen = block;
        throw new Error('no');
      },
    };
    await expect(
      encryptCbc(failing, new Uint8Array(32), new Uint8Array(16), new Uint8Array(16).fill(9)),
    ).rejects.toThrow('no');
    expect(seen).toEqual(new Uint8Array(16));
  });
});
