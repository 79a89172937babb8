/** Every engine of the house and how it is made. */
import type { Engine } from '../../src/crypto/engine.ts';
import { createNodeEngine } from '../../src/crypto/host/node.ts';
import { createPortableEngine } from '../../src/crypto/portable.ts';

export const ENGINE_FACTORIES = {
  portable: createPortableEngine,
  host: createNodeEngine,
} as const satisfies Readonly<Record<string, () => Engine>>;

export type TestedEngineName = keyof typeof ENGINE_FACTORIES;
