/** Relaxed SIMD: the module that the loader makes, and that it computes the same. */
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AES_KERNEL } from '../../../src/crypto/kernel/aes-bytes.ts';
import { createKernelAesGcm, type KernelAesGcm } from '../../../src/crypto/kernel/aes-gcm.ts';
import { loadAesKernel } from '../../../src/crypto/kernel/aes-kernel.ts';
import { unpackKernel } from '../../../src/crypto/kernel/loader.ts';
import { hasRelaxedSimd, withRelaxedSwizzles } from '../../../src/crypto/kernel/relaxed.ts';

const PLAIN = unpackKernel(AES_KERNEL);

function gcmOf(bytes: Uint8Array<ArrayBuffer>): KernelAesGcm {
  const { kernel, reason } = loadAesKernel(new WebAssembly.Module(bytes));
  if (kernel === undefined) throw new Error(reason);
  return createKernelAesGcm(kernel);
}

describe('the kernel for relaxed SIMD', () => {
  it('is another module of the same length, valid exactly where relaxed SIMD is', () => {
    const relaxed = withRelaxedSwizzles(PLAIN);
    expect(relaxed.length).toBe(PLAIN.length);
    expect(relaxed.filter((byte, at) => byte !== PLAIN[at]).length).toBeGreaterThan(2 * 100);
    expect(WebAssembly.validate(relaxed)).toBe(hasRelaxedSimd());
    expect(WebAssembly.validate(PLAIN)).toBe(true);
  });

  it.runIf(hasRelaxedSimd())('computes the same as the one without (needs relaxed SIMD)', () => {
    const [plain, relaxed] = [gcmOf(PLAIN), gcmOf(withRelaxedSwizzles(PLAIN))];
    for (let length = 0; length < 3000; length += 1 + (length >> 2)) {
      const [key, nonce, text, aad] = [
        randomBytes(32),
        randomBytes(12),
        randomBytes(length),
        randomBytes(20),
      ];
      const sealed = plain.seal(key, nonce, text, aad);
      expect(relaxed.seal(key, nonce, text, aad)).toEqual(sealed);
      expect(relaxed.open(key, nonce, sealed, aad)).toEqual(new Uint8Array(text));
    }
  });

  it('leaves other bytes as they are, and the module that it was given', () => {
    const bytes = [0x8e, 0x00, 0xfd, 0x8e, 0x01, 0x8e, 0x00, 0xfd];
    expect(withRelaxedSwizzles(Uint8Array.from(bytes))).toEqual(Uint8Array.from(bytes));
    const swizzles = Uint8Array.of(0xfd, 0x8e, 0x00, 0xfd, 0x8e, 0x00);
    expect(withRelaxedSwizzles(swizzles)).toEqual(Uint8Array.of(0xfd, 0x80, 0x02, 0xfd, 0x80, 0x02));
    expect(swizzles[1]).toBe(0x8e);
  });
});
