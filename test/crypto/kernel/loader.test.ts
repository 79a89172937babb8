/** The loader: bytes that prove themselves, a host that forbids them, and a wipe that leaves nothing. */
import { createContext, runInContext } from 'node:vm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fromBase64, toBase64 } from '../../../src/bytes/base64.ts';
import { EngineFailedError } from '../../../src/crypto/errors.ts';
import { type KernelExports, loadKernel } from '../../../src/crypto/kernel/loader.ts';
import {
  KERNEL_BASE64,
  KERNEL_RELAXED_SHA256,
  KERNEL_SHA256,
} from '../../../src/crypto/kernel/wasm-bytes.ts';

afterEach(() => vi.unstubAllGlobals());

function loaded(): KernelExports {
  const { kernel, reason } = loadKernel();
  if (kernel === undefined) throw new Error(reason);
  return kernel;
}

/** The host of workerd and of a strict content security policy: WebAssembly is there, compiling is not. */
function forbiddingHost(): unknown {
  const context = createContext({}, { codeGeneration: { strings: false, wasm: false } });
  return runInContext('WebAssembly', context);
}

describe('loadKernel', () => {
  it('refuses bytes with any one bit flipped', () => {
    const bytes = fromBase64(KERNEL_BASE64);
    for (const at of [0, bytes.length >> 1, bytes.length - 1]) {
      for (let bit = 0; bit < 8; bit++) {
        const flipped = Uint8Array.from(bytes);
        flipped[at] ^= 1 << bit;
        const source = { base64: toBase64(flipped), sha256: KERNEL_SHA256 };
        expect(() => loadKernel(source)).toThrow(EngineFailedError);
        const relaxed = { ...source, relaxedSha256: KERNEL_RELAXED_SHA256 };
        expect(() => loadKernel(relaxed)).toThrow(EngineFailedError);
      }
    }
  });

  it('answers with a reason where the host forbids compiling from bytes', () => {
    vi.stubGlobal('WebAssembly', forbiddingHost());
    const { kernel, reason } = loadKernel();
    expect(kernel).toBeUndefined();
    expect(reason).toMatch(/does not run the kernel: .*disallowed by embedder/);
  });

  it('answers with a reason where there is no WebAssembly', () => {
    vi.stubGlobal('WebAssembly', undefined);
    expect(loadKernel().reason).toMatch(/does not run the kernel/);
  });

  it('takes a module that the host compiled itself', () => {
    const module = new WebAssembly.Module(fromBase64(KERNEL_BASE64));
    expect(loadKernel(module).kernel?.memory.buffer.byteLength).toBe(0x30000);
  });

  it('gives every caller a memory of its own', () => {
    const [one, other] = [loaded(), loaded()];
    new Uint8Array(one.memory.buffer)[64] = 7;
    expect(new Uint8Array(other.memory.buffer)[64]).toBe(0);
  });
});

describe('the kernel', () => {
  it('imports nothing and cannot grow', () => {
    const module = new WebAssembly.Module(fromBase64(KERNEL_BASE64));
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
