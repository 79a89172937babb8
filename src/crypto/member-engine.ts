/**
 * One primitive of two engines, member by member: each operation by whoever is measured to be faster at it.
 *
 * OpenSSL signs faster than any WebAssembly; the kernel generates RSA keys faster, and verifies faster since it knows a key
 * again. Which member goes where is measured, for each runtime, by `npm run bench`; it is handed in here.
 *
 * @module
 */
import type { Engine, EngineName, EngineReport } from './engine.ts';
import { UnsupportedAlgorithmError } from './errors.ts';
import type { PrimitiveName, Primitives } from './primitives.ts';

/** Who does what of a primitive. */
export interface MemberEngines<N extends PrimitiveName> {
  readonly primitive: N;
  /** Does every member that is not named. */
  readonly usual: Engine;
  /** Does the members that are. */
  readonly other: Engine;
  readonly members: readonly (keyof Primitives[N] & string)[];
}

/**
 * An engine that has one primitive alone, out of two engines.
 *
 * @example
 * const portable = createPortableEngine();
 * const choice = { primitive: 'rsa', usual: portable, other: portable, members: ['generateKey'] } as const;
 * createMemberEngine(choice).supports('rsa'); // true
 */
export function createMemberEngine<N extends PrimitiveName>(engines: MemberEngines<N>): Engine {
  return new MemberEngine(engines);
}

class MemberEngine<P extends PrimitiveName> implements Engine {
  readonly name = 'auto';
  readonly #engines: MemberEngines<P>;

  constructor(engines: MemberEngines<P>) {
    this.#engines = engines;
  }

  get hasFailed(): boolean {
    return this.#engines.usual.hasFailed || this.#engines.other.hasFailed;
  }

  supports(name: PrimitiveName): boolean {
    const { primitive, usual, other } = this.#engines;
    return name === primitive && usual.supports(name) && other.supports(name);
  }

  async use<N extends PrimitiveName>(name: N): Promise<Primitives[N]> {
    if (!this.supports(name)) throw new UnsupportedAlgorithmError(`no choice by member for ${name}`);
    const { primitive, usual, other, members } = this.#engines;
    const [usually, otherwise] = [await usual.use(primitive), await other.use(primitive)];
    const chosen = members.map((member) => [member, otherwise[member]]);
    const combined = { ...usually, ...Object.fromEntries(chosen) };
    return combined as Primitives[PrimitiveName] as Primitives[N];
  }

  async selfTest(): Promise<void> {
    await this.use(this.#engines.primitive);
  }

  describe(): EngineReport {
    const { primitive, usual, other, members } = this.#engines;
    const [first, second] = [usual.describe(), other.describe()];
    const state = first.state === 'ready' ? second.state : first.state;
    const [usually, otherwise] = [first, second].map(({ primitives }) =>
      primitives.find((report) => report.primitive === primitive),
    );
    if (usually === undefined || otherwise === undefined) return { name: this.name, state, primitives: [] };
    const selfTest = usually.selfTest === 'passed' ? otherwise.selfTest : usually.selfTest;
    const elsewhere: { [member: string]: EngineName } = {};
    for (const member of members) elsewhere[member] = otherwise.engine;
    return { name: this.name, state, primitives: [{ ...usually, selfTest, members: elsewhere }] };
  }
}
