/**
 * The HSM clusters that `--pkcs11` names: `CLUSTER=MODULE[:LABEL]`, several with commas between them.
 *
 * A cluster id is what CreateCustomKeyStore is given as CloudHsmClusterId; the module is a shared library; the label is
 * the token's, and the first token that is initialised serves where there is none.
 *
 * @module
 */
import type { HsmCluster } from '../external/hsm.ts';
import { UsageError } from './flags.ts';
import type { Pkcs11Binding } from './pkcs11-binding.ts';
import { openPkcs11Cluster } from './pkcs11-cluster.ts';

/** A drive letter's colon divides nothing. */
const CLUSTER = /^(cluster-[2-7a-zA-Z]{11,16})=((?:[A-Za-z]:[\\/])?[^:]+)(?::(.+))?$/;

/** One cluster as the flag names it. */
export interface NamedCluster {
  readonly id: string;
  readonly module: string;
  readonly label: string | undefined;
}

/**
 * Reads the flag's value.
 *
 * @throws {UsageError} A part of it names no cluster, or two name one.
 *
 * @example
 * parseClusters('cluster-aaaaaaaaaaa=/usr/lib/softhsm/libsofthsm2.so:house')[0].label; // 'house'
 */
export function parseClusters(value: string): readonly NamedCluster[] {
  const clusters = value.split(',').map((part) => {
    const [, id, module, label] = CLUSTER.exec(part) ?? [];
    if (id !== undefined && module !== undefined) return { id, module, label };
    throw new UsageError(`--pkcs11 expects CLUSTER=MODULE[:LABEL], got ${JSON.stringify(part)}.`);
  });
  for (const [i, { id, module, label }] of clusters.entries()) {
    const former = clusters.slice(0, i);
    if (former.some((other) => other.id === id)) throw new UsageError(`--pkcs11 names ${id} twice.`);
    if (former.some((other) => other.module === module && other.label === label))
      throw new UsageError(`--pkcs11 gives one token to two clusters: ${id} needs another one.`);
  }
  return clusters;
}

/**
 * Opens the clusters that the flag names; none when it is absent.
 *
 * @throws {UsageError} As {@link parseClusters}.
 * @throws {Pkcs11UnavailableError} pkcs11js is not installed, or a module cannot be loaded.
 *
 * @example
 * openClusters(undefined).size; // 0
 */
export function openClusters(
  value: string | undefined,
  binding?: Pkcs11Binding,
): ReadonlyMap<string, HsmCluster> {
  if (value === undefined) return new Map();
  return new Map(
    parseClusters(value).map(({ id, module, label }) => [id, openPkcs11Cluster({ module, label, binding })]),
  );
}
