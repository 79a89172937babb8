/**
 * The engine `auto`: several engines as one, each primitive by the first that has it.
 *
 * An engine may have a primitive and still not do every parameter of it: what it answers with
 * UnsupportedAlgorithmError goes to the next one. Nothing else does: a wrong result, a refusal or a failed self-test is
 * final, and an engine in the error state puts `auto` there too, since falling back would hide it. An engine that is
 * asked later is loaded and tested when its turn first comes.
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
    if (known !== undefined && !this.hasFailed) return known;
    const [first, ...others] = this.#engines.filter((engine) => engine.supports(name));
    if (first === undefined) throw new UnsupportedAlgorithmError(`no engine has ${name}`);
    // Whoever has failed refuses, although another one would do the work.
    for (const engine of others) if (engine.hasFailed) await engine.use(name);
    const combined = combine(name, await first.use(name), others);
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

/**
 * An object with the methods of the first primitive, each of which goes on to the next engine where the first does not
 * serve. That one is tested, and loaded, when it is first needed.
 */
function combine<N extends PrimitiveName>(
  name: N,
  primitive: Primitives[N],
  others: readonly Engine[],
): Primitives[N] {
  if (others.length === 0) return primitive;
  const methods = Object.entries(primitive).map(([member, method]: [string, Method]) => {
    return [member, inTurn(method, (told, input) => askOthers(others, name, member, told, input))];
  });
  return Object.fromEntries(methods);
}

/** Waits for nothing that does not have to be waited for. */
function inTurn(method: Method, next: (told: unknown, input: unknown[]) => Promise<unknown>): Method {
  return (...input) => {
    try {
      const output = method(...input);
      return output instanceof Promise ? output.catch((error) => next(error, input)) : output;
    } catch (error) {
      if (error instanceof UnsupportedAlgorithmError) return next(error, input);
      throw error;
    }
  };
}

/** What the first of the others answers that does this; the last refusal when none does, and any other error at once. */
async function askOthers(
  others: readonly Engine[],
  name: PrimitiveName,
  member: string,
  told: unknown,
  input: unknown[],
): Promise<unknown> {
  let error = told;
  for (const engine of others) {
    if (!(error instanceof UnsupportedAlgorithmError)) break;
    const primitive: object = await engine.use(name);
    // What a primitive may leave out is asked of those that have it.
    if (!Object.hasOwn(primitive, member)) continue;
    try {
      return await (primitive[member as keyof object] as Method)(...input);
    } catch (refusal) {
      error = refusal;
    }
  }
  throw error;
}
