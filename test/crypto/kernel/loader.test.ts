/** The loader: bytes that prove themselves, a host that forbids them, and a wipe that leaves nothing. */
import { createHash, randomBytes } from 'node:crypto';
import { createContext, runInContext } from 'node:vm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { KERNEL_MODULES } from '../../../scripts/kernel-modules.ts';
import { pack } from '../../../scripts/pack-kernel.ts';
import { EngineFailedError, UnsupportedAlgorithmError } from '../../../src/crypto/errors.ts';
import { AES_KERNEL } from '../../../src/crypto/kernel/aes-bytes.ts';
import {
  type KernelBase,
  type KernelBytes,
  loadKernel,
  requireKernelHost,
  requireLoaded,
  unpackKernel,
} from '../../../src/crypto/kernel/loader.ts';

afterEach(() => vi.unstubAllGlobals());

function loaded(): KernelBase {
  const { kernel, reason } = loadKernel(AES_KERNEL);
  if (kernel === undefined) throw new Error(reason);
  return kernel;
}

const randomText = (length: number): string => randomBytes(length).toString('base64');

/** The host of workerd and of a strict content security policy: WebAssembly is there, compiling is not. */
function forbiddingHost(): unknown {
  const context = createContext({}, { codeGeneration: { strings: false, wasm: false } });
  return runInContext('WebAssembly', context);
}

describe('loadKernel', () => {
  it('refuses a text with any one bit flipped', () => {
    const text = Buffer.from(AES_KERNEL.packed, 'base64');
    // The last bytes end the code and tell nothing any more.
    for (const at of [0, text.length >> 2, text.length >> 1, text.length - 8]) {
      for (let bit = 0; bit < 8; bit++) {
        const flipped = Buffer.from(text);
        flipped[at] ^= 1 << bit;
        const source = { packed: flipped.toString('base64'), sha256: AES_KERNEL.sha256 };
        expect(() => loadKernel(source)).toThrow(EngineFailedError);
        const relaxed = { ...source, relaxedSha256: AES_KERNEL.relaxedSha256 };
        expect(() => loadKernel(relaxed)).toThrow(EngineFailedError);
      }
    }
  });

  it('refuses whatever was never packed, and loads what was all the same', () => {
    const { sha256 } = AES_KERNEL;
    for (const packed of ['', 'A', 'not base64?', ...[3, 30, 300, 3000].map(randomText)]) {
      expect(() => loadKernel({ packed, sha256 })).toThrow(EngineFailedError);
    }
    loaded().wipe();
  });

  it.each(KERNEL_MODULES.filter(({ packed = true }) => packed))(
    'has room for the bytes of $name, and hashes them as OpenSSL does',
    async ({ name }) => {
      const file = `../../../src/crypto/kernel/${name}-bytes.ts`;
      const { [`${name.toUpperCase()}_KERNEL`]: shipped } = (await import(file)) as Record<
        string,
        KernelBytes
      >;
      const bytes = unpackKernel(shipped as KernelBytes);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(shipped?.sha256);
      expect(loadKernel(shipped as KernelBytes).reason).toBeUndefined();
    },
  );

  it.each(Array.from({ length: 130 }, (_, i) => i + 1))('hashes %i bytes, whatever they are', (length) => {
    const bytes = randomBytes(length);
    const source = { packed: pack(bytes), sha256: createHash('sha256').update(bytes).digest('hex') };
    // The digest is right, so that the host is asked, which finds no module in them.
    expect(loadKernel(source).reason).toMatch(/does not run the kernel/);
    expect(() => loadKernel({ ...source, sha256: '0'.repeat(64) })).toThrow(EngineFailedError);
  });

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
    expect(() => requireKernelHost()).not.toThrow();
    vi.stubGlobal('WebAssembly', undefined);
    expect(() => requireLoaded(loadKernel(AES_KERNEL))).toThrow(UnsupportedAlgorithmError);
    expect(() => requireLoaded(loadKernel(AES_KERNEL))).toThrow(/does not run the kernel/);
  });

  it('takes a module that the host compiled itself', () => {
    const module = new WebAssembly.Module(unpackKernel(AES_KERNEL));
    expect(loadKernel(module).kernel?.memory.buffer.byteLength).toBe(0x30000);
  });

  it('gives every caller a memory of its own', () => {
    const [one, other] = [loaded(), loaded()];
    new Uint8Array(one.memory.buffer)[64] = 7;
    expect(new Uint8Array(other.memory.buffer)[64]).toBe(0);
  });
});
