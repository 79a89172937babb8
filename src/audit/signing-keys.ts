/**
 * The keys that sign digest files: RSA-2048 of the service's own, the private half sealed by the keystore.
 *
 *   audit/signing-key/<number, 10 digits>   public half, from when to when it is valid, and, while it is the newest, the
 *                                           sealed private half
 *
 * A key is made when the first is needed or the last has run out. With it the private half of the one before is erased:
 * what an old key signed cannot be signed anew, not even by whoever has the store and its root key. Public halves stay.
 *
 * @module
 */
import { fromBase64, toBase64 } from '../bytes/base64.ts';
import { toHex } from '../bytes/hex.ts';
import { fromUtf8, toUtf8 } from '../bytes/utf8.ts';
import type { Engine } from '../crypto/engine.ts';
import type { Keystore, OpenedRecord, RecordChange } from '../keystore/keystore.ts';
import { StoreConflictError } from '../store/store.ts';
import { DIGEST_SCHEME, type ListedKey, listedKeyOf } from './digest.ts';

const PREFIX = 'audit/signing-key/';
const MODULUS_BITS = 2048;
const DAY_MS = 86_400_000;
/** A key signs for so long. */
export const KEY_LIFE_MS: number = 90 * DAY_MS;
/** More keys than any service lives to make. */
const MAX_KEYS = 10_000;

/** What is kept of a key. */
interface KeyRecord extends ListedKey {
  readonly materialId?: string;
  readonly sealed?: string;
}

/** A key, and the record in which it is. */
interface KnownKey {
  readonly key: KeyRecord;
  readonly name: string;
  readonly version: number;
}

/** What signing keys work with. */
export interface SigningKeysOptions {
  readonly keystore: Keystore;
  readonly engine: Engine;
  /** How long a key signs; {@link KEY_LIFE_MS} when absent. */
  readonly lifeMs?: number | undefined;
}

/** Signs. */
export interface DigestSigner {
  readonly fingerprint: string;
  /** In hex. */
  readonly sign: (content: Uint8Array) => Promise<string>;
}

/** See the file's head. */
export class SigningKeys {
  readonly #options: SigningKeysOptions;

  constructor(options: SigningKeysOptions) {
    this.#options = options;
  }

  /**
   * The public halves that were valid at some time between two, oldest first.
   *
   * @throws {StoreUnavailableError}
   */
  async list(fromMs = 0, toMs: number = Number.MAX_SAFE_INTEGER): Promise<readonly ListedKey[]> {
    const keys = (await this.#known()).map(({ key }) => key);
    return keys.filter(({ validFromMs, validToMs }) => validFromMs <= toMs && validToMs >= fromMs);
  }

  /** The key that signs at a time, made where there is none. */
  async signerAt(nowMs: number): Promise<DigestSigner> {
    for (;;) {
      const last = (await this.#known()).at(-1);
      if (last !== undefined && nowMs < last.key.validToMs) return this.#signerOf(last);
      await this.#make(last, nowMs);
    }
  }

  #signerOf({ key, name }: KnownKey): DigestSigner {
    const { keystore } = this.#options;
    const { fingerprint, materialId = '', sealed = '' } = key;
    const reference = { owner: name, materialId: fromBase64(materialId), backingKey: fromBase64(sealed) };
    return {
      fingerprint,
      sign: async (bytes) => toHex(await keystore.sign(reference, DIGEST_SCHEME, { form: 'message', bytes })),
    };
  }

  async #make(last: KnownKey | undefined, nowMs: number): Promise<void> {
    const { keystore, engine, lifeMs = KEY_LIFE_MS } = this.#options;
    const number = last === undefined ? 1 : Number(last.name.slice(PREFIX.length)) + 1;
    const name = PREFIX + String(number).padStart(10, '0');
    const pair = await keystore.createKeyPair(name, { kind: 'rsa', modulusBits: MODULUS_BITS });
    const validity = { validFromMs: nowMs, validToMs: nowMs + lifeMs };
    const key: KeyRecord = {
      ...(await listedKeyOf(engine, pair.publicKey, validity)),
      materialId: toBase64(pair.materialId),
      sealed: toBase64(pair.sealed),
    };
    try {
      await keystore.commit([{ name, replaces: 0, value: encode(key) }, ...withoutPrivateHalf(last)]);
    } catch (error) {
      // Somebody else has made it: theirs is the key.
      if (!(error instanceof StoreConflictError)) throw error;
    }
  }

  async #known(): Promise<readonly KnownKey[]> {
    const records = await this.#options.keystore.list(PREFIX, undefined, MAX_KEYS);
    return records.map(knownOf);
  }
}

function withoutPrivateHalf(last: KnownKey | undefined): readonly RecordChange[] {
  if (last === undefined) return [];
  const { value, fingerprint, validFromMs, validToMs } = last.key;
  const rest = { value, fingerprint, validFromMs, validToMs };
  return [{ name: last.name, replaces: last.version, value: encode(rest) }];
}

function encode(key: KeyRecord): Uint8Array {
  return toUtf8(JSON.stringify(key));
}

function knownOf({ name, version, value }: OpenedRecord): KnownKey {
  return { name, version, key: JSON.parse(fromUtf8(value)) as KeyRecord };
}
