/**
 * Integers as words of 32 bits, lowest first, for what is done once an operation: exponents, checks, new keys.
 *
 * An integer lies in a slot of INTEGER bytes, zero behind what was put there. Every function takes as many steps as its
 * counts say, whatever the words are; conditions are masks of all ones or zeros. No division: by e it is exact, from
 * the lowest word up (Jebelean 1993), and by the Fermat number 2^16 + 1 a remainder is an alternating sum.
 *
 * @module
 */
import { INTEGER } from './rsa-memory';

@inline
export function word(integer: usize, i: usize): u64 {
  return load<u32>(integer + (i << 2)) as u64;
}

@inline
function setWord(integer: usize, i: usize, value: u64): void {
  store<u32>(integer + (i << 2), value as u32);
}

/** All ones where a word is zero, else zeros. */
@inline
export function maskOfZero(value: u32): u32 {
  return (((value | (0 - value)) >> 31) as u32) - 1;
}

/** OS2IP: big-endian octets. */
export function loadInteger(integer: usize, octets: usize, length: usize): void {
  memory.fill(integer, 0, INTEGER);
  for (let i: usize = 0; i < length; i++) store<u8>(integer + i, load<u8>(octets + length - 1 - i));
}

/** I2OSP: big-endian octets. */
export function storeInteger(octets: usize, integer: usize, length: usize): void {
  for (let i: usize = 0; i < length; i++) store<u8>(octets + i, load<u8>(integer + length - 1 - i));
}

export function copyInteger(to: usize, from: usize): void {
  memory.copy(to, from, INTEGER);
}

/** x + (y & mask). @returns The carry. */
export function addMasked(to: usize, x: usize, y: usize, mask: u32, count: usize): u32 {
  let carry: u64 = 0;
  for (let i: usize = 0; i < count; i++) {
    carry += word(x, i) + (word(y, i) & (mask as u64));
    setWord(to, i, carry);
    carry >>= 32;
  }
  return carry as u32;
}

/** x - (y & mask). @returns All ones where the result is negative, else zeros. */
export function subtractMasked(to: usize, x: usize, y: usize, mask: u32, count: usize): u32 {
  let borrow: u64 = 0;
  for (let i: usize = 0; i < count; i++) {
    const difference = word(x, i) - (word(y, i) & (mask as u64)) - borrow;
    setWord(to, i, difference);
    borrow = difference >> 63;
  }
  return 0 - (borrow as u32);
}

/** All ones where x < y, else zeros. */
export function isBelow(x: usize, y: usize, count: usize): u32 {
  let borrow: u64 = 0;
  for (let i: usize = 0; i < count; i++) borrow = (word(x, i) - word(y, i) - borrow) >> 63;
  return 0 - (borrow as u32);
}

/** All ones where x is y, else zeros. */
export function isSame(x: usize, y: usize, count: usize): u32 {
  let difference: u64 = 0;
  for (let i: usize = 0; i < count; i++) difference |= word(x, i) ^ word(y, i);
  return maskOfZero(difference as u32);
}

/** All ones where x is a small integer, else zeros. */
export function isSmall(x: usize, small: u32, count: usize): u32 {
  let difference = word(x, 0) ^ (small as u64);
  for (let i: usize = 1; i < count; i++) difference |= word(x, i);
  return maskOfZero(difference as u32);
}

/** All ones where x has no bit from this one up, else zeros. */
export function isShort(x: usize, bits: usize, count: usize): u32 {
  const from = bits >> 5;
  let rest = (word(x, from) as u32) >> ((bits & 31) as u32);
  for (let i = from + 1; i < count; i++) rest |= word(x, i) as u32;
  return maskOfZero(rest);
}

/** Adds or takes a small integer. */
export function addSmall(x: usize, small: i32, count: usize): void {
  let carry = small as i64;
  for (let i: usize = 0; i < count; i++) {
    carry += word(x, i) as i64;
    setWord(x, i, carry as u64);
    carry >>= 32;
  }
}

/** Swaps x and y under a mask. */
export function swapMasked(x: usize, y: usize, mask: u32, count: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const difference = (word(x, i) ^ word(y, i)) & (mask as u64);
    setWord(x, i, word(x, i) ^ difference);
    setWord(y, i, word(y, i) ^ difference);
  }
}

/** Halves x under a mask, dropping its lowest bit. */
export function halveMasked(x: usize, mask: u32, count: usize): void {
  const all = mask as u64;
  for (let i: usize = 0; i < count; i++) {
    const here = word(x, i);
    const halved = (here >> 1) | (word(x, i + 1) << 31);
    setWord(x, i, (here & ~all) | (halved & all));
  }
}

