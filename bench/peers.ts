/**
 * The peers of bench/package.json that seal by AES-256-GCM, each as one function from a message to its sealed bytes.
 *
 * They are installed apart: `npm ci --ignore-scripts` in bench/. One that is missing is left out and named on
 * standard error, so that a table without it is not mistaken for the whole.
 *
 * @module
 */
import { createCipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { gcm } from '@noble/ciphers/aes.js';

/** Seals one message under a key that the peer prepared. */
export type Seal = (nonce: Uint8Array, text: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** A peer: what it is, and how it prepares a key. */
export interface Peer {
  readonly name: string;
  /** Whether it reads memory at addresses that depend on secrets, as far as its source says. */
  readonly core: 'hardware' | 'tables' | 'constant-time';
  /** Whether it is another cipher, for orientation. */
  readonly orientation?: boolean;
  /** The key as the peer keeps it between messages; the raw bytes where it keeps none. */
  prepare(key: Uint8Array): Promise<Seal>;
}

const nodeCrypto: Peer = {
  name: 'node:crypto',
  core: 'hardware',
  prepare: async (key) => nodeSeal(createSecretKey(key)),
};

/** Sealing by OpenSSL. */
export function nodeSeal(key: KeyObject | Uint8Array): (nonce: Uint8Array, text: Uint8Array) => Uint8Array {
  return (nonce, text) => {
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  };
}

const webCrypto: Peer = {
  name: 'WebCrypto',
  core: 'hardware',
  prepare: async (key) => {
    const raw = Uint8Array.from(key);
    const imported = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']);
    return async (nonce, text) => {
      const iv = nonce as Uint8Array<ArrayBuffer>;
      const data = text as Uint8Array<ArrayBuffer>;
      return new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, imported, data));
    };
  },
};

const noble: Peer = {
  name: '@noble/ciphers',
  core: 'tables',
  prepare: async (key) => (nonce, text) => gcm(key, nonce).encrypt(text),
};

const stablelib: Peer = {
  name: '@stablelib',
  core: 'tables',
  prepare: async (key) => {
    const { AES } = await peer<{ AES: new (key: Uint8Array) => object }>('@stablelib/aes');
    const { GCM } = await peer<{ GCM: new (cipher: object) => { seal: Seal } }>('@stablelib/gcm');
    const sealer = new GCM(new AES(key));
    return (nonce, text) => sealer.seal(nonce, text);
  },
};

interface ForgeCipher {
  start(options: { iv: string }): void;
  update(input: object): void;
  finish(): void;
  readonly output: { getBytes(): string };
  readonly mode: { readonly tag: { getBytes(): string } };
}

interface Forge {
  readonly cipher: { createCipher(name: string, key: string): ForgeCipher };
  readonly util: { createBuffer(bytes: string): object };
}

const forge: Peer = {
  name: 'node-forge',
  core: 'tables',
  prepare: async (key) => {
    const { default: library } = await peer<{ default: Forge }>('node-forge');
    const binary = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
    const cipher = library.cipher.createCipher('AES-GCM', binary(key));
    return (nonce, text) => {
      cipher.start({ iv: binary(nonce) });
      cipher.update(library.util.createBuffer(binary(text)));
      cipher.finish();
      return Buffer.from(cipher.output.getBytes() + cipher.mode.tag.getBytes(), 'latin1');
    };
  },
};

const asmCrypto: Peer = {
  name: 'asmcrypto.js',
  core: 'tables',
  prepare: async (key) => {
    interface Module {
      AES_GCM: { encrypt(text: Uint8Array, key: Uint8Array, nonce: Uint8Array): Uint8Array };
    }
    const { AES_GCM } = await peer<Module>('asmcrypto.js/asmcrypto.all.es8.js');
    return (nonce, text) => AES_GCM.encrypt(text, key, nonce);
  },
};

interface Wallet {
  readonly utils: {
    readonly aesGcm: {
      encrypt(
        key: Uint8Array,
        text: Uint8Array,
        nonce: Uint8Array,
      ): { ciphertext: Uint8Array; tag: Uint8Array };
    };
  };
}

const opensslWasm: Peer = {
  name: 'hd-wallet-wasm (OpenSSL)',
  core: 'tables',
  prepare: async (key) => {
    const { default: init } = await peer<{ default: () => Promise<Wallet> }>('hd-wallet-wasm');
    const { aesGcm } = (await init()).utils;
    return (nonce, text) => {
      const { ciphertext, tag } = aesGcm.encrypt(key, text, nonce);
      return Buffer.concat([ciphertext, tag]);
    };
  },
};

interface Transcend {
  initSync(input: { module: Uint8Array }): unknown;
  Encryptor: new (
    key: Uint8Array,
    nonce: Uint8Array,
  ) => { update(text: Uint8Array): Uint8Array; finalize(): Uint8Array; free(): void };
}

const transcend: Peer = {
  name: '@transcend-io (Rust, wasm)',
  core: 'constant-time',
  prepare: async (key) => {
    const folder = 'bench/node_modules/@transcend-io/encrypt-web-streams/wasm/';
    const url = new URL(`../${folder}aes_gcm_stream_wasm.js`, import.meta.url).href;
    const { initSync, Encryptor } = (await import(url)) as Transcend;
    initSync({ module: await readFile(new URL(`../${folder}aes_gcm_stream_wasm_bg.wasm`, import.meta.url)) });
    return (nonce, text) => {
      const encryptor = new Encryptor(key, nonce);
      const parts: Uint8Array[] = [];
      for (let at = 0; at < text.length; at += 65_536)
        parts.push(encryptor.update(text.subarray(at, at + 65_536)));
      return Buffer.concat([...parts, encryptor.finalize()]);
    };
  },
};

interface Sodium {
  readonly ready: Promise<void>;
  crypto_aead_chacha20poly1305_ietf_encrypt(
    text: Uint8Array,
    aad: null,
    secret: null,
    nonce: Uint8Array,
    key: Uint8Array,
  ): Uint8Array;
}

/** Another cipher of the same purpose: libsodium has AES-GCM only where it finds AES instructions, so not here. */
const sodium: Peer = {
  name: 'libsodium, ChaCha20-Poly1305',
  core: 'constant-time',
  orientation: true,
  prepare: async (key) => {
    const { default: library } = await peer<{ default: Sodium }>('libsodium-wrappers-sumo');
    await library.ready;
    return (nonce, text) => library.crypto_aead_chacha20poly1305_ietf_encrypt(text, null, null, nonce, key);
  },
};

/** A package of bench/node_modules; its types are those that the caller needs. */
async function peer<T>(name: string): Promise<T> {
  return (await import(name)) as T;
}

/** All of them, the fast ones first. */
export const PEERS: readonly Peer[] = [
  ...[nodeCrypto, webCrypto, opensslWasm, noble, transcend, stablelib, forge, asmCrypto, sodium],
];

/** The peers that are installed, with a key. */
export async function preparePeers(key: Uint8Array): Promise<readonly (readonly [Peer, Seal])[]> {
  const ready: (readonly [Peer, Seal])[] = [];
  for (const one of PEERS) {
    try {
      ready.push([one, await one.prepare(key)]);
    } catch (error) {
      console.error(`left out: ${one.name}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return ready;
}
