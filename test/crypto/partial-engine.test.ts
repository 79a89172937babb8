import { describe, expect, test } from 'vitest';
import { createEngine } from '../../src/crypto/engine.ts';
import { EngineFailedError, UnsupportedAlgorithmError } from '../../src/crypto/errors.ts';
import { createPartialEngine } from '../../src/crypto/partial-engine.ts';
import { createPortableEngine } from '../../src/crypto/portable.ts';
import { selfTests } from '../../src/crypto/self-tests.ts';

describe('a partial engine', () => {
  test('has the primitives that it is made for, and no others', async () => {
    const engine = createPortableEngine();
    const partial = createPartialEngine(engine, ['hash', 'ed25519']);
    expect(partial.name).toBe('portable');
    expect(partial.supports('hash')).toBe(true);
    expect(partial.supports('hmac')).toBe(false);
    expect(await partial.use('hash')).toBe(await engine.use('hash'));
    await expect(partial.use('hmac')).rejects.toThrow(UnsupportedAlgorithmError);
  });

  test('lacks what its engine lacks', async () => {
    const partial = createPartialEngine(createEngine('host', {}, selfTests), ['hash']);
    expect(partial.supports('hash')).toBe(false);
    await expect(partial.use('hash')).rejects.toThrow(UnsupportedAlgorithmError);
  });

  test('tests and reports its own part', async () => {
    const partial = createPartialEngine(createPortableEngine(), ['hash']);
    await partial.selfTest();
    expect(partial.describe()).toEqual({
      name: 'portable',
      state: 'ready',
      primitives: [{ primitive: 'hash', engine: 'portable', selfTest: 'passed' }],
    });
  });

  test('is in the error state with its engine, whatever part failed', async () => {
    const hash = { digest: () => new Uint8Array(32), digestXof: () => new Uint8Array(32) };
    const engine = createEngine('portable', { hash }, selfTests);
    await expect(engine.use('hash')).rejects.toThrow(EngineFailedError);
    expect(createPartialEngine(engine, []).describe().state).toBe('error');
  });
});
