/**
 * The address map of the kernel: every byte of its linear memory has one owner, written down here and nowhere else.
 *
 *   0x00000 .. PUBLIC_START   nothing: no pointer is ever so low, which lets the compiler fold offsets into loads.
 *   PUBLIC_START .. heap base constant tables that the compiler places. Never a secret.
 *   WORK_START .. MEMORY_END  working memory: keys, schedules, states, input and output. Secret, zeroed by `wipe`.
 *
 * Working memory, in order: what one message needs (wiped when it ends), what one key needs for long messages (the
 * bulk area, wiped with its key), what 32 records need (wiped when their batch ends, but for the powers of H, which go
 * with the bulk area), what every key needs (the slots, wiped on release), and the place of input and output. Nothing is allocated and nothing moves, so that a secret has an address for life and wiping can be proved.
 * Regions start on 16 bytes. Constants only: this file compiles to nothing.
 *
 * @module
 */

/** Three pages of 64 KiB, fixed: the module can neither grow nor be grown. */
export const MEMORY_END: usize = 0x30000;

/** Zeroes for ever, the planes of a row: they lie where nothing does. */
export const ZERO_PLANES: usize = 0x00380;

/** Where the compiler puts its tables unless told otherwise, and the end of the room for them: checked by a test. */
export const PUBLIC_START: usize = 0x00400;
export const WORK_START: usize = 0x00800;

/** One message: the blocks that aes.ts encrypts at once, and then the fields of gcm.ts. */
export const MESSAGE_START: usize = 0x00800;
export const BLOCKS: usize = 0x00800;
/** The pre-counter block J0 (SP 800-38D §7.1), and its encryption, which masks the tag. */
export const PRE_COUNTER: usize = 0x00840;
export const TAG_MASK: usize = 0x00850;
/** The hash so far: of the blocks in even and in odd places. */
export const HASH_EVEN: usize = 0x00860;
export const HASH_ODD: usize = 0x00870;
/** A last block without its pair, and the block of lengths behind it. */
export const TAIL: usize = 0x00880;
export const TAIL_LENGTHS: usize = 0x00890;
/** The tag as computed, and as it came. */
export const TAG: usize = 0x008a0;
export const TAG_RECEIVED: usize = 0x008b0;
/** The blocks of up to eight pairs, arranged for multiplying, and the products of their halves. */
export const HASH_INPUT: usize = 0x00900;
export const HASH_PRODUCTS: usize = 0x00c00;
export const BRIEF_END: usize = 0x00c60;

/** The 32 planes of 32 AES states: row, then bit; of a second batch; key stream that is not used whole. */
export const STATE: usize = 0x00d00;
export const STATE_2: usize = 0x00f00;
export const KEY_STREAM: usize = 0x01100;
/** The eight planes of a row, in bytes. */
export const ROW: usize = 128;
/** What 256 counters share: column 0 after round 1, and the S-box outputs of the others in round 2, in planes. */
export const COLUMN: usize = 0x01300;
export const ROUND_2: usize = 0x01380;
export const MESSAGE_END: usize = 0x01580;

/** The bulk area, of one key at a time: S-box outputs of the last counter byte, round keys in planes, powers of H. */
export const BULK_START: usize = 0x01600;
export const COUNTER_BYTES: usize = 0x01600;
export const KEY_PLANES: usize = 0x01700;
export const BULK_POWERS: usize = 0x03500;
/** H^2, H^4, H^6 and H^8 themselves. */
export const BULK_VALUES: usize = 0x05360;
export const BULK_END: usize = 0x053a0;

/** 32 records at a time: the planes of their nonces with the first key added, two batches of key stream. */
export const RECORD_START: usize = 0x05400;
export const NONCE_PLANES: usize = 0x05400;
export const RECORD_STREAM: usize = 0x05600;
/** Of each record: the encrypted J0, which masks its tag, and its H where it has a key of its own. */
export const RECORD_MASKS: usize = 0x05a00;
export const RECORD_SUBKEYS: usize = 0x05c00;
/** What all records of one key have in their hash; what any tag differed in from the one received. */
export const RECORD_BASE: usize = 0x05e00;
export const RECORD_DIFFERENCE: usize = 0x05e10;
export const RECORD_END: usize = 0x05e20;
/** H to H^8, of the key that has the bulk area. */
export const RECORD_POWERS: usize = 0x06000;
export const RECORD_POWERS_END: usize = 0x07b00;

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
