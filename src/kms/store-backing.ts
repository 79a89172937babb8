/**
 * Reaching what stands behind a custom key store: its HSM session, or its proxy, with the secret opened for one use.
 *
 * Failures come out as they are; who calls says what they mean (store-failures.ts).
 *
 * @module
 */
import { fromBase64 } from '../bytes/base64.ts';
import { HsmError, type HsmSession } from '../external/hsm.ts';
import type { XksProxy, XksRequestMetadata } from '../external/xks-proxy.ts';
import { type CustomKeyStore, type HsmBacking, secretOwnerOf, type XksBacking } from './custom-key-store.ts';
import type { Scope } from './scope.ts';
import type { Requester, Vault } from './vault.ts';

/** A store and where it is. */
export interface PlacedStore {
  readonly scope: Scope;
  readonly store: Pick<CustomKeyStore, 'id'>;
}

/** Does something with the proxy of an external key store. @throws {XksFailure} */
export async function withProxy<T>(
  { keystore }: Pick<Vault, 'keystore'>,
  { scope, store }: PlacedStore,
  { endpoint, path, accessKeyId, secret: sealed }: XksBacking,
  use: (proxy: XksProxy) => Promise<T>,
): Promise<T> {
  const owner = secretOwnerOf(scope, store.id);
  return await keystore.exposeSecret(owner, fromBase64(sealed), (secret) =>
    use({ endpoint, path, region: scope.region, accessKeyId, secret }),
  );
}

/**
 * Does something in the HSM of a CloudHSM key store. A session that is lost is opened anew, once.
 *
 * @throws {HsmError}
 */
export async function withSession<T>(
  vault: Vault,
  place: PlacedStore,
  backing: HsmBacking,
  use: (session: HsmSession) => Promise<T>,
): Promise<T> {
  try {
    return await use(await openSession(vault, place, backing));
  } catch (error) {
    if (!(error instanceof HsmError) || error.code !== 'NETWORK_ERRORS') throw error;
    await endSession(vault, place);
    return await use(await openSession(vault, place, backing));
  }
}

/** The session of a store, logged in. @throws {HsmError} */
export async function openSession(
  { keystore, links }: Vault,
  { scope, store }: PlacedStore,
  { clusterId, password: sealed }: HsmBacking,
): Promise<HsmSession> {
  const owner = secretOwnerOf(scope, store.id);
  return await links.session(owner, async () => {
    const cluster = links.cluster(clusterId);
    return await keystore.exposeSecret(owner, fromBase64(sealed), (password) => cluster.login(password));
  });
}

/** Logs the crypto user of a store out. */
export async function endSession({ links }: Vault, { scope, store }: PlacedStore): Promise<void> {
  await links.end(secretOwnerOf(scope, store.id));
}

/**
 * What a proxy is told of a request.
 *
 * @param kmsKeyArn Of the key that is used; absent while it is being made.
 */
export function requestMetadataOf(requester: Requester, kmsKeyArn?: string): XksRequestMetadata {
  const { principalArn, operation, requestId } = requester;
  return { awsPrincipalArn: principalArn, kmsKeyArn, kmsOperation: operation, kmsRequestId: requestId };
}

/** What a proxy is told of a health check: not who asked for it. */
export function healthMetadataOf({ operation, requestId }: Requester): XksRequestMetadata {
  return { kmsOperation: operation, kmsRequestId: requestId };
}
