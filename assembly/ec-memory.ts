/**
 * The address map of the module for elliptic curves: every byte of its memory has one owner, written down here.
 *
 *   0x00000 .. PUBLIC_START   nothing: no pointer is ever so low, which lets the compiler fold offsets into loads.
 *   PUBLIC_START .. heap base constant tables that the compiler places. Never a secret.
 *   WORK_START .. WORK_END    working memory. Secret; every call leaves it zero.
 *   ZERO_KEYS, CURVES         states of HMAC that depend on nothing, and records of curves: public, kept.
 *   TABLES .. MEMORY_END      multiples of the generators and of public keys: public, kept from call to call.
 *
 * Nothing is allocated and nothing moves. Regions start on 16 bytes. Constants only: this file compiles to nothing.
 *
 * @module
 */

/** 68 pages of 64 KiB, fixed; what is never written costs nothing. */
export const MEMORY_END: usize = 0x440000;

export const PUBLIC_START: usize = 0x00400;
export const WORK_START: usize = 0x03000;

/** Input and output: a scalar, a point as its two coordinates, a digest, r and s, and fresh bytes. */
export const IO_SCALAR: usize = 0x03000;
export const IO_POINT: usize = 0x03080;
export const IO_DIGEST: usize = 0x03180;
export const IO_SIGNATURE: usize = 0x03200;
export const IO_FRESH: usize = 0x03300;

/** Numbers modulo the order, in rows of ROW bytes. */
export const NUMBERS: usize = 0x03400;
export const ROW: usize = 80;
/** What division steps work on, twice; and the number to invert. */
export const STEPS: usize = 0x03a00;
export const STEPS_INPUT: usize = 0x03d80;
/** HMAC-DRBG: the MAC's state, K, V and what goes into a MAC. */
export const NONCE_MAC: usize = 0x04000;
export const NONCE_KEY: usize = 0x04500;
export const NONCE_VALUE: usize = 0x04540;
export const NONCE_INPUT: usize = 0x045c0;
/** The state of a hash that is fed a message. */
export const HASH_STATE: usize = 0x04700;
/** The candidates of which a nonce is made. */
export const NONCE_BITS: usize = 0x04a80;
/** What two scans of a window found, in a slot each. */
export const FOUND: usize = 0x04b80;
/** Pairs of field elements, in slots of SLOT bytes. */
export const SLOTS: usize = 0x05000;
export const SLOT: usize = 160;
/** What every call uses and leaves zero ends here; the rest is left zero by whoever uses it. */
export const BRIEF_END: usize = 0x06f00;

/** A window of multiples, before they are affine: X, Y and by what Z has grown, in slots. */
export const MULTIPLES: usize = 0x07000;
export const MULTIPLE: usize = 3 * SLOT;
/** A table of odd multiples of one point. */
export const BASE_TABLE: usize = 0x0c800;
/** The digits of a public scalar, or of its two halves, a byte each. */
export const DIGITS: usize = 0x0d200;
export const DIGITS_LENGTH: usize = 0x00210;
/** A message, or a part of one. */
export const IO_MESSAGE: usize = 0x0d800;
export const IO_MESSAGE_LENGTH: usize = 0x10000;
export const WORK_END: usize = 0x1d800;

/** HMAC states whose key is zero, which every nonce begins with: public, kept from call to call. */
export const ZERO_KEYS: usize = 0x1e000;
export const ZERO_KEY: usize = 0x500;

/** The records of the curves that were used: public, kept. */
export const CURVES: usize = 0x20000;
export const CURVE: usize = 0x800;

/** Combs by number: those of the four generators, then those of public keys. */
export const TABLES: usize = 0x40000;
export const TABLE: usize = 0x40000;
export const GENERATORS: u32 = 4;
export const TABLE_COUNT: u32 = 16;
