/** Suites that hold for all engines, run over each. */
import { describe } from 'vitest';
import type { Engine } from '../../src/crypto/engine.ts';
import {
  ENGINE_FACTORIES,
  type TestedEngineName,
  VECTOR_ENGINE_FACTORIES,
  type VectorEngineName,
} from './engine-factories.ts';

/** The engines by name. */
export const ENGINES = Object.entries(ENGINE_FACTORIES) as readonly [TestedEngineName, () => Engine][];

/** Runs a suite once for each engine. */
export function forEachEngine(suite: (createEngine: () => Engine, name: TestedEngineName) => void): void {
  for (const [name, createEngine] of ENGINES) describe(`engine ${name}`, () => suite(createEngine, name));
}

/** The engines that vectors go through, by name. */
export const VECTOR_ENGINES = Object.entries(VECTOR_ENGINE_FACTORIES) as readonly [
  VectorEngineName,
  () => Engine,
][];
