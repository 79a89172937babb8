/**
 * The keystore: the software HSM. The only room that opens key material, and the only writer of the store.
 *
 *   root key --seals--> domain keys --seal--> backing keys and records;   backing key --derives--> one key a ciphertext
 *
 * It knows records by name and backing keys by owner, and no KMS keys, states or policies: other emulators put rules of
 * their own on top. Every method is safe to call concurrently.
 *
 * @module
 */
import { equalBytes } from '../bytes/equal.ts';
import { wipe } from '../bytes/wipe.ts';
import type { Engine } from '../crypto/engine.ts';
import { AuthenticationError } from '../crypto/errors.ts';
import type { Bytes, CurveName, HashName, KeyPair, OaepScheme, Random } from '../crypto/primitives.ts';
import type { InspectedKey } from '../crypto/private-key.ts';
import type { Change, Condition, Store } from '../store/store.ts';
import {
  createBackingKey,
  exposeBackingKey,
  type MaterialReference,
  type SealedBackingKey,
  type SealedKeyPair,
  sealBackingKey,
} from './backing-key.ts';
import { type BlobCipher, LOCAL_CIPHER } from './ciphertext-blob.ts';
import { type Clock, DomainKeyRing } from './domain-key.ts';
import type { EncryptionContext } from './encryption-context.ts';
import { unlockStore } from './identity.ts';
import {
  type Encapsulation,
  generateKeyPair,
  type KeyPairKind,
  type MlKemParameterSet,
  type SignatureScheme,
  type SignedContent,
  signContent,
  verifyContent,
} from './key-algorithm.ts';
import { type Decode, type OpenedRecord, RecordCache } from './record-cache.ts';
import type { RootKey, RootKeyProvider } from './root-key.ts';
import { openRecord, type RecordChange, type SealingRoom, sealRecord } from './sealed-record.ts';
import type { ExpectedMaterial, SealedImport, WrappedMaterial } from './unwrapping.ts';

const ERASED_AT_ONCE = 1000;
/** Where identity and domain keys are: writing there would make the whole store unreadable. */
const OWN_PREFIX = 'strongroom/';

/** What a keystore is made of. */
export interface KeystoreOptions {
  readonly store: Store;
  readonly rootKey: RootKeyProvider;
  readonly engine: Engine;
  readonly random: Random;
  readonly clock: Clock;
}

export type { MaterialReference, SealedKeyPair } from './backing-key.ts';
export type { OpenedRecord } from './record-cache.ts';
export type { RecordChange } from './sealed-record.ts';
/**
 * Opens the keystore in a store, founding it in an empty one.
 *
 * @throws {WrongRootKeyError} The root key is not the one that sealed this store.
 * @throws {FormatError | AuthenticationError} The identity or a domain key is damaged.
 * @throws {StoreUnavailableError} The store cannot be used.
 *
 * @example
 * const keystore = await openKeystore({
 *   store: memoryStore(),
 *   rootKey: rootKeyFromBytes(new Uint8Array(32)),
 *   engine: createPortableEngine(),
 *   random: hostRandom(),
 *   clock: Date.now,
 * });
 * const { materialId, sealed } = await keystore.createBackingKey('me/my-key');
 * const key = { owner: 'me/my-key', materialId, backingKey: sealed };
 * const blob = await keystore.encrypt(key, { purpose: 'test' }, new Uint8Array([7]));
 * await keystore.decrypt(key, { purpose: 'test' }, blob); // 7
 */
export async function openKeystore(options: KeystoreOptions): Promise<Keystore> {
  const tools = { engine: options.engine, random: options.random };
  const unlocked = await unlockStore(options.store, options.rootKey, tools);
  try {
    const domainKeys = await DomainKeyRing.open(options.store, unlocked, tools, options.clock);
    return new Keystore(options, { tools, storeId: unlocked.storeId, domainKeys }, unlocked.rootKey);
  } catch (error) {
    unlocked.rootKey.release();
    throw error;
  }
}

/** See {@link openKeystore}. */
export class Keystore {
  readonly #store: Store;
  readonly #room: SealingRoom;
  readonly #rootKey: RootKey;
  readonly #opened = new RecordCache();

