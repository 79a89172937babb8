/**
 * A root key that nobody can read, not even the page: a non-extractable CryptoKey, made once and kept in IndexedDB.
 *
 *   header = 01 ‖ key id[16]        sealed = iv[12] ‖ AES-256-GCM(key, iv, plaintext, 'strongroom root key' ‖ 00 ‖ aad)
 *
 * It seals a domain key a week: far below the 2^32 messages that SP 800-38D §8.3 lets one key have with random IVs. Of
 * several tabs that found a store at once the first to keep its key wins, and the others take that one: it is looked up and
 * kept in one transaction. Give it the name of the store's own database: then whatever clears the one clears the other, and
 * the store's copy has the key before the store's first commit is acknowledged.
 * Scripts of the page can use the key, and code that runs there can decrypt; they cannot carry it away.
 *
 * @module
 */
import { concatBytes } from '../bytes/concat.ts';
import { equalBytes } from '../bytes/equal.ts';
import { FormatError, Reader } from '../bytes/reader.ts';
import { toUtf8 } from '../bytes/utf8.ts';
import { Writer } from '../bytes/writer.ts';
import { AuthenticationError } from '../crypto/errors.ts';
import type { Bytes, Random } from '../crypto/primitives.ts';
import {
  type DatabasePlace,
  databaseError,
  drawMark,
  endOf,
  openDatabase,
  putMark,
  RECORDS,
  ROOT_KEYS,
} from '../store/indexeddb-connection.ts';
import { StoreUnavailableError } from '../store/store.ts';
import type { RootKey, RootKeyProvider } from './root-key.ts';

const VERSION = 1;
const ID_LENGTH = 16;
const IV_LENGTH = 12;
const TAG_LENGTH = 16;
const LABEL = 'strongroom root key';
/** The one key of a database. */
const KEY_NAME = 'web-crypto';

/** Where the key is kept. */
export type WebCryptoRootKeyOptions = Pick<DatabasePlace, 'name' | 'factory'>;

/** As it lies in the database. */
interface KeptKey {
  readonly name: string;
  readonly id: Bytes;
  readonly key: CryptoKey;
}

/**
 * A provider of the root key that this browser keeps for this origin.
 *
 * @param options The name of the database: the store's own.
 *
 * @example
 * webCryptoRootKey({ name: 'keys' }).kind; // 'web-crypto'
 */
export function webCryptoRootKey(options: WebCryptoRootKeyOptions): RootKeyProvider {
  return {
    kind: 'web-crypto',
    async create({ random }) {
      const made: KeptKey = { name: KEY_NAME, id: random(ID_LENGTH), key: await generateKey() };
      const { id, key } = await withKeys(options, 'readwrite', (keys) => keepFirst(keys, made));
      return {
        header: new Writer().u8(VERSION).bytes(id).finish(),
        rootKey: new WebCryptoRootKey(key, random),
      };
    },
    async recover(header, { random }) {
      const id = readHeader(header);
      const kept = await withKeys({ ...options, mustExist: true }, 'readonly', find);
      if (kept === undefined || !equalBytes(kept.id, id)) throw absent(options.name);
      return new WebCryptoRootKey(kept.key, random);
    },
  };
}

class WebCryptoRootKey implements RootKey {
  #key: CryptoKey | undefined;
  readonly #random: Random;

  constructor(key: CryptoKey, random: Random) {
    this.#key = key;
    this.#random = random;
  }

  async seal(plaintext: Uint8Array, aad: Uint8Array): Promise<Bytes> {
    const iv = this.#random(IV_LENGTH);
    const sealed = await subtle().encrypt(paramsOf(iv, aad), this.#expectKey(), plaintext as Bytes);
    return concatBytes(iv, new Uint8Array(sealed));
  }

  async open(sealed: Uint8Array, aad: Uint8Array): Promise<Bytes> {
    const key = this.#expectKey();
    if (sealed.length < IV_LENGTH + TAG_LENGTH) throw new AuthenticationError();
    const params = paramsOf(sealed.slice(0, IV_LENGTH), aad);
    try {
      return new Uint8Array(await subtle().decrypt(params, key, sealed.slice(IV_LENGTH)));
    } catch (error) {
      throw (error as { name?: string }).name === 'OperationError' ? new AuthenticationError() : error;
    }
  }

  /** The browser frees it; there are no bytes here to wipe. */
  release(): void {
    this.#key = undefined;
  }

  #expectKey(): CryptoKey {
    if (this.#key === undefined) {
      throw new TypeError('"rootKey" expected a key in memory, got a released one');
    }
    return this.#key;
  }
}

function paramsOf(iv: Bytes, aad: Uint8Array): AesGcmParams {
  const additionalData = new Writer().bytes(toUtf8(LABEL)).u8(0).bytes(aad).finish();
  return { name: 'AES-GCM', iv, additionalData, tagLength: 8 * TAG_LENGTH };
}

async function generateKey(): Promise<CryptoKey> {
  return await subtle().generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

/** @throws {StoreUnavailableError} The page did not come over a secure connection, so that it has no Web Cryptography. */
function subtle(): SubtleCrypto {
  const { subtle } = globalThis.crypto as { subtle?: SubtleCrypto };
  if (subtle !== undefined) return subtle;
  throw new StoreUnavailableError(
    'there is no Web Cryptography here: the page must come over https, or from localhost',
  );
}

function readHeader(header: Uint8Array): Uint8Array {
  const reader = new Reader(header);
  if (reader.u8() !== VERSION)
    throw new FormatError('unknown version of the header of a Web Cryptography key');
  const id = reader.bytes(ID_LENGTH);
  reader.end();
  return id;
}

/** What is in the place of keys, asked for and waited for in one transaction on a connection of its own. */
async function withKeys<T>(
  place: DatabasePlace,
  mode: 'readonly' | 'readwrite',
  ask: (keys: IDBObjectStore) => { found: T },
): Promise<T> {
  const database = await openDatabase(place);
  try {
    const transaction = database.transaction([ROOT_KEYS, RECORDS], mode, { durability: 'strict' });
    const answer = ask(transaction.objectStore(ROOT_KEYS));
    await endOf(transaction);
    return answer.found;
  } catch (error) {
    throw databaseError(place.name, error);
  } finally {
    database.close();
  }
}

function find(keys: IDBObjectStore): { found: KeptKey | undefined } {
  const answer: { found: KeptKey | undefined } = { found: undefined };
  const asked: IDBRequest<KeptKey | undefined> = keys.get(KEY_NAME);
  asked.onsuccess = () => {
    answer.found = asked.result;
  };
  return answer;
}

/** The key that is there, or this one, which is there then. */
function keepFirst(keys: IDBObjectStore, made: KeptKey): { found: KeptKey } {
  const answer = { found: made };
  const asked: IDBRequest<KeptKey | undefined> = keys.get(KEY_NAME);
  asked.onsuccess = () => {
    if (asked.result !== undefined) {
      answer.found = asked.result;
      return;
    }
    keys.put(made);
    putMark(keys.transaction.objectStore(RECORDS), drawMark());
  };
  return answer;
}

function absent(name: string): StoreUnavailableError {
  return new StoreUnavailableError(
    `the root key of this store is not in the database '${name}': it was cleared, or it is kept under another name`,
  );
}
