/** The module for AES-GCM: closed to the outside, its memory as its map says, and a wipe that leaves nothing. */
import { describe, expect, it } from 'vitest';
import { AES_KERNEL } from '../../../src/crypto/kernel/aes-bytes.ts';
import { type AesKernel, loadAesKernel } from '../../../src/crypto/kernel/aes-kernel.ts';
import { unpackKernel } from '../../../src/crypto/kernel/loader.ts';

function loaded(): AesKernel {
  const { kernel, reason } = loadAesKernel();
  if (kernel === undefined) throw new Error(reason);
  return kernel;
}

describe('the kernel', () => {
  it('imports nothing and cannot grow', () => {
    const module = new WebAssembly.Module(unpackKernel(AES_KERNEL));
    expect(WebAssembly.Module.imports(module)).toEqual([]);
    expect(() => loaded().memory.grow(1)).toThrow(RangeError);
  });

  it('keeps constant tables apart from working memory, and the first of it from any pointer', () => {
    const kernel = loaded();
    const memory = new Uint8Array(kernel.memory.buffer);
    const [start, end, work] = [kernel.publicStart.value, kernel.publicEnd(), kernel.workStart.value];
    expect(start).toBe(1024);
    expect(end).toBeGreaterThan(start);
    expect(end).toBeLessThanOrEqual(work);
    expect(kernel.ioStart.value + kernel.ioLength.value).toBeLessThanOrEqual(memory.length);
    expect(memory.subarray(0, start).every((byte) => byte === 0)).toBe(true);
    expect(memory.subarray(end).every((byte) => byte === 0)).toBe(true);
  });

  it('is, after wipe, byte for byte an instance that was never used', () => {
    const kernel = loaded();
    const memory = new Uint8Array(kernel.memory.buffer);
    memory.fill(0xff, kernel.workStart.value);
    kernel.wipe();
    expect(Buffer.compare(memory, new Uint8Array(loaded().memory.buffer))).toBe(0);
  });
});
