import { afterEach, describe, expect, it, vi } from 'vitest';
import { createDefaultEngine, kernelOfThisHost } from '../../src/crypto/default-engine.ts';
import type { Engine } from '../../src/crypto/engine.ts';
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

  it('gives long messages of AES-GCM to Web Cryptography, where the host has it', async () => {
    const rowOf = (engine: Engine) =>
      engine.describe().primitives.find(({ primitive }) => primitive === 'aesGcm');
    const engine = createDefaultEngine();
    expect(rowOf(engine)?.longer).toEqual({ from: 32_768, engine: 'host', selfTest: 'not run' });
    const gcm = await engine.use('aesGcm');
    const [key, nonce, text] = [new Uint8Array(32), new Uint8Array(12), new Uint8Array(40_000).fill(5)];
    const sealed = await gcm.seal(key, nonce, text, new Uint8Array());
    expect(rowOf(engine)?.longer?.selfTest).toBe('passed');
    vi.stubGlobal('crypto', undefined);
    const alone = createDefaultEngine();
    expect(rowOf(alone)?.longer).toBeUndefined();
    expect(await (await alone.use('aesGcm')).open(key, nonce, sealed, new Uint8Array())).toEqual(text);
  });

  it('does with the kernel or by itself what Web Cryptography does not', async () => {
    const gcm = await createDefaultEngine().use('aesGcm');
    const [key, nonce, text] = [new Uint8Array(32), new Uint8Array(7), new Uint8Array(40_000)];
    const sealed = await gcm.seal(key, nonce, text, new Uint8Array(), 12);
    expect(sealed.length).toBe(40_012);
    expect(await gcm.open(key, nonce, sealed, new Uint8Array(), 12)).toEqual(text);
  });

  it('is the portable engine where WebAssembly is forbidden, and alone without Web Cryptography', async () => {
    vi.resetModules();
    vi.stubGlobal('WebAssembly', undefined);
    const fresh = await import('../../src/crypto/default-engine.ts');
    expect(fresh.kernelOfThisHost()).toBeUndefined();
    const { primitives, withoutKernel } = fresh.createDefaultEngine().describe();
    expect(withoutKernel).toMatch(/^this host does not run the kernel: /);
    expect(new Set(primitives.map(({ engine }) => engine))).toEqual(new Set(['portable']));
    expect(primitives.find(({ primitive }) => primitive === 'aesGcm')?.longer?.from).toBe(2048);
  });

  it('asks the portable engine for the hashes that the kernel has not', async () => {
    const hmac = await createDefaultEngine().use('hmac');
    expect(await hmac.mac('SHA-224', new Uint8Array(28), new Uint8Array(1))).toHaveLength(28);
  });

  it('finds the kernel on this host', () => {
    expect(kernelOfThisHost()?.name).toBe('kernel');
    expect(createDefaultEngine().describe().withoutKernel).toBeUndefined();
  });
});
