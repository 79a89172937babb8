/** Suites that hold for all engines, run over each. */
import { describe } from 'vitest';
import type { Engine } from '../../src/crypto/engine.ts';
import { ENGINE_FACTORIES, type TestedEngineName } from './engine-factories.ts';

/** The engines by name. */
export const ENGINES = Object.entries(ENGINE_FACTORIES) as readonly [TestedEngineName, () => Engine][];

/** Runs a suite once for each engine. */
export function forEachEngine(suite: (createEngine: () => Engine, name: TestedEngineName) => void): void {
  for (const [name, createEngine] of ENGINES) describe(`engine ${name}`, () => suite(createEngine, name));
}
