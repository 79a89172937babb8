import { afterEach, describe, expect, it, vi } from 'vitest';
import { createDefaultEngine, kernelOfThisHost } from '../../src/crypto/default-engine.ts';
import { PRIMITIVE_NAMES } from '../../src/crypto/primitives.ts';

afterEach(() => vi.unstubAllGlobals());

describe('the default engine', () => {
  it('has every primitive: what the kernel has by the kernel, the rest by the portable engine', () => {
    const { primitives } = createDefaultEngine().describe();
    expect(primitives.map(({ primitive }) => primitive)).toEqual(PRIMITIVE_NAMES);
    expect(kernelOfThisHost()?.supports('ed25519')).toBe(true);
    for (const { primitive, engine } of primitives) {
      expect(engine).toBe(kernelOfThisHost()?.supports(primitive) ? 'kernel' : 'portable');
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

  it('asks the portable engine for the hashes that the kernel has not', async () => {
    const hmac = await createDefaultEngine().use('hmac');
    expect(await hmac.mac('SHA-224', new Uint8Array(28), new Uint8Array(1))).toHaveLength(28);
  });

  it('finds the kernel on this host', () => {
    expect(kernelOfThisHost()?.name).toBe('kernel');
  });
});
