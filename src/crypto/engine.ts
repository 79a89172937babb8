/**
 * An engine: primitives behind a door that tests them before the first use and closes for good when a test fails.
 *
 * The states of FIPS 140-3 §7.10 in small: a primitive is untested until somebody asks for it, then its known answers
 * are computed once; every key pair that it generates is tested before it is handed out. A wrong answer or a pair that
 * disagrees with itself puts the whole engine into the error state, in which every request is refused, those to
 * primitives that were handed out earlier too. Nothing is tested, compiled or drawn at import time.
 *
 * @module
 */
import { wipe } from '../bytes/wipe.ts';
import { EngineFailedError, UnsupportedAlgorithmError } from './errors.ts';
import type { PairMaker } from './pairwise.ts';
import { type KeyPair, PRIMITIVE_NAMES, type PrimitiveName, type Primitives } from './primitives.ts';

export type EngineName = 'portable' | 'kernel' | 'host' | 'auto';

/** A known-answer test: throws when the primitive does not give the answer. */
export type SelfTest<N extends PrimitiveName = PrimitiveName> = (
  primitive: Primitives[N],
) => void | Promise<void>;

/** The known-answer tests by primitive. */
export type SelfTests = { readonly [N in PrimitiveName]: SelfTest<N> };

/** What an engine says of one primitive. */
export interface PrimitiveReport {
  readonly primitive: PrimitiveName;
  /** Who does it: the engine's own name, or the engine that `auto` chose. */
  readonly engine: EngineName;
  /** Members of the primitive that another engine does, where there are such. */
  readonly members?: { readonly [member: string]: EngineName };
  readonly selfTest: SelfTestState;
  /** Who does it from some size on, where that is another engine. */
  readonly longer?: LongerReport | undefined;
}

export type SelfTestState = 'passed' | 'failed' | 'not run';

/** Who does a primitive for long messages. */
export interface LongerReport {
  /** Messages of so many bytes and more. */
  readonly from: number;
  readonly engine: EngineName;
  readonly selfTest: SelfTestState;
}

/** What an engine says of itself; printed by `strongroom selftest` and `GET /health`. */
export interface EngineReport {
  readonly name: EngineName;
  readonly state: 'ready' | 'error';
  readonly primitives: readonly PrimitiveReport[];
  /** Why this host does not run the kernel, where `auto` would have asked it. */
  readonly withoutKernel?: string;
}

/** Primitives that have proved themselves. */
export interface Engine {
  readonly name: EngineName;
  /** Whether a test has failed: whatever failed refuses from then on. What {@link describe} calls the error state. */
  readonly hasFailed: boolean;
  /** Whether the engine has this primitive at all. */
  supports(name: PrimitiveName): boolean;
  /**
   * The primitive, after its known answers came out right. Its members refuse with EngineFailedError from the moment
   * that any test of this engine fails.
   *
   * @throws {UnsupportedAlgorithmError} The engine has no such primitive.
   * @throws {EngineFailedError} A self-test failed, now or earlier.
   */
  use<N extends PrimitiveName>(name: N): Promise<Primitives[N]>;
  /** Runs every self-test that has not run. @throws {EngineFailedError} One failed. */
  selfTest(): Promise<void>;
  describe(): EngineReport;
}

/** A primitive that few ask for: it comes when it is first used, so that nobody else loads it. */
export type LatePrimitive<P> = () => Promise<P>;

/** Implementations by name, plain objects of functions or what gives one; an engine may have some of them. */
export type Implementations = {
  readonly [N in PrimitiveName]?: Primitives[N] | LatePrimitive<Primitives[N]> | undefined;
};

/**
 * Builds an engine over implementations and their known-answer tests.
 *
 * @example
 * const engine = createEngine('portable', portablePrimitives, selfTests);
 * const hmac = await engine.use('hmac');
 */
export function createEngine(name: EngineName, implementations: Implementations, tests: SelfTests): Engine {
  return new TestedEngine(name, implementations, tests);
}

type Method = (...input: unknown[]) => unknown;

class TestedEngine implements Engine {
  readonly name: EngineName;
  readonly #implementations: Implementations;
  readonly #tests: SelfTests;
  readonly #runs = new Map<PrimitiveName, Promise<void>>();
  readonly #passed = new Set<PrimitiveName>();
  readonly #guarded = new Map<PrimitiveName, unknown>();
  #failed: PrimitiveName | undefined;

