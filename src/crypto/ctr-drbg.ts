/**
 * CTR_DRBG with AES-256 (SP 800-90A Rev. 1 §10.2.1), with and without the derivation function (§10.3.2).
 *
 * A generator for those who must name theirs: seeded from a source that is passed in, reseeded from it when the standard
 * asks and whenever the caller does. Nothing here uses it by default; hostRandom is the house's source. It never
 * gathers entropy itself and keeps no more state than key, block and counter, which `release` wipes.
 *
 * @module
 */
import { concatBytes } from '../bytes/concat.ts';
import { expectBytes, expectInteger } from '../bytes/expect.ts';
import { wipe } from '../bytes/wipe.ts';
import { AES_BLOCK_LENGTH, openCipher } from './aes.ts';
import type { Bytes, Random } from './primitives.ts';

const KEY_LENGTH = 32;
/** Key and block: seedlen (§10.2.1 table 3). */
const SEED_LENGTH: number = KEY_LENGTH + AES_BLOCK_LENGTH;
/** The nonce that the derivation function mixes in has half of the security strength (§8.6.7). */
const NONCE_LENGTH = 16;
/** max_number_of_bits_per_request (table 3) in bytes. */
const MAX_REQUEST: number = 2 ** 16;
/** reseed_interval (table 3). */
const RESEED_INTERVAL: number = 2 ** 48;

/** How a generator is made. */
export interface CtrDrbgOptions {
  /** Fresh entropy: full entropy where there is no derivation function. */
  readonly entropy: Random;
  /** What makes this generator another than its neighbours; empty when absent, 48 bytes without derivation. */
  readonly personalization?: Uint8Array | undefined;
  /** With derivation only; drawn from `entropy` when absent. */
  readonly nonce?: Uint8Array | undefined;
  /** Whether inputs go through the derivation function; true when absent. */
  readonly derivation?: boolean | undefined;
  /** Whether fresh entropy comes before every request (§9.3); false when absent. */
  readonly predictionResistance?: boolean | undefined;
}

/** A generator. */
export interface CtrDrbg {
  /**
   * The next bytes.
   *
   * @param length 0 to 65,536 bytes.
   * @throws {RangeError} A length is out of its bounds.
   */
  generate(length: number, additionalInput?: Uint8Array): Bytes;
  /** Mixes fresh entropy in. */
  reseed(additionalInput?: Uint8Array): void;
  /** Wipes the state. @throws {TypeError} By every later call: the generator was released. */
  release(): void;
}

/** Key and V, in one array. */
interface State {
  readonly seed: Bytes;
  requests: number;
  released: boolean;
}

/**
 * A seeded generator (CTR_DRBG_Instantiate, §10.2.1.3).
 *
 * @example
 * const drbg = createCtrDrbg({ entropy: hostRandom() });
 * drbg.generate(32).length; // 32
 */
export function createCtrDrbg(options: CtrDrbgOptions): CtrDrbg {
  const { entropy, derivation = true, predictionResistance = false } = options;
  const state: State = { seed: new Uint8Array(SEED_LENGTH), requests: 0, released: false };
  const condition = derivation ? derive : pad;
  const reseed = (...inputs: readonly Uint8Array[]): void => {
    const fresh = entropy(SEED_LENGTH);
    const material = derivation ? derive(fresh, ...inputs) : mixed(fresh, pad(...inputs));
    update(state, material);
    state.requests = 0;
    wipe(fresh, material);
  };
  const nonce = derivation ? (options.nonce ?? entropy(NONCE_LENGTH)) : new Uint8Array();
  reseed(nonce, options.personalization ?? new Uint8Array());
  return {
    generate: (length, additionalInput = new Uint8Array()) => {
      expectLive(state);
      expectInteger('length', length, 0, MAX_REQUEST);
      expectBytes('additionalInput', additionalInput);
      const fresh = predictionResistance || state.requests >= RESEED_INTERVAL;
      if (fresh) reseed(additionalInput);
      const used = fresh || additionalInput.length === 0;
      return generate(state, length, used ? undefined : condition(additionalInput));
    },
    reseed: (additionalInput = new Uint8Array()) => {
      expectLive(state);
      expectBytes('additionalInput', additionalInput);
      reseed(additionalInput);
    },
    release: () => {
      wipe(state.seed);
      state.released = true;
    },
  };
}

/**
 * A generator as the source of randomness that the seam asks for: requests of any length.
 *
 * @example
 * const random = drbgRandom(createCtrDrbg({ entropy: hostRandom() }));
 * random(100_000).length; // 100000
 */
export function drbgRandom(drbg: CtrDrbg): Random {
  return (length) => {
    expectInteger('length', length, 0, 2 ** 31);
    const out = new Uint8Array(length);
    for (let at = 0; at < length; at += MAX_REQUEST) {
      const part = drbg.generate(Math.min(MAX_REQUEST, length - at));
      out.set(part, at);
      wipe(part);
    }
    return out;
  };
}

function expectLive(state: State): void {
  if (state.released) throw new TypeError('the generator was released');
}

