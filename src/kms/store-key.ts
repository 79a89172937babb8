/**
 * Keys in custom key stores: made where their material lives, used there, and given up.
 *
 * In a CloudHSM key store the material is an AES key of the token, and the backing key that the keystore seals is the
 * token's reference to it. In an external key store there are two: material of KMS's own, sealed as always, and the
 * external key, which KMS knows by its id alone. Source: KMS Developer Guide, "Key stores".
 *
 * @module
 */
import { wipe } from '../bytes/wipe.ts';
import { deriveInHsm } from '../external/hsm.ts';
import { MAX_AAD_LENGTH, type XksClient } from '../external/xks-proxy.ts';
import type { BlobCipher } from '../keystore/ciphertext-blob.ts';
import { hsmCipher } from '../keystore/derived-blob.ts';
import { doubleCipher, type OuterCipher } from '../keystore/double-blob.ts';
import {
  type CustomKeyStore,
  type HsmBacking,
  requireConnected,
  type XksBacking,
} from './custom-key-store.ts';
import { KmsError } from './errors.ts';
import { arnOf, type Key, type KeyOrigin, materialOf, ownerOf, toKeyMaterial } from './key.ts';
import { storeKeyName } from './keyspace.ts';
import type { Scope } from './scope.ts';
import { type PlacedStore, requestMetadataOf, withProxy, withSession } from './store-backing.ts';
import { explainingFailures } from './store-failures.ts';
import { findStoreOf, type Roster, readRoster, storeOf } from './store-roster.ts';
import type { Vault } from './vault.ts';

const REFERENCE_LENGTH = 16;

/** In which store a key is to be made, and which external key it is to stand for. */
export interface StoreChoice {
  readonly origin: KeyOrigin;
  readonly customKeyStoreId: string;
  readonly xksKeyId: string | undefined;
}

/** A store that takes a key, and the version of its record, which must still be the same when the key is written. */
export interface ChosenStore {
  readonly roster: Roster;
  readonly store: CustomKeyStore;
  readonly xksKeyId: string | undefined;
}

/**
 * The store in which a key is to be made, when it can be.
 *
 * @throws {KmsError} CustomKeyStoreNotFoundException, CustomKeyStoreInvalidStateException, ValidationException for an
 * origin that is not the store's, and the exceptions of the external key.
 */
export async function chooseStore(vault: Vault, scope: Scope, choice: StoreChoice): Promise<ChosenStore> {
  const roster = await readRoster(vault, scope);
  const store = storeOf(roster, choice.customKeyStoreId);
  const { backing } = store;
  if (backing.type !== choice.origin) {
    throw new KmsError(
      'ValidationException',
      `Origin ${choice.origin} is not compatible with a custom key store of type ${backing.type}.`,
    );
  }
  requireConnected(store);
  const { xksKeyId } = choice;
  if (backing.type === 'EXTERNAL_KEY_STORE' && xksKeyId !== undefined) {
    await requireExternalKey(vault, { scope: roster.scope, store }, backing, xksKeyId);
  }
  return { roster, store, xksKeyId };
}

/** What of a key follows from the store that it is made in. */
export type StoreKeyParts = Pick<Key, 'materials' | 'currentMaterialId' | 'customKeyStoreId' | 'xksKeyId'>;

/** Makes the material of a key in a store. @throws {KmsError} The HSM refused. */
export async function makeStoreMaterial(
  vault: Vault,
  { roster: { scope }, store, xksKeyId }: ChosenStore,
  keyId: string,
): Promise<StoreKeyParts> {
  const owner = ownerOf({ ...scope, keyId });
  const { backing } = store;
  const sealed =
    backing.type === 'AWS_CLOUDHSM'
      ? await makeHsmKey(vault, { scope, store }, backing, keyId, owner)
      : await vault.keystore.createBackingKey(owner);
  const material = toKeyMaterial(sealed);
  return { materials: [material], currentMaterialId: material.id, customKeyStoreId: store.id, xksKeyId };
}

/**
 * Gives up the material of a key that is gone: what is in an HSM is deleted there when it can be reached now. AWS makes
 * the same best effort, and leaves orphans to the owner of the cluster.
 */
export async function discardStoreKey(vault: Vault, key: Key): Promise<void> {
  const material = key.origin === 'AWS_CLOUDHSM' ? materialOf(key) : undefined;
  const store = material === undefined ? undefined : await findStoreOf(vault, key);
  if (material === undefined || store?.backing.type !== 'AWS_CLOUDHSM') return;
  if (store.connectionState !== 'CONNECTED') return;
  const { backing } = store;
  try {
    await vault.keystore.exposeSecret(material.owner, material.backingKey, (reference) =>
      withSession(vault, { scope: key, store }, backing, (session) => session.destroyKey(reference)),
    );
  } catch {
    // The key is gone for every caller; what is left in the token opens nothing without its record.
  }
}

