/**
 * The unpacking of a module from the text that the package carries it in: base64 (RFC 4648 §4, no padding) of what a
 * binary range coder made of literals and repetitions. scripts/pack-kernel.ts is the other side, and says the same once
 * more in the other direction.
 *
 *   stream     number of bytes, then until there are so many: a literal or a repetition
 *   literal    bit 0, then a byte, from its highest bit on, by what came before in the byte and by the last byte
 *   repetition bit 1, then, unless the last one was a repetition too: whether the distance is that one's; the distance,
 *              if it is another; the length less one
 *   number     from the lowest bit on, before each of them a bit 1; in the end a bit 0. The highest bit is left out
 *
 * Each bit is coded by the probability that bits in its place had so far, of 11 bits, which each of them moves by a
 * sixteenth. The text is public and proves itself afterwards: whatever it is, this ends, or traps at the end of memory.
 *
 * @module
 */

/** Where the probabilities lie, two bytes each: by what they are of. */
const PROBABILITIES: usize = 0x0800;
const IS_REPETITION: usize = 0;
const IS_SAME: usize = 2;
const SIZE: usize = 4;
const DISTANCE: usize = 44;
const LENGTH: usize = 84;
const LITERAL: usize = 128;
const COUNT: usize = LITERAL + 8 * 256;

/** Behind them: where bytes are unpacked to, and the text that they are unpacked from. */
export const BYTES: usize = 0x2000;
export const TEXT: usize = 0x20000;

const HALF: u16 = 1024;
const ONE: u32 = 2048;

let at: usize = 0;
let bits: u32 = 0;
let held: u32 = 0;
let range: u32 = 0;
let code: u32 = 0;

/** Replaces what is at BYTES by what the text at TEXT holds. @returns How many bytes there are. */
export function unpackText(): usize {
  begin();
  const size = number(SIZE);
  const end = BYTES + size;
  let distance: usize = 0;
  let repeated: usize = 0;
  for (let to = BYTES; to < end; ) {
    if (bit(IS_REPETITION + repeated)) {
      if (repeated != 0 || !bit(IS_SAME)) distance = number(DISTANCE);
      for (let length = number(LENGTH) + 1; length > 0; length--, to++) store<u8>(to, load<u8>(to - distance));
      repeated = 1;
    } else {
      store<u8>(to, literal(load<u8>(to - 1)));
      to++;
      repeated = 0;
    }
  }
  return size;
}

function begin(): void {
  at = TEXT;
  held = 0;
  range = u32.MAX_VALUE;
  for (let i = 0; i < 4; i++) code = (code << 8) | byte();
  for (let i: usize = 0; i < COUNT; i++) store<u16>(PROBABILITIES + 2 * i, HALF);
  // The first byte has none before it.
  store<u8>(BYTES - 1, 0);
}

/** The value of a digit of base64. */
function digit(character: u32): u32 {
  if (character >= 97) return character - 71;
  if (character >= 65) return character - 65;
  if (character >= 48) return character + 4;
  return character == 43 ? 62 : 63;
}

function byte(): u32 {
  while (held < 8) {
    bits = (bits << 6) | digit(load<u8>(at));
    at++;
    held += 6;
  }
  held -= 8;
  return (bits >> held) & 0xff;
}

function bit(place: usize): bool {
  const address = PROBABILITIES + 2 * place;
  const zero: u32 = load<u16>(address);
  const bound = (range >> 11) * zero;
  const isOne = code >= bound;
  if (isOne) {
    code -= bound;
    range -= bound;
    store<u16>(address, zero - (zero >> 4));
  } else {
    range = bound;
    store<u16>(address, zero + ((ONE - zero) >> 4));
  }
  if (range < 1 << 24) {
    range <<= 8;
    code = (code << 8) | byte();
  }
  return isOne;
}

function number(place: usize): usize {
  let value: usize = 0;
  let weight: usize = 1;
  for (; bit(place); place += 2, weight <<= 1) if (bit(place + 1)) value += weight;
  return value + weight;
}

function literal(last: u32): u32 {
  const place = LITERAL + ((last >> 5) << 8);
  let value: u32 = 1;
  while (value < 256) value = (value << 1) | <u32>bit(place + value);
  return value;
}
