import { afterEach, describe, expect, it, vi } from 'vitest';
import { createDefaultEngine, kernelOfThisHost } from '../../src/crypto/default-engine.ts';
import { PRIMITIVE_NAMES } from '../../src/crypto/primitives.ts';

afterEach(() => vi.unstubAllGlobals());

describe('the default engine', () => {
  it('has every primitive, AES-GCM and RSA by the kernel and the rest by the portable engine', () => {
    const { primitives } = createDefaultEngine().describe();
    expect(primitives.map(({ primitive }) => primitive)).toEqual(PRIMITIVE_NAMES);
    for (const { primitive, engine } of primitives) {
      expect(engine).toBe(['aesGcm', 'rsa'].includes(primitive) ? 'kernel' : 'portable');
    }
  });

  it('is the portable engine alone where WebAssembly is forbidden', async () => {
    vi.resetModules();
    vi.stubGlobal('WebAssembly', undefined);
    const fresh = await import('../../src/crypto/default-engine.ts');
    expect(fresh.kernelOfThisHost()).toBeUndefined();
    const { primitives } = fresh.createDefaultEngine().describe();
    expect(new Set(primitives.map(({ engine }) => engine))).toEqual(new Set(['portable']));
  });

  it('finds the kernel on this host', () => {
    expect(kernelOfThisHost()?.name).toBe('kernel');
  });
});