/**
 * Does something with a key of a store by the cipher of where it is.
 *
 * @throws {KmsError} KMSInvalidStateException when what is behind its store fails.
 */
export async function withStoreCipher<T>(
  vault: Vault,
  key: Key,
  use: (cipher: BlobCipher | undefined) => Promise<T>,
): Promise<T> {
  const store = await findStoreOf(vault, key);
  if (store === undefined) throw new KmsError('KMSInvalidStateException', `${arnOf(key)} is unavailable.`);
  const place = { scope: key, store };
  const { backing } = store;
  return await explainingFailures('use', async () => {
    if (backing.type === 'EXTERNAL_KEY_STORE') {
      return await withProxy(vault, place, backing, (proxy) =>
        use(doubleCipher(outerCipherOf(vault, proxy, key))),
      );
    }
    return await withSession(vault, place, backing, (session) =>
      use(hsmCipher((reference) => (nonce) => deriveInHsm(session, reference, nonce))),
    );
  });
}

function outerCipherOf(
  { links, requester }: Vault,
  proxy: Parameters<XksClient['encrypt']>[0],
  key: Key,
): OuterCipher {
  const metadata = requestMetadataOf(requester, arnOf(key));
  const id = key.xksKeyId ?? '';
  return {
    async encrypt(plaintext, aad) {
      requireShortAad(aad);
      return await (await links.xks()).encrypt(proxy, id, metadata, plaintext, aad);
    },
    async decrypt(layer, aad) {
      requireShortAad(aad);
      return await (await links.xks()).decrypt(proxy, id, metadata, layer, aad);
    },
  };
}

/** What every proxy must take; what is longer some would cut or refuse, each in its own way. */
function requireShortAad(aad: Uint8Array): void {
  if (aad.length <= MAX_AAD_LENGTH) return;
  throw new KmsError(
    'ValidationException',
    'The encryption context is too long for a KMS key in an external key store.',
  );
}

async function makeHsmKey(
  vault: Vault,
  place: PlacedStore,
  backing: HsmBacking,
  keyId: string,
  owner: string,
): Promise<Awaited<ReturnType<Vault['keystore']['sealBackingKey']>>> {
  const reference = vault.keystore.random(REFERENCE_LENGTH);
  try {
    await explainingFailures('createKey', () =>
      withSession(vault, place, backing, (session) => session.generateKey(reference, keyId)),
    );
    return await vault.keystore.sealBackingKey(owner, reference);
  } finally {
    wipe(reference);
  }
}

/** KMS Developer Guide, "Requirements for a KMS key in an external key store". */
async function requireExternalKey(
  vault: Vault,
  place: PlacedStore,
  backing: XksBacking,
  xksKeyId: string,
): Promise<void> {
  // Not ids but steps up the path: a proxy would be asked for something else.
  if (/^\.{1,2}$/.test(xksKeyId)) throw new KmsError('XksKeyNotFoundException', NO_SUCH_EXTERNAL_KEY);
  if ((await vault.keystore.read(storeKeyName(place.scope, place.store.id, xksKeyId))) !== undefined) {
    throw new KmsError(
      'XksKeyAlreadyInUseException',
      'The external key is already associated with another KMS key in this external key store.',
    );
  }
  const { spec, usages, status } = await explainingFailures('createKey', () =>
    withProxy(vault, place, backing, async (proxy) => {
      const xks = await vault.links.xks();
      return await xks.getKeyMetadata(proxy, xksKeyId, requestMetadataOf(vault.requester));
    }),
  );
  if (spec !== 'AES_256')
    throw unfit(
      `The key spec of the external key must be AES_256. The key spec of specified external key is ${spec}.`,
    );
  if (!usages.includes('ENCRYPT') || !usages.includes('DECRYPT'))
    throw unfit(
      `The key usage of the external key must include ENCRYPT and DECRYPT. The key use of specified external key is ${usages.join(', ')}.`,
    );
  if (status !== 'ENABLED')
    throw unfit(
      `The status of the external key must be ENABLED. The status of specified external key is ${status}.`,
    );
}

const NO_SUCH_EXTERNAL_KEY =
  'The external key store proxy rejected the request because it could not find the external key.';

function unfit(text: string): KmsError {
  return new KmsError('XksKeyInvalidConfigurationException', text);
}
