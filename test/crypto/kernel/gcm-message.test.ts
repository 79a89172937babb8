/** Messages in one call and in parts: the border between them, and long ones. */
import { createCipheriv, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AuthenticationError } from '../../../src/crypto/errors.ts';
import { openMessage, placesOf, sealMessage, setKey } from '../../../src/crypto/kernel/gcm-message.ts';
import { holds, ownKernel, workOf } from './instances.ts';

const NONE = new Uint8Array();

describe('a message', () => {
  it('of several megabytes goes through in parts, under a key that is kept and a fresh one', () => {
    const own = ownKernel();
    const places = placesOf(own.kernel);
    const [key, nonce, text] = [randomBytes(32), randomBytes(12), randomBytes(5_000_001)];
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const expected = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
    setKey(places, 3, key);
    for (const [slot, fresh] of [
      [3, undefined],
      [0, key],
    ] as const) {
      expect(Buffer.compare(sealMessage(places, slot, fresh, nonce, text, NONE, 16), expected)).toBe(0);
      expect(Buffer.compare(openMessage(places, slot, fresh, nonce, expected, NONE, 16), text)).toBe(0);
    }
    own.kernel.releaseAesKey(3);
    expect(workOf(own).every((byte) => byte === 0)).toBe(true);
  });

  it('at every length around the longest of one call is the same in one call and in parts', () => {
    const { kernel } = ownKernel();
    const places = placesOf(kernel);
    const inParts = { ...places, textLength: -1 };
    const [key, nonce] = [randomBytes(32), randomBytes(12)];
    for (const length of [
      0, 1, 31, 32, 479, 480, 16_863, 16_864, 16_865, 66_015, 66_016, 66_017, 90_095, 90_096,
    ]) {
      const text = randomBytes(length);
      const whole = sealMessage(places, 0, key, nonce, text, NONE, 16);
      expect(Buffer.compare(sealMessage(inParts, 0, key, nonce, text, NONE, 16), whole)).toBe(0);
      expect(Buffer.compare(openMessage(inParts, 0, key, nonce, whole, NONE, 16), text)).toBe(0);
    }
  });

  it('in parts that is not authentic leaves neither text nor key behind', () => {
    const own = ownKernel();
    const places = placesOf(own.kernel);
    const [key, nonce, text] = [randomBytes(32), randomBytes(12), randomBytes(300_000)];
    const sealed = sealMessage(places, 0, key, nonce, text, NONE, 16);
    sealed[sealed.length - 1] ^= 1;
    expect(() => openMessage(places, 0, key, nonce, sealed, NONE, 16)).toThrow(AuthenticationError);
    expect(workOf(own).every((byte) => byte === 0)).toBe(true);
    expect(holds(own, text.subarray(-4096)) || holds(own, text.subarray(0, 4096))).toBe(false);
  });
});
