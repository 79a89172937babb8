/** The kernel as an engine. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { UnsupportedAlgorithmError } from '../../../src/crypto/errors.ts';
import { createAesGcmKey, createKernelEngine, kernelAesGcm } from '../../../src/crypto/kernel/engine.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe('the kernel engine', () => {
  it('passes its known answers', async () => {
    const engine = createKernelEngine();
    await engine.selfTest();
    expect(engine.describe().primitives).toEqual([
      { primitive: 'aesGcm', engine: 'kernel', selfTest: 'passed' },
    ]);
  });

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

  it('says why where there is no WebAssembly', async () => {
    vi.stubGlobal('WebAssembly', undefined);
    vi.resetModules();
    const fresh = await import('../../../src/crypto/kernel/engine.ts');
    expect(() => fresh.createKernelEngine()).toThrow(/does not run the kernel/);
    expect(() => fresh.createKernelEngine()).toThrow(
      expect.objectContaining({ name: UnsupportedAlgorithmError.name }),
    );
  });
});
