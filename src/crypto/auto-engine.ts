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

  get hasFailed(): boolean {
    return this.#engines.some((engine) => engine.hasFailed);
  }

  supports(name: PrimitiveName): boolean {
    return this.#engines.some((engine) => engine.supports(name));
  }

  async use<N extends PrimitiveName>(name: N): Promise<Primitives[N]> {
    const known = this.#combined.get(name) as Primitives[N] | undefined;
    // Engines that may have failed are asked anew, so that the one that has refuses.
    if (known !== undefined && !this.hasFailed) return known;
    const able = this.#engines.filter((engine) => engine.supports(name));
    if (able.length === 0) throw new UnsupportedAlgorithmError(`no engine has ${name}`);
    const combined = combine(await Promise.all(able.map((engine) => engine.use(name))));
    this.#combined.set(name, combined);
    return combined;
  }

  async selfTest(): Promise<void> {
    for (const engine of this.#engines) await engine.selfTest();
  }

  describe(): EngineReport {
    const reports = this.#engines.map((engine) => engine.describe());
    const state = this.hasFailed ? 'error' : 'ready';
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

/** Waits for nothing that does not have to be waited for. */
function inTurn<P extends object>(primitives: readonly P[], name: keyof P): Method {
  const [first, ...others] = primitives;
  const method = first?.[name] as Method;
  if (others.length === 0) return (...input) => method(...input);
  const next = inTurn(others, name);
  return (...input) => {
    const goOn = (error: unknown): unknown => {
      if (error instanceof UnsupportedAlgorithmError) return next(...input);
      throw error;
    };
    try {
      const output = method(...input);
      return output instanceof Promise ? output.catch(goOn) : output;
    } catch (error) {
      return goOn(error);
    }
  };
}