  constructor(name: EngineName, implementations: Implementations, tests: SelfTests) {
    this.name = name;
    this.#implementations = implementations;
    this.#tests = tests;
  }

  get hasFailed(): boolean {
    return this.#failed !== undefined;
  }

  supports(name: PrimitiveName): boolean {
    return this.#implementations[name] !== undefined;
  }

  async use<N extends PrimitiveName>(name: N): Promise<Primitives[N]> {
    this.#refuseIfFailed();
    const known = this.#guarded.get(name) as Primitives[N] | undefined;
    if (known !== undefined) return known;
    const given = this.#implementation(name);
    const primitive = typeof given === 'function' ? await given() : given;
    if (!this.#passed.has(name)) await this.#test(name, primitive);
    const first = this.#guarded.get(name) as Primitives[N] | undefined;
    if (first !== undefined) return first;
    const guarded = this.#guard(name, primitive);
    this.#guarded.set(name, guarded);
    return guarded;
  }

  #implementation<N extends PrimitiveName>(name: N): Primitives[N] | LatePrimitive<Primitives[N]> {
    const given = this.#implementations[name] as Primitives[N] | LatePrimitive<Primitives[N]> | undefined;
    if (given === undefined) throw new UnsupportedAlgorithmError(`engine ${this.name} has no ${name}`);
    return given;
  }

  async selfTest(): Promise<void> {
    for (const name of PRIMITIVE_NAMES) if (this.supports(name)) await this.use(name);
  }

  describe(): EngineReport {
    const primitives = PRIMITIVE_NAMES.filter((name) => this.supports(name)).map((primitive) => ({
      primitive,
      engine: this.name,
      selfTest: this.#selfTestOf(primitive),
    }));
    return { name: this.name, state: this.hasFailed ? 'error' : 'ready', primitives };
  }

  /** One run of a test, however many callers wait for it. */
  async #test<N extends PrimitiveName>(name: N, primitive: Primitives[N]): Promise<void> {
    let run = this.#runs.get(name);
    if (run === undefined) {
      run = this.#runTest(name, primitive);
      this.#runs.set(name, run);
    }
    await run;
    this.#refuseIfFailed();
  }

  async #runTest<N extends PrimitiveName>(name: N, primitive: Primitives[N]): Promise<void> {
    try {
      const test = this.#tests[name] as SelfTest<N>;
      await test(primitive);
      this.#passed.add(name);
    } catch {
      this.#failed = name;
    }
  }

  /** The same members, each of which asks for the state first; every key pair is tested before it leaves. */
  #guard<N extends PrimitiveName>(name: N, primitive: Primitives[N]): Primitives[N] {
    const members = Object.entries(primitive).map(([member, method]: [string, Method]) => {
      const guarded: Method = (...input) => {
        this.#refuseIfFailed();
        return method.apply(primitive, input);
      };
      return [member, guarded];
    });
    const guarded = Object.fromEntries(members);
    if ('generateKey' in guarded) {
      guarded.generateKey = (...input: unknown[]) =>
        this.#generate(name as PairMaker, primitive as never, input as never);
    }
    return guarded;
  }

  async #generate<N extends PairMaker>(
    name: N,
    primitive: Primitives[N],
    input: Parameters<Primitives[N]['generateKey']>,
  ): Promise<KeyPair> {
    this.#refuseIfFailed();
    const pair = await (primitive.generateKey as (...input: unknown[]) => KeyPair | Promise<KeyPair>)(
      ...input,
    );
    const { isConsistentPair } = await import('./pairwise.ts');
    if (!(await isConsistentPair(name, primitive, pair, input))) {
      this.#failed = name;
      wipe(pair.privateKey);
    }
    this.#refuseIfFailed();
    return pair;
  }

  #refuseIfFailed(): void {
    if (this.#failed === undefined) return;
    throw new EngineFailedError(
      `engine ${this.name} is in the error state: self-test of ${this.#failed} failed`,
    );
  }

  #selfTestOf(name: PrimitiveName): PrimitiveReport['selfTest'] {
    if (this.#failed === name) return 'failed';
    return this.#passed.has(name) ? 'passed' : 'not run';
  }
}
