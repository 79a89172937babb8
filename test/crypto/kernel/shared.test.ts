/** The one instance of this process, and those of messages in parts. */
import { describe, expect, it } from 'vitest';
import {
  createAesGcmKey,
  createAesGcmOpener,
  createAesGcmSealer,
  kernelAesGcm,
} from '../../../src/crypto/kernel/shared.ts';

describe('the shared kernel', () => {
  it('does all its work on one instance', () => {
    expect(kernelAesGcm()).toBe(kernelAesGcm());
    const key = createAesGcmKey(new Uint8Array(32));
    const sealed = key.seal(new Uint8Array(12), new Uint8Array(3));
    const none = new Uint8Array();
    expect(kernelAesGcm().open(new Uint8Array(32), new Uint8Array(12), sealed, none)).toEqual(
      new Uint8Array(3),
    );
    key.release();
  });

  it('keeps messages in parts apart from each other and from keys that are kept', () => {
    const [key, nonce, text] = [new Uint8Array(32).fill(1), new Uint8Array(12), new Uint8Array(100).fill(2)];
    const held = createAesGcmKey(key);
    const expected = held.seal(nonce, text);
    const sealers = [1, 2, 3].map(() => createAesGcmSealer({ key, nonce }));
    const starts = sealers.map((sealer) => sealer.update(text.subarray(0, 50)));
    const whole = sealers.map((sealer, i) =>
      Buffer.concat([starts[i], sealer.update(text.subarray(50)), sealer.final()]),
    );
    for (const sealed of [...whole, held.seal(nonce, text)]) expect(Buffer.compare(sealed, expected)).toBe(0);
    const opener = createAesGcmOpener({ key, nonce });
    opener.update(expected.subarray(0, 100));
    expect(opener.final(expected.subarray(100))).toEqual(text);
    held.release();
  });
});
