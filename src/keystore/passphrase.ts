/**
 * A root key from a passphrase, by scrypt (RFC 7914): memory-hard, so that guessing costs memory as well as time.
 *
 *   header = 01 ‖ u8 log2 N ‖ u32 r ‖ u32 p ‖ salt[16]
 *
 * The parameters are public and authenticated: with any other header the derived key is another key. They are bounded
 * when read, so that a forged header cannot make this process allocate without end.
 *
 * @module
 */
import { expectInteger } from '../bytes/expect.ts';
import { FormatError, Reader } from '../bytes/reader.ts';
import { toUtf8 } from '../bytes/utf8.ts';
import { wipe } from '../bytes/wipe.ts';
import { Writer } from '../bytes/writer.ts';
import type { Bytes } from '../crypto/primitives.ts';
import type { ScryptCost } from '../crypto/scrypt.ts';
import { BytesRootKey, type RootKeyProvider } from './root-key.ts';
import { KEY_LENGTH } from './sealing.ts';

const VERSION = 1;
const SALT_LENGTH = 16;

/** OWASP's first choice for scrypt: 128 MiB and about half a second. */
export const DEFAULT_COST: ScryptCost = { costLog2: 17, blockSize: 8, parallelism: 1 };
/** What a header may ask for: 1 GiB at the most. */
const MAX_COST: ScryptCost = { costLog2: 20, blockSize: 8, parallelism: 16 };

/**
 * A provider of the root key that a passphrase gives.
 *
 * @param passphrase Any text but the empty one. It is a string, which cannot be wiped: prefer a key file where you can.
 * @param cost For a new store; an existing one says its own.
 * @throws {TypeError} The passphrase is not a text of at least one character.
 *
 * @example
 * rootKeyFromPassphrase('correct horse battery staple').kind; // 'passphrase'
 */
export function rootKeyFromPassphrase(passphrase: string, cost: ScryptCost = DEFAULT_COST): RootKeyProvider {
  if (typeof passphrase !== 'string' || passphrase === '') {
    throw new TypeError('"passphrase" expected a text of at least one character');
  }
  checkCost(cost);
  return {
    kind: 'passphrase',
    async create(tools) {
      const salt = tools.random(SALT_LENGTH);
      const key = await deriveKey(passphrase, salt, cost);
      return { header: writeHeader(cost, salt), rootKey: new BytesRootKey(key, tools) };
    },
    async recover(header, tools) {
      const { cost: written, salt } = readHeader(header);
      return new BytesRootKey(await deriveKey(passphrase, salt, written), tools);
    },
  };
}

async function deriveKey(passphrase: string, salt: Uint8Array, cost: ScryptCost): Promise<Bytes> {
  const secret = toUtf8(passphrase.normalize('NFKC'));
  try {
    const { deriveFromPassphrase } = await import('../crypto/scrypt.ts');
    return await deriveFromPassphrase(secret, salt, cost, KEY_LENGTH);
  } finally {
    wipe(secret);
  }
}

function writeHeader(cost: ScryptCost, salt: Uint8Array): Bytes {
  return new Writer()
    .u8(VERSION)
    .u8(cost.costLog2)
    .u32(cost.blockSize)
    .u32(cost.parallelism)
    .bytes(salt)
    .finish();
}

function readHeader(header: Uint8Array): { cost: ScryptCost; salt: Uint8Array } {
  const reader = new Reader(header);
  if (reader.u8() !== VERSION) throw new FormatError('unknown version of the passphrase header');
  const cost = { costLog2: reader.u8(), blockSize: reader.u32(), parallelism: reader.u32() };
  const salt = reader.bytes(SALT_LENGTH);
  reader.end();
  if (!isAllowed(cost)) throw new FormatError('the passphrase header asks for a cost that is not allowed');
  return { cost, salt };
}

function isAllowed(cost: ScryptCost): boolean {
  try {
    checkCost(cost);
    return true;
  } catch {
    return false;
  }
}

function checkCost(cost: ScryptCost): void {
  expectInteger('costLog2', cost.costLog2, 10, MAX_COST.costLog2);
  expectInteger('blockSize', cost.blockSize, 1, MAX_COST.blockSize);
  expectInteger('parallelism', cost.parallelism, 1, MAX_COST.parallelism);
}
