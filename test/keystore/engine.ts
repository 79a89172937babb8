/** The engine of the keystore's tests: one, so that its self-tests run once a file. */
import type { Engine } from '../../src/crypto/engine.ts';
import { createPortableEngine } from '../../src/crypto/portable.ts';

const engine = createPortableEngine();

export function testEngine(): Engine {
  return engine;
}
