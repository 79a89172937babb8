/**
 * The address map of the kernel: every byte of its linear memory has one owner, written down here and nowhere else.
 *
 *   0x00000 .. PUBLIC_START   working memory: keys, schedules, states, input and output. Secret, zeroed by `wipe`.
 *   PUBLIC_START .. heap base constant tables that the compiler places (asconfig.json: memoryBase). Never a secret.
 *   heap base .. MEMORY_END   nothing; `wipe` zeroes it all the same.
 *
 * Working memory, in order: what one message needs (wiped when it ends), what one key needs for long messages (the
 * bulk area, wiped with its key), what every key needs (the slots, wiped on release), and the place of input and
 * output. Nothing is allocated and nothing moves, so that a secret has an address for life and wiping can be proved.
 * Regions start on 16 bytes. Constants only: this file compiles to nothing.
 *
 * @module
 */

/** Three pages of 64 KiB, fixed: the module can neither grow nor be grown. */
export const MEMORY_END: usize = 0x30000;

/** Where the tables of the compiler begin: the same figure as memoryBase in asconfig.json, checked by a test. */
export const PUBLIC_START: usize = 0x2f000;

/** The first 16 bytes stay unused, so that a forgotten address of 0 meets no key. */
export const WORK_START: usize = 0x00010;

/** One message: the blocks that aes.ts encrypts at once, and then the fields of gcm.ts. */
export const MESSAGE_START: usize = 0x00100;
export const BLOCKS: usize = 0x00100;
export const BLOCKS_LENGTH: usize = 0x40;
/** The pre-counter block J0 (SP 800-38D §7.1), and its encryption, which masks the tag. */
export const PRE_COUNTER: usize = 0x00140;
export const TAG_MASK: usize = 0x00150;
/** The hash so far: of the blocks in even and in odd places. */
export const HASH_EVEN: usize = 0x00160;
export const HASH_ODD: usize = 0x00170;
/** A last block without its pair, and the block of lengths behind it. */
export const TAIL: usize = 0x00180;
export const TAIL_LENGTHS: usize = 0x00190;
/** The tag as computed, and as it came. */
export const TAG: usize = 0x001a0;
export const TAG_RECEIVED: usize = 0x001b0;
/** The blocks of up to eight pairs, arranged for multiplying, and the products of their halves. */
export const HASH_INPUT: usize = 0x00200;
export const HASH_PRODUCTS: usize = 0x00380;

/** The 32 planes of 32 AES states: row, then bit; and the key stream of a batch that is not used whole. */
export const STATE: usize = 0x00400;
export const KEY_STREAM: usize = 0x00600;
/** What 256 counters share: column 0 after round 1, and the S-box outputs of the others in round 2, in planes. */
export const COLUMN: usize = 0x00800;
export const ROUND_2: usize = 0x00880;
export const MESSAGE_END: usize = 0x00a80;

/** The bulk area, of one key at a time: S-box outputs of the last counter byte, round keys in planes, powers of H. */
export const BULK_START: usize = 0x00b00;
export const COUNTER_BYTES: usize = 0x00b00;
export const KEY_PLANES: usize = 0x00c00;
export const BULK_POWERS: usize = 0x02a00;
/** H^2, H^4, H^6 and H^8 themselves. */
export const BULK_VALUES: usize = 0x04860;
export const BULK_END: usize = 0x048a0;

/** Keys by number: SLOT_COUNT slots of SLOT_LENGTH. A slot: round keys, their number, powers of H built, H, H^2. */
export const SLOTS: usize = 0x08000;
export const SLOT_LENGTH: usize = 0x800;
export const SLOT_COUNT: usize = 32;
export const SLOT_ROUNDS: usize = 0x0f0;
export const SLOT_LEVEL: usize = 0x0f4;
export const SLOT_POWERS: usize = 0x100;
/** H and H^2 themselves. */
export const SLOT_SUBKEY: usize = 0x7c0;
export const SLOT_SQUARE: usize = 0x7d0;

/** The multiplication tables of one power of H: three halves of eighteen tables of 16 bytes. */
export const POWER_LENGTH: usize = 864;

/** Where callers put input and take output: key, nonce, additional data, and the text with its tag behind it. */
export const IO_START: usize = 0x18000;
export const IO_KEY: usize = IO_START;
export const IO_NONCE: usize = 0x18020;
export const IO_NONCE_LENGTH: usize = 0x3d0;
/** Sixteen zero bytes before the additional data: an odd number of blocks is made even in front. */
export const IO_AAD_FRONT: usize = 0x183f0;
export const IO_AAD: usize = 0x18400;
export const IO_AAD_LENGTH: usize = 0x400;
export const IO_TEXT: usize = 0x18800;
export const IO_TEXT_LENGTH: usize = 0x16000;
export const IO_LENGTH: usize = 0x16800;
