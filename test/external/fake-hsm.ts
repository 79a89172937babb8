/**
 * An HSM cluster in memory, for tests of the rules around one: AES-CMAC by hand over Node's AES, and every failure.
 *
 * @module
 */
import { createCipheriv, randomBytes } from 'node:crypto';
import { fromUtf8 } from '../../src/bytes/utf8.ts';
import { type HsmCluster, HsmError, type HsmErrorCode, type HsmSession } from '../../src/external/hsm.ts';

export const PASSWORD = 'kmsPswd-1';
export const TRUST_ANCHOR = '-----BEGIN CERTIFICATE-----\nMIIBfake\n-----END CERTIFICATE-----';

export class FakeHsm implements HsmCluster {
  readonly trustAnchor: string | undefined;
  password = PASSWORD;
  /** What the next calls answer, by the method's name. */
  readonly failures = new Map<
    'check' | 'login' | 'generateKey' | 'mac' | 'random' | 'destroyKey',
    HsmErrorCode
  >();
  /** The keys in the token, by their reference in hex: label and bytes. */
  readonly keys = new Map<string, { readonly label: string; readonly bytes: Buffer }>();
  logins = 0;
  logouts = 0;
  closed = false;
  /** Whether sessions that are open are lost. */
  generation = 0;

  constructor(trustAnchor?: string) {
    this.trustAnchor = trustAnchor;
  }

  async check(): Promise<void> {
    this.#failIfTold('check');
  }

  async login(password: Uint8Array): Promise<HsmSession> {
    this.#failIfTold('login');
    if (fromUtf8(password) !== this.password) throw new HsmError('INVALID_CREDENTIALS', 'the PIN is another');
    this.logins++;
    const { generation } = this;
    const guard = (method: 'generateKey' | 'mac' | 'random' | 'destroyKey'): void => {
      if (generation !== this.generation) throw new HsmError('NETWORK_ERRORS', 'the session is lost');
      this.#failIfTold(method);
    };
    return {
      generateKey: async (keyId, label) => {
        guard('generateKey');
        this.keys.set(hex(keyId), { label, bytes: randomBytes(32) });
      },
      mac: async (keyId, message) => {
        guard('mac');
        const key = this.keys.get(hex(keyId));
        if (key === undefined) throw new HsmError('KEY_NOT_FOUND', 'no such key');
        return new Uint8Array(cmac(key.bytes, message));
      },
      random: async (length) => {
        guard('random');
        return new Uint8Array(length).fill(0x5a);
      },
      destroyKey: async (keyId) => {
        guard('destroyKey');
        this.keys.delete(hex(keyId));
      },
      logout: async () => {
        this.logouts++;
      },
    };
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  #failIfTold(method: Parameters<FakeHsm['failures']['get']>[0]): void {
    const code = this.failures.get(method);
    if (code !== undefined) throw new HsmError(code, 'told to');
  }
}

/** AES-CMAC (SP 800-38B §6.2), by hand. */
export function cmac(key: Uint8Array, message: Uint8Array): Buffer {
  const subkeys = subkeysOf(key);
  const blocks = Math.max(1, Math.ceil(message.length / 16));
  const isWhole = message.length > 0 && message.length % 16 === 0;
  const padded = Buffer.alloc(16 * blocks);
  padded.set(message);
  if (!isWhole) padded[message.length] = 0x80;
  const subkey = isWhole ? subkeys[0] : subkeys[1];
  let state = Buffer.alloc(16);
  for (let at = 0; at < padded.length; at += 16) {
    const block = xor(state, padded.subarray(at, at + 16));
    state = encryptBlock(key, at + 16 === padded.length ? xor(block, subkey) : block);
  }
  return state;
}

function subkeysOf(key: Uint8Array): readonly [Buffer, Buffer] {
  const first = double(encryptBlock(key, Buffer.alloc(16)));
  return [first, double(first)];
}

function double(block: Buffer): Buffer {
  const value = BigInt(`0x${block.toString('hex')}`);
  const shifted = ((value << 1n) & ((1n << 128n) - 1n)) ^ (value >> 127n === 1n ? 0x87n : 0n);
  return Buffer.from(shifted.toString(16).padStart(32, '0'), 'hex');
}

function encryptBlock(key: Uint8Array, block: Uint8Array): Buffer<ArrayBuffer> {
  const cipher = createCipheriv(`aes-${8 * key.length}-ecb`, key, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(block), cipher.final()]);
}

function xor(a: Uint8Array, b: Uint8Array): Buffer<ArrayBuffer> {
  return Buffer.from(a.map((byte, i) => byte ^ (b[i] ?? 0)));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
