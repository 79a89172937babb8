/**
 * The root key: what seals the domain keys, and with them everything else.
 *
 * Who provides it is pluggable. A provider makes a root key for a new store, leaving a public header there, and
 * recovers the same root key for an existing one from that header. A root key seals and opens; it need not be able to
 * show itself, so that a non-extractable WebCrypto key, a PKCS#11 token or another KMS can stand behind the interface.
 *
 * The header is authenticated by the store's identity record: lowering a cost written there gives another root key,
 * which does not open the store.
 *
 * @module
 */
import { expectBytes } from '../bytes/expect.ts';
import { FormatError } from '../bytes/reader.ts';
import { wipe } from '../bytes/wipe.ts';
import type { Bytes } from '../crypto/primitives.ts';
import { KEY_LENGTH, open, type SealingTools, seal } from './sealing.ts';

/** Something that seals the domain keys. */
export interface RootKey {
  /** Seals a domain key, bound to `aad`. */
  seal(plaintext: Uint8Array, aad: Uint8Array): Promise<Bytes>;
  /** @throws {AuthenticationError} This root key did not seal it, or not with this `aad`. */
  open(sealed: Uint8Array, aad: Uint8Array): Promise<Bytes>;
  /** Forgets the key: what was in memory is wiped. Every later call is refused. */
  release(): void;
}

/** A new root key and the public bytes by which its provider will find it again. */
export interface CreatedRootKey {
  readonly header: Bytes;
  readonly rootKey: RootKey;
}

/** Where a root key comes from. */
export interface RootKeyProvider {
  /** One short word written into the store: a store is opened by the kind of provider that made it. */
  readonly kind: string;
  create(tools: SealingTools): Promise<CreatedRootKey>;
  /** @throws {FormatError} The header is not one of this provider's. */
  recover(header: Uint8Array, tools: SealingTools): Promise<RootKey>;
}

/**
 * A root key of 32 bytes that the caller keeps: from a file, an environment variable, a secret manager.
 *
 * @param bytes 32 bytes, copied; wipe yours.
 * @throws {RangeError} Not 32 bytes.
 *
 * @example
 * rootKeyFromBytes(new Uint8Array(32)).kind; // 'bytes'
 */
export function rootKeyFromBytes(bytes: Uint8Array): RootKeyProvider {
  expectBytes('bytes', bytes, KEY_LENGTH);
  // Never `slice`: on Node's Buffer that is a view, which its owner will wipe.
  const kept = new Uint8Array(bytes);
  return {
    kind: 'bytes',
    create: async (tools) => ({ header: new Uint8Array(), rootKey: new BytesRootKey(kept.slice(), tools) }),
    async recover(header, tools) {
      if (header.length !== 0) throw new FormatError('a root key of this kind has no header');
      return new BytesRootKey(kept.slice(), tools);
    },
  };
}

/** A root key in memory. */
export class BytesRootKey implements RootKey {
  readonly #key: Bytes;
  readonly #tools: SealingTools;
  #isReleased = false;

  /** @param key 32 bytes, kept and wiped by `release`. */
  constructor(key: Bytes, tools: SealingTools) {
    this.#key = key;
    this.#tools = tools;
  }

  async seal(plaintext: Uint8Array, aad: Uint8Array): Promise<Bytes> {
    this.#refuseIfReleased();
    return await seal(this.#tools, this.#key, { label: LABEL, aad }, plaintext);
  }

  async open(sealed: Uint8Array, aad: Uint8Array): Promise<Bytes> {
    this.#refuseIfReleased();
    return await open(this.#tools, this.#key, { label: LABEL, aad }, sealed);
  }

  release(): void {
    this.#isReleased = true;
    wipe(this.#key);
  }

  /** What is left of the key is zeroes: anybody could open what they seal. */
  #refuseIfReleased(): void {
    if (this.#isReleased) throw new TypeError('"rootKey" expected a key in memory, got a released one');
  }
}

const LABEL = 'strongroom root key';