  constructor(options: Pick<KeystoreOptions, 'store'>, room: SealingRoom, rootKey: RootKey) {
    this.#store = options.store;
    this.#room = room;
    this.#rootKey = rootKey;
  }

  /** The record of that name, opened. @throws {AuthenticationError} It was moved here or damaged. */
  async read(name: string): Promise<OpenedRecord | undefined> {
    const stored = await this.#store.get(name);
    return stored === undefined ? undefined : await this.#open(stored);
  }

  /**
   * The record of that name, opened and decoded.
   *
   * @param decode One function for all records of a kind: what it gives is kept, and given again while the record stays as
   * it is. Nobody may change it.
   */
  async readAs<T>(
    name: string,
    decode: Decode<T>,
  ): Promise<{ readonly version: number; readonly value: T } | undefined> {
    const stored = await this.#store.get(name);
    if (stored === undefined) return undefined;
    const { version } = stored;
    const known = this.#opened.findDecoded(stored, decode);
    if (known !== undefined) return { version, value: known };
    const { value } = await this.#open(stored);
    return { version, value: this.#opened.findDecoded(stored, decode) ?? decode(value) };
  }

  /** Records with the prefix after `after`, by name, opened; `isKept`: remembered, as long ones read once are not. */
  async list(
    prefix: string,
    after: string | undefined,
    limit: number,
    isKept = true,
  ): Promise<OpenedRecord[]> {
    const page = await this.#store.list(prefix, after, limit);
    return await Promise.all(page.map((stored) => this.#open(stored, isKept)));
  }

  /** The names alone, without opening the records: names are in clear in the store and nobody vouches for them. */
  async listNames(prefix: string, after: string | undefined, limit: number): Promise<readonly string[]> {
    return (await this.#store.list(prefix, after, limit)).map(({ name }) => name);
  }

  /**
   * Seals and writes all of the changes or none.
   *
   * @param unchanged Records that must still have these versions, although nothing is written to them.
   * @throws {RangeError} A name is one of the keystore's own.
   * @throws {StoreConflictError} A record is no longer what its change replaces.
   * @throws {StoreUnavailableError} The write could not be made durable.
   */
  async commit(changes: readonly RecordChange[], unchanged: readonly Condition[] = []): Promise<void> {
    const sealed = await Promise.all(changes.map((change) => this.#seal(change)));
    const replaced: Condition[] = changes.map(({ name, replaces }) => ({ name, version: replaces }));
    await this.#store.commit(sealed, [...replaced, ...unchanged]);
  }

  /** Erases every record but the keystore's own, page by page: for tests, since nothing brings them back. */
  async eraseRecords(): Promise<void> {
    let last: string | undefined;
    do {
      const page = await this.#store.list('', last, ERASED_AT_ONCE);
      last = page.at(-1)?.name;
      const others = page.filter(({ name }) => !name.startsWith(OWN_PREFIX));
      const changes = others.map(({ name, version }) => ({ name, version: version + 1, value: undefined }));
      await this.#store.commit(changes, []);
    } while (last !== undefined);
    this.#opened.clear();
  }

  /**
   * Fresh symmetric material for an owner, sealed.
   *
   * @param length 32 bytes when absent: what encrypts must be so long, a MAC key may be of another length.
   */
  async createBackingKey(owner: string, length?: number): Promise<SealedBackingKey> {
    await this.#room.domainKeys.rotateWhenDue();
    return await createBackingKey(this.#room, owner, length);
  }

  /** A fresh key pair for an owner: the private half sealed, the public one as SPKI. */
  async createKeyPair(owner: string, kind: KeyPairKind): Promise<SealedKeyPair> {
    await this.#room.domainKeys.rotateWhenDue();
    const { privateKey, publicKey } = await generateKeyPair(this.#room.tools, kind);
    try {
      return { ...(await sealBackingKey(this.#room, owner, privateKey)), publicKey };
    } finally {
      wipe(privateKey);
    }
  }

  /** A key pair that leaves the keystore, both halves in the clear: the private one is the caller's to wipe. */
  async generateKeyPair(kind: KeyPairKind): Promise<KeyPair> {
    return await generateKeyPair(this.#room.tools, kind);
  }

  /** What a private key from elsewhere is, after everything about it has been checked. @throws {InvalidKeyError} */
  async inspectPrivateKey(pkcs8: Uint8Array): Promise<InspectedKey> {
    const { inspectPrivateKey } = await import('./unwrapping.ts');
    return await inspectPrivateKey(this.#room.tools, pkcs8);
  }

  /** Given material for an owner, sealed. The material stays the caller's to wipe. */
  async sealBackingKey(owner: string, material: Uint8Array): Promise<SealedBackingKey> {
    await this.#room.domainKeys.rotateWhenDue();
    return await sealBackingKey(this.#room, owner, material);
  }

  /** Whether the bytes are a backing key that this keystore sealed for the owner. */
  async isSealedFor(owner: string, backingKey: Uint8Array): Promise<boolean> {
    try {
      return await exposeBackingKey(this.#room, owner, backingKey, async () => true);
    } catch (error) {
      if (error instanceof AuthenticationError) return false;
      throw error;
    }
  }

  /**
   * Unwraps material and seals it for an owner; it is in the clear nowhere else.
   *
   * @throws {AuthenticationError | InvalidKeyError} It was not wrapped so; it is not what it must be.
   */
  async importBackingKey(
    owner: string,
    expected: ExpectedMaterial,
    { wrappingKey, scheme, bytes }: WrappedMaterial,
  ): Promise<SealedImport> {
    await this.#room.domainKeys.rotateWhenDue();
    const room = this.#room;
    const { unwrapMaterial } = await import('./unwrapping.ts');
    return await exposeBackingKey(room, wrappingKey.owner, wrappingKey.backingKey, async (privateKey) => {
      const { material, ...half } = await unwrapMaterial(room.tools, privateKey, scheme, bytes, expected);
      try {
        return { ...(await sealBackingKey(room, owner, material)), ...half };
      } finally {
        wipe(material);
      }
    });
  }

  /**
   * A ciphertext blob that the same key and context open.
   *
   * @param plaintext Any length; the service allows 4096 bytes.
   * @param cipher Of a key that is elsewhere; that of a key in this keystore when absent.
   * @throws {RangeError} The context is not well-formed Unicode; the material is not 32 bytes.
   */
  encrypt(
    key: MaterialReference,
    context: EncryptionContext | undefined,
    plaintext: Uint8Array,
    cipher: BlobCipher = LOCAL_CIPHER,
  ): Promise<Bytes> {
    return this.#expose(key, (material) =>
      cipher.seal(this.#room.tools, material, { ...key, context }, plaintext),
    );
  }

  /**
   * The plaintext of a blob, the caller's to wipe.
   *
   * @throws {AuthenticationError | InnerLayerError} Key, context or a byte is another; of two layers, the inner one.
   */
  decrypt(
    key: MaterialReference,
    context: EncryptionContext | undefined,
    blob: Uint8Array,
    cipher: BlobCipher = LOCAL_CIPHER,
  ): Promise<Bytes> {
    return this.#expose(key, (material) =>
      cipher.open(this.#room.tools, material, { ...key, context }, blob),
    );
  }

  /**
   * Opens a secret that {@link sealBackingKey} sealed, for the time of one use, which must not keep it.
   *
   * @throws {AuthenticationError} It was sealed for another owner, or is damaged.
   */
  exposeSecret<T>(owner: string, sealed: Uint8Array, use: (secret: Uint8Array) => Promise<T>): Promise<T> {
    return exposeBackingKey(this.#room, owner, sealed, use);
  }

  /** A signature by the key's private half: DER for ECDSA, raw for the others. */
  sign(key: MaterialReference, scheme: SignatureScheme, content: SignedContent): Promise<Bytes> {
    return this.#expose(key, (material) => signContent(this.#room.tools, material, scheme, content));
  }

  /** Whether a signature is good. Needs no secret; false for whatever is no signature. */
  async verify(
    publicKey: Uint8Array,
    scheme: SignatureScheme,
    content: SignedContent,
    signature: Uint8Array,
  ): Promise<boolean> {
    return await verifyContent(this.#room.tools.engine, publicKey, scheme, content, signature);
  }

  /** The HMAC of a message under the key's material. */
  async mac(key: MaterialReference, hash: HashName, message: Uint8Array): Promise<Bytes> {
    const hmac = await this.#room.tools.engine.use('hmac');
    return await this.#expose(key, async (material) => await hmac.mac(hash, material, message));
  }

  /** Whether `mac` is the whole HMAC of a message under the key's material. */
  async verifyMac(
    key: MaterialReference,
    hash: HashName,
    message: Uint8Array,
    mac: Uint8Array,
  ): Promise<boolean> {
    const expected = await this.mac(key, hash, message);
    const valid = equalBytes(expected, mac);
    wipe(expected);
    return valid;
  }

  /** The shared secret with a peer. @throws {InvalidKeyError} The peer's key is no point of the curve. */
  async deriveSharedSecret(key: MaterialReference, curve: CurveName, peer: Uint8Array): Promise<Bytes> {
    const ec = await this.#room.tools.engine.use('ec');
    return await this.#expose(key, async (material) => await ec.deriveSharedSecret(curve, material, peer));
  }

  /** A fresh secret for the holder of the private key, and what carries it. */
  async encapsulate(publicKey: Uint8Array, set: MlKemParameterSet): Promise<Encapsulation> {
    const { engine, random } = this.#room.tools;
    return await (await engine.use('mlKem')).encapsulate(set, publicKey, random);
  }

  /** The secret in a ciphertext, the caller's to wipe. @throws {RangeError} It has another length than the set's. */
  async decapsulate(key: MaterialReference, set: MlKemParameterSet, ciphertext: Uint8Array): Promise<Bytes> {
    const mlKem = await this.#room.tools.engine.use('mlKem');
    return await this.#expose(key, async (material) => mlKem.decapsulate(set, material, ciphertext));
  }

  /** RSA-OAEP under a public key. @throws {RangeError} The plaintext is too long for the modulus. */
  async encryptOaep(publicKey: Uint8Array, scheme: OaepScheme, plaintext: Uint8Array): Promise<Bytes> {
    const rsa = await this.#room.tools.engine.use('rsa');
    return await rsa.encrypt(publicKey, scheme, plaintext, this.#room.tools.random);
  }

  /** The plaintext of RSA-OAEP, the caller's to wipe. @throws {AuthenticationError} */
  async decryptOaep(key: MaterialReference, scheme: OaepScheme, ciphertext: Uint8Array): Promise<Bytes> {
    const { engine, random } = this.#room.tools;
    const rsa = await engine.use('rsa');
    return await this.#expose(key, async (material) => rsa.decrypt(material, scheme, ciphertext, random));
  }

  /** Fresh random bytes from the keystore's source, the caller's to wipe. */
  random(length: number): Bytes {
    return this.#room.tools.random(length);
  }

  /** Makes a new current domain key; what the old ones sealed stays readable. */
  async rotateDomainKey(): Promise<void> {
    await this.#room.domainKeys.rotate();
  }

  /** Closes the store, then wipes the keys in memory: what is being sealed meanwhile is not written under zeroes. */
  async close(): Promise<void> {
    try {
      await this.#store.close();
    } finally {
      this.#room.domainKeys.release();
      this.#rootKey.release();
      this.#opened.clear();
    }
  }

  #expose<T>(key: MaterialReference, use: (material: Uint8Array) => Promise<T>): Promise<T> {
    return exposeBackingKey(this.#room, key.owner, key.backingKey, use);
  }

  async #seal({ name, replaces, value }: RecordChange): Promise<Change> {
    if (name.startsWith(OWN_PREFIX)) throw new RangeError(`"name" expected none in ${OWN_PREFIX}, got one`);
    const version = replaces + 1;
    if (value === undefined) return { name, version, value };
    return { name, version, value: await sealRecord(this.#room, { name, version }, value) };
  }

  /** A record that was opened before is not opened again while its sealed bytes are the same. */
  async #open(stored: OpenedRecord, isKept = true): Promise<OpenedRecord> {
    const known = this.#opened.find(stored);
    if (known !== undefined) return known;
    const { name, version, value: sealed } = stored;
    const opened = { name, version, value: await openRecord(this.#room, { name, version }, sealed) };
    return isKept ? this.#opened.keep(sealed, opened) : opened;
  }
}
