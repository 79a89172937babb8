/**
 * An engine of which only some primitives are asked: how `auto` takes from an engine what it is fastest at.
 *
 * @module
 */
import type { Engine, EngineReport } from './engine.ts';
import { UnsupportedAlgorithmError } from './errors.ts';
import type { PrimitiveName, Primitives } from './primitives.ts';

/**
 * The same engine, as if it had those primitives alone.
 *
 * @example
 * createPartialEngine(createPortableEngine(), ['hash']).supports('rsa'); // false
 */
export function createPartialEngine(engine: Engine, names: readonly PrimitiveName[]): Engine {
  return new PartialEngine(engine, names);
}

class PartialEngine implements Engine {
  readonly name: Engine['name'];
  readonly #engine: Engine;
  readonly #names: readonly PrimitiveName[];

  constructor(engine: Engine, names: readonly PrimitiveName[]) {
    this.name = engine.name;
    this.#engine = engine;
    this.#names = names;
  }

  get hasFailed(): boolean {
    return this.#engine.hasFailed;
  }

  supports(name: PrimitiveName): boolean {
    return this.#names.includes(name) && this.#engine.supports(name);
  }

  async use<N extends PrimitiveName>(name: N): Promise<Primitives[N]> {
    if (!this.supports(name))
      throw new UnsupportedAlgorithmError(`engine ${this.name} is not asked for ${name}`);
    return this.#engine.use(name);
  }

  async selfTest(): Promise<void> {
    for (const name of this.#names) if (this.supports(name)) await this.use(name);
  }

  describe(): EngineReport {
    const report = this.#engine.describe();
    const primitives = report.primitives.filter(({ primitive }) => this.#names.includes(primitive));
    return { ...report, primitives };
  }
}
