/**
 * AES-GCM by size: short messages by one engine, long ones by another.
 *
 * A call into the host costs the same for 32 bytes as for 4 KiB, a call into the kernel next to nothing; past some size
 * the host's instructions win. Where that size lies is measured, for each runtime, by `npm run bench`; it is handed in
 * here. Sizes are public. The choice never depends on a byte of the message.
 *
 * @module
 */
import { expectInteger } from '../bytes/expect.ts';
import type { Engine, EngineReport } from './engine.ts';
import { UnsupportedAlgorithmError } from './errors.ts';
import type { AesGcm, PrimitiveName, Primitives } from './primitives.ts';

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

  supports(name: PrimitiveName): boolean {
    return name === 'aesGcm' && this.#engines.short.supports(name) && this.#engines.long.supports(name);
  }

  async use<N extends PrimitiveName>(name: N): Promise<Primitives[N]> {
    if (!this.supports(name)) throw new UnsupportedAlgorithmError(`no choice by size for ${name}`);
    const { short, long, longFrom } = this.#engines;
    const sized = bySize(await short.use('aesGcm'), await long.use('aesGcm'), longFrom);
    return sized as Primitives[PrimitiveName] as Primitives[N];
  }

  async selfTest(): Promise<void> {
    await this.use('aesGcm');
  }

  describe(): EngineReport {
    const report = this.#engines.short.describe();
    return { ...report, primitives: report.primitives.filter(({ primitive }) => primitive === 'aesGcm') };
  }
}

function bySize(short: AesGcm, long: AesGcm, longFrom: number): AesGcm {
  return {
    seal: (key, nonce, plaintext, aad, tagLength) =>
      (plaintext.length < longFrom ? short : long).seal(key, nonce, plaintext, aad, tagLength),
    open: (key, nonce, sealed, aad, tagLength) =>
      (sealed.length < longFrom ? short : long).open(key, nonce, sealed, aad, tagLength),
  };
}
