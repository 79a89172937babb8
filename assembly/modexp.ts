/**
 * Powers: of secret exponents by fixed windows of five bits, of public ones by squaring and multiplying.
 *
 * A window's power is read by looking at all thirty-two and keeping one under a mask: the table is never addressed by a
 * secret. The number of steps depends on the length that the caller says the exponent has, which is public.
 *
 * @module
 */
import { copyNumber, pairUp } from './digits';
import { digitCount, multiplyMod, multiplyPacked, squareMod } from './montgomery';
import { EXPONENT, EXPONENT_LENGTH, NUMBER, NUMBERS, ONE, PACKED, POWERS, SQUARE } from './rsa-memory';

const WINDOW_BITS: usize = 5;
const WINDOWS: usize = 1 << WINDOW_BITS;
/** Numbers that no other function uses. */
const CHOSEN = NUMBERS + NUMBER;
const SHIFTED = NUMBERS + 2 * NUMBER;

/** Five vectors at once, of which a power has at least as many. */
const PART: usize = 80;

/** The power of a window, packed. */
function choose(to: usize, window: u32, stride: usize): void {
  const wanted = i16x8.splat(window as i16);
  const last = stride - PART;
  for (let j: usize = 0; ; j = min(j + PART, last)) {
    let place = i16x8.splat(0);
    let c0 = place;
    let c1 = place;
    let c2 = place;
    let c3 = place;
    let c4 = place;
    let at = POWERS + j;
    for (let i: usize = 0; i < WINDOWS; i++, at += stride) {
      const isIt = i16x8.eq(place, wanted);
      c0 = v128.or(c0, v128.and(isIt, v128.load(at)));
      c1 = v128.or(c1, v128.and(isIt, v128.load(at + 16)));
      c2 = v128.or(c2, v128.and(isIt, v128.load(at + 32)));
      c3 = v128.or(c3, v128.and(isIt, v128.load(at + 48)));
      c4 = v128.or(c4, v128.and(isIt, v128.load(at + 64)));
      place = i16x8.add(place, i16x8.splat(1));
    }
    v128.store(to + j, c0);
    v128.store(to + j + 16, c1);
    v128.store(to + j + 32, c2);
    v128.store(to + j + 48, c3);
    v128.store(to + j + 64, c4);
    if (j == last) break;
  }
}

@inline
function windowAt(exponent: usize, bit: usize): u32 {
  return ((load<u16>(exponent + (bit >> 3)) as u32) >> ((bit & 7) as u32)) & 31;
}

/**
 * base^exponent, all residues times R.
 *
 * @param to Another number than base.
 * @param exponent An integer of at most so many bits.
 */
export function powerMod(to: usize, base: usize, exponent: usize, bits: usize, modulus: usize): void {
  const n = digitCount(modulus);
  const stride = n << 1;
  memory.copy(POWERS, modulus + ONE + PACKED, stride);
  memory.copy(POWERS + stride, base + PACKED, stride);
  copyNumber(to, base);
  for (let i: usize = 2; i < WINDOWS; i++) {
    multiplyMod(to, to, base, modulus);
    memory.copy(POWERS + i * stride, to + PACKED, stride);
  }
  let bit: usize = 0;
  while (bit + WINDOW_BITS < bits) bit += WINDOW_BITS;
  choose(to + PACKED, windowAt(exponent, bit), stride);
  pairUp(to, n);
  while (bit > 0) {
    bit -= WINDOW_BITS;
    for (let i: usize = 0; i < WINDOW_BITS; i++) squareMod(to, to, modulus);
    choose(CHOSEN + PACKED, windowAt(exponent, bit), stride);
    multiplyPacked(to, CHOSEN + PACKED, to, modulus);
  }
}

/** The number of bits of a public key's exponent. */
export function exponentBits(key: usize): usize {
  const length = load<u32>(key + EXPONENT_LENGTH) as usize;
  return 8 * length - (clz<u32>(load<u8>(key + EXPONENT) as u32) as usize) + 24;
}

/** A bit of it. */
export function exponentBit(key: usize, bit: usize): bool {
  const length = load<u32>(key + EXPONENT_LENGTH) as usize;
  return ((load<u8>(key + EXPONENT + length - 1 - (bit >> 3)) >> ((bit & 7) as u8)) & 1) != 0;
}

/** x^e of a number and a public key's exponent, which is odd and 3 or more. @param to Another number than x. */
export function publicPower(to: usize, x: usize, key: usize): void {
  multiplyMod(SHIFTED, x, key + SQUARE, key);
  copyNumber(to, SHIFTED);
  for (let bit = exponentBits(key) - 2; bit > 0; bit--) {
    squareMod(to, to, key);
    if (exponentBit(key, bit)) multiplyMod(to, to, SHIFTED, key);
  }
  squareMod(to, to, key);
  // The last factor without its R takes off that of the power.
  multiplyMod(to, to, x, key);
}
