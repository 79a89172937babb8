/**
 * scrypt (RFC 7914) by @noble/hashes: a key from a passphrase, at the price of memory.
 *
 * It yields to the event loop while it works. It never chooses a cost: that is the caller's.
 *
 * @module
 */
import { scryptAsync } from '@noble/hashes/scrypt.js';
import { expectBytes, expectInteger } from '../bytes/expect.ts';
import type { Bytes } from './primitives.ts';

/** RFC 7914 §2: memory is 128 · 2^costLog2 · blockSize bytes. */
export interface ScryptCost {
  /** N as a power of two. */
  readonly costLog2: number;
  /** r. */
  readonly blockSize: number;
  /** p. */
  readonly parallelism: number;
}

/** How long it works before it yields; nobody waits for a page that nobody sees. */
const TICK_MS = 10;
const HIDDEN_TICK_MS = 1000;

/**
 * Derives bytes from a passphrase. RFC 7914 §6.
 *
 * @param length In bytes.
 * @returns New bytes, the caller's to wipe.
 * @throws {RangeError} A cost or length outside of RFC 7914's bounds.
 *
 * @example
 * const cost = { costLog2: 10, blockSize: 8, parallelism: 1 };
 * await deriveFromPassphrase(new Uint8Array([112]), new Uint8Array(16), cost, 32); // 32 bytes
 */
export async function deriveFromPassphrase(
  passphrase: Uint8Array,
  salt: Uint8Array,
  cost: ScryptCost,
  length: number,
): Promise<Bytes> {
  expectBytes('passphrase', passphrase);
  expectBytes('salt', salt);
  expectInteger('costLog2', cost.costLog2, 1, 24);
  expectInteger('blockSize', cost.blockSize, 1, 64);
  expectInteger('parallelism', cost.parallelism, 1, 64);
  expectInteger('length', length, 1, 1024);
  const n = 2 ** cost.costLog2;
  const maxmem = 128 * cost.blockSize * (n + cost.parallelism) + 1024;
  // WebKit wakes a page in the background once a second: with short ticks it would work a hundredth of the time.
  const { document } = globalThis as { document?: { readonly hidden?: boolean } };
  const asyncTick = document?.hidden === true ? HIDDEN_TICK_MS : TICK_MS;
  const options = { N: n, r: cost.blockSize, p: cost.parallelism, dkLen: length, maxmem, asyncTick };
  return (await scryptAsync(passphrase, salt, options)) as Bytes;
}
