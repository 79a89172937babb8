/**
 * The engine `auto`: several engines as one, each primitive by the first that has it.
 *
 * An engine may have a primitive and still not do every parameter of it: what it answers with
 * UnsupportedAlgorithmError goes to the next one. Nothing else does: a wrong result, a refusal or a failed self-test is
 * final, and an engine in the error state puts `auto` there too, since falling back would hide it.
 *
 * @module
 */
import type { Engine, EngineReport, PrimitiveReport } from './engine.ts';
import { UnsupportedAlgorithmError } from './errors.ts';
import { PRIMITIVE_NAMES, type PrimitiveName, type Primitives } from './primitives.ts';

type Method = (...input: unknown[]) => unknown;

/**
 * One engine out of several.
 *
 * @param engines In the order in which they are asked: the fastest first.
 * @param withoutKernel Why the kernel is not among them, for the report.
 *
 * @example
 * const auto = createAutoEngine([createPortableEngine()]);
 * auto.name; // 'auto'
 */
export function createAutoEngine(engines: readonly Engine[], withoutKernel?: string): Engine {
  return new AutoEngine(engines, withoutKernel);
}

class AutoEngine implements Engine {
  readonly name = 'auto';
  readonly #engines: readonly Engine[];
  readonly #withoutKernel: string | undefined;
  readonly #combined = new Map<PrimitiveName, unknown>();

  constructor(engines: readonly Engine[], withoutKernel: string | undefined) {
    this.#engines = engines;
    this.#withoutKernel = withoutKernel;
  }

  supports(name: PrimitiveName): boolean {
    return this.#engines.some((engine) => engine.supports(name));
  }

  async use<N extends PrimitiveName>(name: N): Promise<Primitives[N]> {
    const able = this.#engines.filter((engine) => engine.supports(name));
    if (able.length === 0) throw new UnsupportedAlgorithmError(`no engine has ${name}`);
    // Asked for every time, not remembered: each engine refuses once it is in the error state.
    const primitives = await Promise.all(able.map((engine) => engine.use(name)));
    const known = this.#combined.get(name) as Primitives[N] | undefined;
    if (known !== undefined) return known;
    const combined = combine(primitives);
    this.#combined.set(name, combined);
    return combined;
  }

  async selfTest(): Promise<void> {
    for (const engine of this.#engines) await engine.selfTest();
  }

  describe(): EngineReport {
    const reports = this.#engines.map((engine) => engine.describe());
    const state = reports.some((report) => report.state === 'error') ? 'error' : 'ready';
    const primitives = PRIMITIVE_NAMES.flatMap((name): readonly PrimitiveReport[] => {
      const first = reports
        .flatMap((report) => report.primitives)
        .find(({ primitive }) => primitive === name);
      return first === undefined ? [] : [first];
    });
    const withoutKernel = this.#withoutKernel;
    return { name: this.name, state, primitives, ...(withoutKernel !== undefined && { withoutKernel }) };
  }
}

/** An object with the methods of the first primitive, each of which goes on to the next where the first does not serve. */
function combine<P extends object>(primitives: readonly P[]): P {
  const [first, ...rest] = primitives;
  if (first === undefined || rest.length === 0) return first as P;
  const methods = Object.keys(first).map((name) => {
    // What a primitive may leave out is asked of those that have it.
    const able = primitives.filter((primitive) => Object.hasOwn(primitive, name));
    return [name, inTurn(able, name as keyof P)];
  });
  return Object.fromEntries(methods) as P;
}

function inTurn<P extends object>(primitives: readonly P[], name: keyof P): Method {
  return async (...input) => {
    let refusal: unknown;
    for (const primitive of primitives) {
      try {
        return await (primitive[name] as Method)(...input);
      } catch (error) {
        if (!(error instanceof UnsupportedAlgorithmError)) throw error;
        refusal = error;
      }
    }
    throw refusal;
  };
}
