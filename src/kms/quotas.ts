/**
 * Resource quotas that an operator may set: how many customer keys an account has in a Region.
 *
 * The number is counted once, at the first key that is made, and kept from then on; each key that is being made takes its
 * place before it is written, so that many at once do not pass the quota together. Where others write to the same store
 * meanwhile it is counted for every key, and of several who make the last one at the same moment each may make theirs. AWS
 * managed keys do not count. Source: KMS Developer Guide, "Resource quotas".
 *
 * @module
 */
import type { Keystore } from '../keystore/keystore.ts';
import { KmsError } from './errors.ts';
import { aliasPrefix, keyPrefix } from './keyspace.ts';
import type { Scope } from './scope.ts';

/** What may be there. Infinity is no quota, and nothing is counted then. */
export interface Quotas {
  /** Customer keys of an account in a Region, replicas among them. */
  readonly keysPerRegion: number;
}

/** AWS's own. */
export const DEFAULT_QUOTAS: Quotas = /* @__PURE__ */ Object.freeze({ keysPerRegion: 100_000 });

const PAGE = 1000;

/** How many keys there are, in every scope that was asked for. */
export class KeyCounts {
  readonly #keystore: Keystore;
  readonly #quotas: Quotas;
  readonly #isShared: boolean;
  readonly #counts = new Map<string, Promise<{ keys: number }>>();
  /** Keys that are being made here, by scope; only where the store is shared. */
  readonly #making = new Map<string, Set<Promise<unknown>>>();

  /** @param isShared Whether others make keys in the same store. */
  constructor(keystore: Keystore, quotas: Quotas, isShared = false) {
    this.#keystore = keystore;
    this.#quotas = quotas;
    this.#isShared = isShared;
  }

  /**
   * Does what makes a key, when there is room for one.
   *
   * @throws {KmsError} LimitExceededException.
   */
  async take<T>(scope: Scope, make: () => Promise<T>): Promise<T> {
    const { keysPerRegion } = this.#quotas;
    if (keysPerRegion === Number.POSITIVE_INFINITY) return await make();
    if (this.#isShared) return await this.#takeAmongOthers(scope, make);
    const count = await this.#countOf(scope);
    if (count.keys >= keysPerRegion) throw this.#limitExceeded();
    count.keys++;
    try {
      return await make();
    } catch (error) {
      count.keys--;
      throw error;
    }
  }

  /** Tells that a key is gone. */
  async give(scope: Scope): Promise<void> {
    const count = await this.#counts.get(keyPrefix(scope));
    if (count !== undefined) count.keys--;
  }

  /** Counts anew at the next key: keys came or went by another way. */
  forget(): void {
    this.#counts.clear();
  }

  /** What is being made here while it is counted may be in the count or not: the last places wait until that is known. */
  async #takeAmongOthers<T>(scope: Scope, make: () => Promise<T>): Promise<T> {
    const making = this.#makingIn(scope);
    for (;;) {
      const begun = new Set(making);
      const { keys } = await this.#count(scope);
      if (keys >= this.#quotas.keysPerRegion) throw this.#limitExceeded();
      for (const work of making) begun.add(work);
      if (keys + begun.size < this.#quotas.keysPerRegion) break;
      await Promise.race([...begun].map((work) => work.catch(() => {})));
    }
    const work = make();
    making.add(work);
    try {
      return await work;
    } finally {
      making.delete(work);
    }
  }

  #makingIn(scope: Scope): Set<Promise<unknown>> {
    const prefix = keyPrefix(scope);
    const making = this.#making.get(prefix) ?? new Set();
    this.#making.set(prefix, making);
    return making;
  }

  #limitExceeded(): KmsError {
    const { keysPerRegion } = this.#quotas;
    return new KmsError(
      'LimitExceededException',
      `An account can have at most ${keysPerRegion} KMS keys in a Region.`,
    );
  }

  async #countOf(scope: Scope): Promise<{ keys: number }> {
    const prefix = keyPrefix(scope);
    const known = this.#counts.get(prefix);
    if (known !== undefined) return await known;
    const counting = this.#count(scope);
    this.#counts.set(prefix, counting);
    // A count that failed is tried again by the next one who asks.
    counting.catch(() => this.#counts.delete(prefix));
    return await counting;
  }

  async #count(scope: Scope): Promise<{ keys: number }> {
    const all = await this.#countNames(keyPrefix(scope));
    const managed = await this.#countNames(`${aliasPrefix(scope)}aws/`);
    return { keys: all - managed };
  }

  async #countNames(prefix: string): Promise<number> {
    let count = 0;
    let last: string | undefined;
    do {
      const names = await this.#keystore.listNames(prefix, last, PAGE);
      count += names.length;
      last = names.length < PAGE ? undefined : names.at(-1);
    } while (last !== undefined);
    return count;
  }
}
