/**
 * The address map of the module `ed25519`: every byte of its memory has one owner, written down here and nowhere else.
 *
 *   0x00000 .. PUBLIC_START   nothing.
 *   PUBLIC_START .. heap base constant tables that the compiler places.
 *   WORK_START .. WORK_END    working memory: keys, nonces, hash states, points on their way. Secret; zero between calls.
 *   MESSAGE .. KEPT_START     the message. Zero between calls, unless it is in parts.
 *   KEPT_START .. MEMORY_END  what is kept from call to call, all of it public: multiples of the base point and of keys
 *                             that verified, and public keys by the fingerprint of their private ones.
 *
 * Nothing is allocated and nothing moves. Regions start on 16 bytes. Constants only: this file compiles to nothing.
 *
 * @module
 */
import { SHA512_STATE } from './sha512';

/** Eleven pages of 64 KiB, fixed. */
export const MEMORY_END: usize = 0xb0000;

/** Where the compiler puts its tables unless told otherwise, and the end of the room for them: checked by a test. */
export const PUBLIC_START: usize = 0x00400;
export const WORK_START: usize = 0x01000;

/** A pair of field elements, and what two pairs make: a point. */
export const PAIR: usize = 80;
export const POINT: usize = 2 * PAIR;

/** Where callers put input and take output. */
export const SEED: usize = WORK_START;
export const PUBLIC_KEY: usize = SEED + 32;
export const SIGNATURE: usize = PUBLIC_KEY + 32;

/** Of one signature: hash of the message, hash of the seed, scalars, their limbs and digits. */
export const HASH: usize = SIGNATURE + 64;
export const SEED_HASH: usize = HASH + SHA512_STATE;
/** Hashes and scalars are read by eight bytes beyond their end: those stay zero. */
export const DIGEST: usize = SEED_HASH + 64;
export const SECRET: usize = DIGEST + 80;
export const NONCE: usize = SECRET + 48;
export const CHALLENGE: usize = NONCE + 48;
export const SCALAR: usize = CHALLENGE + 48;
export const LIMBS: usize = SCALAR + 48;
export const LIMBS_2: usize = LIMBS + 160;
export const PRODUCT: usize = LIMBS_2 + 160;
export const DIGITS: usize = PRODUCT + 160;
export const DIGITS_2: usize = DIGITS + 272;

/** The sum that a multiplication builds up, an addend, an entry of a table, the operands of a point operation. */
export const SUM: usize = DIGITS_2 + 272;
export const ADDEND: usize = SUM + POINT;
export const ENTRY: usize = ADDEND + POINT;
export const LEFT: usize = ENTRY + 128;
export const LEFT_2: usize = LEFT + PAIR;
export const RIGHT: usize = LEFT_2 + PAIR;
export const RIGHT_2: usize = RIGHT + PAIR;
/** Elements for whoever needs some: decoding, encoding, making tables. */
export const ELEMENTS: usize = RIGHT_2 + PAIR;
export const ELEMENT_COUNT: usize = 20;
/** The limbs of an element in canonical form, its bytes, and a power on its way. */
export const CANONICAL: usize = ELEMENTS + ELEMENT_COUNT * PAIR;
export const CANONICAL_BYTES: usize = CANONICAL + 80;
export const POWER: usize = CANONICAL_BYTES + 32;
/** The four integers of an inversion, nine limbs each. */
export const INVERSION: usize = POWER + PAIR;
/** A window of multiples on their way into a table. */
export const WINDOW: usize = INVERSION + 160;
export const WORK_END: usize = WINDOW + 16 * POINT;

export const MESSAGE: usize = 0x04000;
export const MESSAGE_LENGTH: usize = 0x0c000;

export const KEPT_START: usize = 0x10000;

/**
 * Multiples of the base point: 52 windows of 5 bits, of 16 entries each; entry j of window i is (j + 1) 32^i B in affine
 * coordinates: the pair (y - x, y + x), and 2dxy alone in 48 bytes.
 */
export const BASE_ENTRY: usize = 128;
export const BASE_WINDOW: usize = 16 * BASE_ENTRY;
export const BASE_WINDOWS: usize = 52;
export const BASE: usize = KEPT_START;
/** Whether they are made. */
export const BASE_READY: usize = BASE + BASE_WINDOWS * BASE_WINDOW;

/**
 * Public keys by fingerprint, which is half of SHA-512 of the private key's hash: four places for each value of the
 * fingerprint's lowest ten bits, of which the next in turn gives way.
 */
export const OWN_KEYS: usize = BASE_READY + 16;
export const OWN_KEY: usize = 64;
export const OWN_SET: usize = 4 * OWN_KEY;
export const OWN_SET_COUNT: usize = 1024;
export const OWN_KEY_NEXT: usize = OWN_KEYS + OWN_SET_COUNT * OWN_SET;

/**
 * Keys that verify: the key, how far its tables are made, when it was used, the point of the last of them, and the tables: part m has the
 * odd multiples 1, 3, ..., 15 of 2^(20 m) A, as addends.
 */
export const PEER_KEYS: usize = OWN_KEY_NEXT + 16;
export const PEER_STATE: usize = 32;
export const PEER_USED: usize = 36;
export const PEER_POINT: usize = 48;
export const PEER_TABLES: usize = PEER_POINT + POINT;
export const PEER_PART: usize = 8 * POINT;
export const PEER_STRIDE: usize = 20;
export const PEER_PARTS: usize = 13;
export const PEER_KEY: usize = PEER_TABLES + PEER_PARTS * PEER_PART;
export const PEER_KEY_COUNT: usize = 16;
/** How many verifications there have been. */
export const PEER_CLOCK: usize = PEER_KEYS + PEER_KEY_COUNT * PEER_KEY;
/** The first byte of nobody's: not beyond MEMORY_END, which a test sees. */
export const KEPT_END: usize = PEER_CLOCK + 16;
