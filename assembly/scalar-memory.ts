/**
 * The address map of the kernel without SIMD. Input and output lie where memory.ts puts them; the rest is its own.
 *
 * What one message needs is wiped when it ends, a slot when its key is released, everything by `wipe`. Regions start
 * on 16 bytes. Constants only: this file compiles to nothing.
 *
 * @module
 */

/** One message: J0 and its encryption, the hash so far, the tag as computed and as it came, a block. */
export const MESSAGE_START: usize = 0x00800;
export const PRE_COUNTER: usize = 0x00800;
export const TAG_MASK: usize = 0x00810;
export const HASH: usize = 0x00820;
export const TAG: usize = 0x00830;
export const TAG_RECEIVED: usize = 0x00840;
export const BLOCK: usize = 0x00850;
/** The 32 planes of 16 AES states; those of the counter blocks without their counter; key stream. */
export const STATE: usize = 0x00900;
export const BASE: usize = 0x00a00;
export const STREAM: usize = 0x00b00;
export const MESSAGE_END: usize = 0x00c00;
/** Round keys as bytes, while a key is expanded. */
export const SCHEDULE: usize = 0x00c00;
export const SCHEDULE_END: usize = 0x00cf0;

/** Keys by number. A slot: round keys in planes, their number, H in six words as `absorb` multiplies by it. */
export const SLOTS: usize = 0x08000;
export const SLOT_LENGTH: usize = 0x1000;
export const SLOT_COUNT: usize = 16;
export const SLOT_ROUNDS: usize = 0xf00;
export const SLOT_SUBKEY: usize = 0xf10;