/** CTR_DRBG_Generate_algorithm (§10.2.1.5). @param additional 48 bytes, wiped here, or none. */
function generate(state: State, length: number, additional: Bytes | undefined): Bytes {
  if (additional !== undefined) update(state, additional);
  const out = keyStream(state, length);
  update(state, additional ?? new Uint8Array(SEED_LENGTH));
  wipe(additional);
  state.requests += 1;
  return out;
}

/** CTR_DRBG_Update (§10.2.1.2). */
function update(state: State, provided: Uint8Array): void {
  const next = keyStream(state, SEED_LENGTH);
  for (let i = 0; i < SEED_LENGTH; i++) state.seed[i] = next[i] ^ provided[i];
  wipe(next);
}

/** Encryptions of V + 1, V + 2, …; V is left at the last. */
function keyStream({ seed }: State, length: number): Bytes {
  const block = seed.subarray(KEY_LENGTH);
  const stream = new Uint8Array(Math.ceil(length / AES_BLOCK_LENGTH) * AES_BLOCK_LENGTH);
  const cipher = openCipher(seed.subarray(0, KEY_LENGTH));
  try {
    for (let at = 0; at < length; at += AES_BLOCK_LENGTH) {
      increment(block);
      stream.set(block, at);
      cipher.encrypt(stream, at);
    }
  } finally {
    cipher.release();
  }
  if (stream.length === length) return stream;
  const kept = stream.slice(0, length);
  wipe(stream);
  return kept;
}

/** V + 1 modulo 2^128, every byte looked at whatever it holds. */
function increment(block: Uint8Array): void {
  let carry = 1;
  for (let i = AES_BLOCK_LENGTH - 1; i >= 0; i--) {
    carry += block[i];
    block[i] = carry;
    carry >>>= 8;
  }
}

/** Without the derivation function, inputs are filled up with zeroes (§10.2.1.3.1 step 2). */
function pad(...inputs: readonly Uint8Array[]): Bytes {
  const input = concatBytes(...inputs);
  if (input.length > SEED_LENGTH) {
    throw new RangeError(`"additionalInput" expected at most ${SEED_LENGTH} bytes, got ${input.length}`);
  }
  return concatBytes(input, new Uint8Array(SEED_LENGTH - input.length));
}

function mixed(bytes: Uint8Array, other: Uint8Array): Bytes {
  return Uint8Array.from(bytes, (byte, i) => byte ^ other[i]);
}

/** Block_Cipher_df (§10.3.2): 48 bytes out of inputs of any length. */
function derive(...inputs: readonly Uint8Array[]): Bytes {
  const text = derivationText(inputs);
  const mixing = Uint8Array.from({ length: KEY_LENGTH }, (_, i) => i);
  const chained = new Uint8Array(SEED_LENGTH);
  const cipher = openCipher(mixing);
  try {
    for (let i = 0; i < SEED_LENGTH / AES_BLOCK_LENGTH; i++) {
      text[3] = i;
      chain(cipher.encrypt, text, chained, i * AES_BLOCK_LENGTH);
    }
  } finally {
    cipher.release();
    wipe(text);
  }
  return feedback(chained);
}

/** IV ‖ L ‖ N ‖ input ‖ 80 ‖ zeroes: a whole number of blocks (steps 2 to 5, with room for the IV of step 9.1). */
function derivationText(inputs: readonly Uint8Array[]): Bytes {
  const input = concatBytes(...inputs);
  const used = AES_BLOCK_LENGTH + 8 + input.length + 1;
  const text = new Uint8Array(Math.ceil(used / AES_BLOCK_LENGTH) * AES_BLOCK_LENGTH);
  const view = new DataView(text.buffer);
  view.setUint32(AES_BLOCK_LENGTH, input.length);
  view.setUint32(AES_BLOCK_LENGTH + 4, SEED_LENGTH);
  text.set(input, AES_BLOCK_LENGTH + 8);
  text[used - 1] = 0x80;
  wipe(input);
  return text;
}

/** BCC (§10.3.3) of a text into the block of `out` at `at`, which is zero before. */
function chain(
  encrypt: (bytes: Uint8Array, at: number) => void,
  text: Uint8Array,
  out: Uint8Array,
  at: number,
): void {
  for (let start = 0; start < text.length; start += AES_BLOCK_LENGTH) {
    for (let i = 0; i < AES_BLOCK_LENGTH; i++) out[at + i] ^= text[start + i];
    encrypt(out, at);
  }
}

/** Steps 10 to 14: what was chained is a key and a block, which is encrypted over and over. */
function feedback(chained: Bytes): Bytes {
  const out = new Uint8Array(SEED_LENGTH);
  const cipher = openCipher(chained.subarray(0, KEY_LENGTH));
  try {
    for (let at = 0; at < SEED_LENGTH; at += AES_BLOCK_LENGTH) {
      out.set(at === 0 ? chained.subarray(KEY_LENGTH) : out.subarray(at - AES_BLOCK_LENGTH, at), at);
      cipher.encrypt(out, at);
    }
    return out;
  } finally {
    cipher.release();
    wipe(chained);
  }
}