/** Halves x. */
export function halve(x: usize, count: usize): void {
  halveMasked(x, 0xffffffff, count);
}

/** x y, of so many words each; `to` is neither. */
export function multiplyIntegers(to: usize, x: usize, xCount: usize, y: usize, yCount: usize): void {
  memory.fill(to, 0, INTEGER);
  for (let i: usize = 0; i < xCount; i++) {
    let carry: u64 = 0;
    for (let j: usize = 0; j < yCount; j++) {
      carry += word(x, i) * word(y, j) + word(to, i + j);
      setWord(to, i + j, carry);
      carry >>= 32;
    }
    setWord(to, i + yCount, carry);
  }
}

/** 1/x mod 2^32 of an odd x. */
@inline
function invertWord(x: u32): u32 {
  let inverse = x;
  for (let i = 0; i < 4; i++) inverse *= 2 - x * inverse;
  return inverse;
}

/** x / y of an odd y that divides x, so many words of quotient; x is overwritten, from its lowest word up. */
export function divideExactly(to: usize, x: usize, y: usize, count: usize, yCount: usize): void {
  const inverse = invertWord(load<u32>(y));
  memory.fill(to, 0, INTEGER);
  for (let i: usize = 0; i < count; i++) {
    const digit = ((word(x, i) as u32) * inverse) as u64;
    setWord(to, i, digit);
    let borrow: u64 = 0;
    for (let j: usize = 0; i + j < count; j++) {
      const product = borrow + (j < yCount ? digit * word(y, j) : 0);
      const here = word(x, i + j);
      setWord(x, i + j, here - product);
      borrow = (product >> 32) + ((here - (product & 0xffffffff)) >> 63);
    }
  }
}

/**
 * The greatest common divisor of two odd integers, by halving and subtracting as often as integers of so many bits can
 * need: 2 bits. Both are overwritten.
 *
 * @returns It is left in x.
 */
export function commonDivisor(x: usize, y: usize, scratch: usize, bits: usize, count: usize): void {
  memory.fill(scratch, 0, INTEGER);
  for (let i: usize = 0; i < bits << 1; i++) {
    // x is odd throughout. y is halved while it is even, and the smaller one taken from it when it is odd.
    const odd = 0 - ((word(y, 0) as u32) & 1);
    const swap = odd & isBelow(y, x, count);
    swapMasked(x, y, swap, count);
    subtractMasked(scratch, y, x, odd, count);
    copyInteger(y, scratch);
    halve(y, count);
  }
}

/** The remainder of x by F = 2^16 + 1, from 0 to F - 1: 2^16 is -1. */
export function remainderByF(x: usize, count: usize): u32 {
  let sum: i64 = 0;
  for (let i: usize = 0; i < count; i++) {
    const here = word(x, i) as i64;
    sum += (here & 0xffff) - (here >> 16);
  }
  return reduceByF(sum);
}

/** Twice folded, a number of up to 2^34 in magnitude lies between -F and 2 F. */
function reduceByF(value: i64): u32 {
  let x = (value & 0xffff) - (value >> 16);
  x = (x & 0xffff) - (x >> 16);
  x += 65537 & (x >> 63);
  const less = x - 65537;
  return (less + (65537 & (less >> 63))) as u32;
}

/** The inverse modulo the prime F = 2^16 + 1, as the power F - 2 = 2^16 - 1. */
export function invertByF(x: u32): u32 {
  let power = x;
  for (let i = 0; i < 15; i++) {
    power = reduceByF((power as i64) * (power as i64));
    power = reduceByF((power as i64) * (x as i64));
  }
  return power;
}

/** (1 + k x) / F, where k is what makes it an integer: the inverse of F modulo x. @param to Neither x nor scratch. */
export function invertF(to: usize, x: usize, scratch: usize, f: usize, count: usize): void {
  // k = -1/x mod F, from 1 to F - 1, since x has no divisor in common with F.
  const k = (65537 - invertByF(remainderByF(x, count))) as u64;
  memory.fill(scratch, 0, INTEGER);
  let carry: u64 = 1;
  for (let i: usize = 0; i < count; i++) {
    carry += k * word(x, i);
    setWord(scratch, i, carry);
    carry >>= 32;
  }
  setWord(scratch, count, carry);
  memory.fill(f, 0, INTEGER);
  store<u32>(f, 65537);
  divideExactly(to, scratch, f, count + 1, 1);
}
