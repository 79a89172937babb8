/**
 * Resource quotas that an operator may set: how many customer keys an account has in a Region.
 *
 * The number is counted once, at the first key that is made, and kept from then on; each key that is being made takes its
 * place before it is written, so that many at once do not pass the quota together. AWS managed keys do not count. Source:
 * KMS Developer Guide, "Resource quotas".
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
  readonly #counts = new Map<string, Promise<{ keys: number }>>();

  constructor(keystore: Keystore, quotas: Quotas) {
    this.#keystore = keystore;
    this.#quotas = quotas;
  }

  /**
   * Does what makes a key, when there is room for one.
   *
   * @throws {KmsError} LimitExceededException.
   */
  async take<T>(scope: Scope, make: () => Promise<T>): Promise<T> {
    const { keysPerRegion } = this.#quotas;
    if (keysPerRegion === Number.POSITIVE_INFINITY) return await make();
    const count = await this.#countOf(scope);
    if (count.keys >= keysPerRegion) {
      throw new KmsError(
        'LimitExceededException',
        `An account can have at most ${keysPerRegion} KMS keys in a Region.`,
      );
    }
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
