/**
 * The links from this process to what stands behind custom key stores: HSM clusters that the operator configured, crypto
 * users who are logged in, and the client of external key store proxies.
 *
 * A store that is connected stays so over a restart: its crypto user is logged in again at the first use. No secret is
 * kept here.
 *
 * @module
 */
import { type HsmCluster, HsmError, type HsmSession } from '../external/hsm.ts';
import { XksFailure } from '../external/xks-failure.ts';
import type { XksClient } from '../external/xks-proxy.ts';

export interface StoreLinksOptions {
  /** By cluster id. */
  readonly clusters?: ReadonlyMap<string, HsmCluster>;
  /** Absent where there is no way to send a request. */
  readonly xks?: () => Promise<XksClient>;
}

/** See the file's head. */
export class StoreLinks {
  readonly #clusters: ReadonlyMap<string, HsmCluster>;
  readonly #xks: (() => Promise<XksClient>) | undefined;
  readonly #sessions = new Map<string, Promise<HsmSession>>();

  constructor({ clusters = new Map(), xks }: StoreLinksOptions = {}) {
    this.#clusters = clusters;
    this.#xks = xks;
  }

  /** @throws {XksFailure} There is no way to send a request. */
  async xks(): Promise<XksClient> {
    if (this.#xks === undefined) throw new XksFailure('unreachable', 'this process sends no requests');
    return await this.#xks();
  }

  /** @throws {HsmError} CLUSTER_NOT_FOUND: none of that id is configured. */
  cluster(id: string): HsmCluster {
    const cluster = this.findCluster(id);
    if (cluster !== undefined) return cluster;
    throw new HsmError('CLUSTER_NOT_FOUND', `no cluster ${id} is configured`);
  }

  /** The cluster of that id, if one is configured. */
  findCluster(id: string): HsmCluster | undefined {
    return this.#clusters.get(id);
  }

  /**
   * The session of a store, opened unless there is one.
   *
   * @param place What tells the store from those of other accounts and Regions.
   */
  async session(place: string, login: () => Promise<HsmSession>): Promise<HsmSession> {
    const open = this.#sessions.get(place);
    if (open !== undefined) return await open;
    const opening = login();
    this.#sessions.set(place, opening);
    try {
      return await opening;
    } catch (error) {
      if (this.#sessions.get(place) === opening) this.#sessions.delete(place);
      throw error;
    }
  }

  /** Ends the session of a store, if there is one. */
  async end(place: string): Promise<void> {
    const session = this.#sessions.get(place);
    this.#sessions.delete(place);
    // A device that is gone takes its sessions with it.
    await session?.then((one) => one.logout()).catch(() => undefined);
  }

  /** Ends every session and lets go of the devices. */
  async close(): Promise<void> {
    for (const place of [...this.#sessions.keys()]) await this.end(place);
    for (const cluster of this.#clusters.values()) await cluster.close();
  }
}
