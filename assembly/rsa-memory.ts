/**
 * The address map of the RSA module: every byte of its linear memory has one owner, written down here and nowhere else.
 *
 *   0x00000 .. SMALL_PRIMES   nothing: no pointer is ever so low, which lets the compiler fold offsets into loads.
 *   SMALL_PRIMES .. KEYS_END  public: the table of small primes, and what belongs to public keys that are kept.
 *   WORK_START .. MEMORY_END  working memory: secret, zeroed by `wipe` and at the end of every operation.
 *
 * A number of up to 320 digits lies in a slot of NUMBER bytes, in both of the forms that digits.ts describes; what
 * belongs to a modulus lies in a slot of MODULUS bytes, in the fields below; an integer of up to 136 words of 32 bits,
 * lowest first, lies in a slot of INTEGER bytes. Nothing is allocated and nothing moves. Constants only: this file
 * compiles to nothing.
 *
 * @module
 */

/** Five pages of 64 KiB, fixed: the module can neither grow nor be grown. */
export const MEMORY_END: usize = 0x50000;

/** The most digits of a number, and of a prime: 4096 and 2048 bits. */
export const MAX_DIGITS: usize = 320;
/** The longest modulus in bytes. */
export const MAX_LENGTH: usize = 512;

/** A number: sixteen zero bytes, its packed digits, then room for the paired ones, sixteen positions in front of them. */
export const NUMBER: usize = 0x840;
export const PACKED: usize = 0x10;
export const PAIRED: usize = 0x300;

/** A modulus: how long it is, the reciprocal of its leading digits, then numbers. montgomery.ts says what they are. */
export const MODULUS: usize = 0x2980;
export const MODULUS_BITS: usize = 0x00;
export const MODULUS_DIGITS: usize = 0x04;
export const EXPONENT_LENGTH: usize = 0x08;
export const RECIPROCAL: usize = 0x10;
export const VALUE: usize = 0x40;
export const NEGATIVE_INVERSE: usize = VALUE + NUMBER;
export const ONE: usize = VALUE + 2 * NUMBER;
export const SQUARE: usize = VALUE + 3 * NUMBER;
/** Of a prime its number R^3; of a public key its exponent, big-endian. */
export const CUBE: usize = VALUE + 4 * NUMBER;
export const EXPONENT: usize = CUBE;

export const INTEGER: usize = 0x220;
export const INTEGER_WORDS: usize = INTEGER / 4;

/** Public: the primes of trial division, sixteen at a time: four vectors of primes, four of their inverses. */
export const SMALL_PRIMES: usize = 0x00800;
export const SMALL_PRIMES_END: usize = 0x05000;
/** Public: the keys that are kept, by number. */
export const KEYS: usize = 0x05000;
export const KEY_COUNT: usize = 16;
export const KEYS_END: usize = KEYS + KEY_COUNT * MODULUS;

export const WORK_START: usize = 0x30000;

/** The columns of a product, those of a quotient, and the packed digits of the lower half and of the quotient. */
export const COLUMNS: usize = 0x30000;
export const QUOTIENT_COLUMNS: usize = 0x30a80;
export const QUOTIENT: usize = 0x31000;
export const QUOTIENT_DIGITS: usize = 0x312c0;
/** What was set aside of the columns of a block; zero between two blocks. */
export const HIGH_CARRIES: usize = 0x31580;

/** The numbers that one step of an operation leaves to the next, and those that do not outlive a function. */
export const NUMBERS: usize = 0x31800;
export const NUMBER_COUNT: usize = 18;

export const FIRST_PRIME: usize = 0x3b000;
export const SECOND_PRIME: usize = FIRST_PRIME + MODULUS;

export const INTEGERS: usize = 0x40400;
export const INTEGER_COUNT: usize = 40;

/** The powers of a base, packed: 32 of them for one prime. */
export const POWERS: usize = 0x45a00;

/** Where callers put input and take output. */
export const IO_START: usize = 0x48400;
export const IO_LENGTH: usize = 0x03000;
export const IO_INPUT: usize = IO_START;
export const IO_OUTPUT: usize = IO_START + 0x200;
export const IO_RANDOM: usize = IO_START + 0x400;
export const IO_MODULUS: usize = IO_START + 0x800;
export const IO_EXPONENT: usize = IO_START + 0xa00;
/** The private exponent, and then p, q, d mod p - 1, d mod q - 1, q^-1 mod p, each PRIME_FIELD after the one before. */
export const IO_PRIVATE_EXPONENT: usize = IO_START + 0xb00;
export const IO_PRIMES: usize = IO_START + 0xd00;
export const PRIME_FIELD: usize = 0x100;
/** Candidates for primes, one behind the other. */
export const IO_CANDIDATES: usize = IO_START + 0x1300;
export const IO_CANDIDATES_LENGTH: usize = IO_LENGTH - 0x1300;
