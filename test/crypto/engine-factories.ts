/** The engines of the house and how each is made. */
import type { Engine } from '../../src/crypto/engine.ts';
import { createNodeEngine } from '../../src/crypto/host/node.ts';
import { createKernelEngine } from '../../src/crypto/kernel/engine.ts';
import { createPortableEngine } from '../../src/crypto/portable.ts';

/** Engines that have every primitive. */
export const ENGINE_FACTORIES = {
  portable: createPortableEngine,
  host: createNodeEngine,
} as const satisfies Readonly<Record<string, () => Engine>>;

export type TestedEngineName = keyof typeof ENGINE_FACTORIES;

/** All of them: vectors go through each, and what one does not have is counted. */
export const VECTOR_ENGINE_FACTORIES = {
  ...ENGINE_FACTORIES,
  kernel: createKernelEngine,
} as const satisfies Readonly<Record<string, () => Engine>>;

export type VectorEngineName = keyof typeof VECTOR_ENGINE_FACTORIES;
