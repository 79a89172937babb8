/**
 * The address map of the module `sha2`: every byte of its memory has one owner, written down here and nowhere else.
 *
 *   0x0000 .. PUBLIC_START    nothing.
 *   PUBLIC_START .. heap base constant tables that the compiler places.
 *   WORK_START .. MEMORY_END  keys, states, messages and what comes of them. Secret; zero between calls but for a MAC
 *                             whose message is in parts, and for the output until its taker has zeroed it.
 *
 * Nothing is allocated and nothing moves. Regions start on 16 bytes. Constants only: this file compiles to nothing.
 *
 * @module
 */

/** One page of 64 KiB, fixed. */
export const MEMORY_END: usize = 0x10000;

/** Where the compiler puts its tables unless told otherwise, and the end of the room for them: checked by a test. */
export const PUBLIC_START: usize = 0x00400;
export const WORK_START: usize = 0x01000;

/** The keyed MAC of hmac.ts, and the counter of a derivation. */
export const STATE: usize = WORK_START;
export const COUNTER: usize = 0x01800;

/** Where callers put the key and the message or fixed input, and take the MAC or the derived key. */
export const KEY: usize = 0x01810;
export const KEY_LENGTH: usize = 0x003f0;
export const OUTPUT: usize = 0x01c00;
export const OUTPUT_LENGTH: usize = 0x00400;
export const MESSAGE: usize = 0x02000;
export const MESSAGE_LENGTH: usize = 0x0e000;
