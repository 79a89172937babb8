/** The loader: bytes that prove themselves, a host that forbids them, and a wipe that leaves nothing. */
import { createHash, randomBytes } from 'node:crypto';
import { createContext, runInContext } from 'node:vm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { KERNEL_MODULES } from '../../../scripts/kernel-modules.ts';
import { fromHex, toHex } from '../../../src/bytes/hex.ts';
import { EngineFailedError, UnsupportedAlgorithmError } from '../../../src/crypto/errors.ts';
import { AES_KERNEL } from '../../../src/crypto/kernel/aes-bytes.ts';
import {
  type KernelBase,
  type KernelBytes,
  loadKernel,
  requireLoaded,
} from '../../../src/crypto/kernel/loader.ts';

afterEach(() => vi.unstubAllGlobals());

function loaded(): KernelBase {
  const { kernel, reason } = loadKernel(AES_KERNEL);
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
    const bytes = fromHex(AES_KERNEL.hex);
    for (const at of [0, bytes.length >> 1, bytes.length - 1]) {
      for (let bit = 0; bit < 8; bit++) {
        const flipped = Uint8Array.from(bytes);
        flipped[at] ^= 1 << bit;
        const source = { hex: toHex(flipped), sha256: AES_KERNEL.sha256 };
        expect(() => loadKernel(source)).toThrow(EngineFailedError);
        const relaxed = { ...source, relaxedSha256: AES_KERNEL.relaxedSha256 };
        expect(() => loadKernel(relaxed)).toThrow(EngineFailedError);
      }
    }
  });

  it.each(KERNEL_MODULES)(
    'has room for the bytes of $name, and hashes them as OpenSSL does',
    async ({ name }) => {
      const file = `../../../src/crypto/kernel/${name}-bytes.ts`;
      const { [`${name.toUpperCase()}_KERNEL`]: shipped } = (await import(file)) as Record<
        string,
        KernelBytes
      >;
      const bytes = fromHex(shipped?.hex ?? '');
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(shipped?.sha256);
      expect(() => loadKernel(shipped as KernelBytes)).not.toThrow();
    },
  );

  it.each(Array.from({ length: 130 }, (_, length) => length))(
    'hashes %i bytes, whatever they are',
    (length) => {
      const bytes = randomBytes(length);
      const source = { hex: toHex(bytes), sha256: createHash('sha256').update(bytes).digest('hex') };
      // The digest is right, so that the host is asked, which finds no module in them.
      expect(loadKernel(source).reason).toMatch(/does not run the kernel/);
      expect(() => loadKernel({ ...source, sha256: '0'.repeat(64) })).toThrow(EngineFailedError);
    },
  );

  it('answers with a reason where the host forbids compiling from bytes', () => {
    vi.stubGlobal('WebAssembly', forbiddingHost());
    const { kernel, reason } = loadKernel(AES_KERNEL);
    expect(kernel).toBeUndefined();
    expect(reason).toMatch(/does not run the kernel: .*disallowed by embedder/);
  });

  it('answers with a reason where there is no WebAssembly', () => {
    vi.stubGlobal('WebAssembly', undefined);
    expect(loadKernel(AES_KERNEL).reason).toMatch(/does not run the kernel/);
  });

  it('refuses by the reason where an instance is required', () => {
    vi.stubGlobal('WebAssembly', undefined);
    expect(() => requireLoaded(loadKernel(AES_KERNEL))).toThrow(UnsupportedAlgorithmError);
    expect(() => requireLoaded(loadKernel(AES_KERNEL))).toThrow(/does not run the kernel/);
  });

  it('takes a module that the host compiled itself', () => {
    const module = new WebAssembly.Module(fromHex(AES_KERNEL.hex));
    expect(loadKernel(module).kernel?.memory.buffer.byteLength).toBe(0x30000);
  });

  it('gives every caller a memory of its own', () => {
    const [one, other] = [loaded(), loaded()];
    new Uint8Array(one.memory.buffer)[64] = 7;
    expect(new Uint8Array(other.memory.buffer)[64]).toBe(0);
  });
});
