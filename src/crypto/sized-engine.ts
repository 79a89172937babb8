/**
 * AES-GCM by size: short messages by one engine, long ones by another.
 *
 * A call into the host costs the same for 32 bytes as for 4 KiB, a call into the kernel next to nothing; past some size
 * the host's instructions win. Where that size lies was measured (`CROSSOVERS`, docs/BENCHMARKS.md) and is handed in
 * here. Sizes are public. The choice never depends on a byte of the message. The engine for long messages is tested
 * when the first one comes.
 *
 * @module
 */
import { expectInteger } from '../bytes/expect.ts';
import type { Engine, EngineReport } from './engine.ts';
import { UnsupportedAlgorithmError } from './errors.ts';
import type { AesGcm, PrimitiveName, Primitives } from './primitives.ts';

/** From how many bytes on the host's AES-GCM is the faster one, a key that was never seen before included. */
export const CROSSOVERS = {
  /**
   * OpenSSL through node:crypto, against the kernel: past the longest message of a service, 4096 bytes and a tag. In a loop
   * that does nothing else OpenSSL is ahead from 1 KiB on; among the other work of a service the kernel is, up to here.
   */
  nodeOverKernel: 4113,
  /** Web Cryptography, which answers from another thread: against the kernel, and where there is no kernel. */
  webOverKernel: 32_768,
  webOverPortable: 2048,
} as const;

/** Which engines, and where the one ends and the other begins. */
export interface SizedEngines {
  readonly short: Engine;
  readonly long: Engine;
  /** Messages of this many bytes and more are long. */
  readonly longFrom: number;
}

/**
 * An engine that has AES-GCM alone, by size.
 *
 * @throws {RangeError} `longFrom` is not a length.
 *
 * @example
 * const portable = createPortableEngine();
 * const gcm = await createSizedEngine({ short: portable, long: portable, longFrom: 1024 }).use('aesGcm');
 */
export function createSizedEngine(engines: SizedEngines): Engine {
  expectInteger('longFrom', engines.longFrom, 0, Number.MAX_SAFE_INTEGER);
  return new SizedEngine(engines);
}

class SizedEngine implements Engine {
  readonly name = 'auto';
  readonly #engines: SizedEngines;

  constructor(engines: SizedEngines) {
    this.#engines = engines;
  }

  get hasFailed(): boolean {
    return this.#engines.short.hasFailed || this.#engines.long.hasFailed;
  }

  supports(name: PrimitiveName): boolean {
    return name === 'aesGcm' && this.#engines.short.supports(name) && this.#engines.long.supports(name);
  }

  async use<N extends PrimitiveName>(name: N): Promise<Primitives[N]> {
    if (!this.supports(name)) throw new UnsupportedAlgorithmError(`no choice by size for ${name}`);
    const { short, long, longFrom } = this.#engines;
    const sized = bySize(await short.use('aesGcm'), long, longFrom);
    return sized as Primitives[PrimitiveName] as Primitives[N];
  }

  async selfTest(): Promise<void> {
    await Promise.all([this.#engines.short.use('aesGcm'), this.#engines.long.use('aesGcm')]);
  }

  describe(): EngineReport {
    const { short, long, longFrom } = this.#engines;
    const reports = [short.describe(), long.describe()];
    const rows = reports.flatMap(({ primitives }) =>
      primitives.filter(({ primitive }) => primitive === 'aesGcm'),
    );
    const state = this.hasFailed ? 'error' : 'ready';
    const [first, second] = rows;
    if (first === undefined || second === undefined) return { name: this.name, state, primitives: [] };
    const longer = { from: longFrom, engine: second.engine, selfTest: second.selfTest };
    return { name: this.name, state, primitives: [{ ...first, longer }] };
  }
}

function bySize(short: AesGcm, long: Engine, longFrom: number): AesGcm {
  return {
    seal: (key, nonce, plaintext, aad, tagLength) => {
      if (plaintext.length < longFrom) return short.seal(key, nonce, plaintext, aad, tagLength);
      return long.use('aesGcm').then((gcm) => gcm.seal(key, nonce, plaintext, aad, tagLength));
    },
    open: (key, nonce, sealed, aad, tagLength) => {
      if (sealed.length < longFrom) return short.open(key, nonce, sealed, aad, tagLength);
      return long.use('aesGcm').then((gcm) => gcm.open(key, nonce, sealed, aad, tagLength));
    },
  };
}
