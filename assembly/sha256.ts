/**
 * SHA-256 (FIPS 180-4 §6.2) over memory: any address, any number of messages at once.
 *
 * A state lies where its caller says and holds the hash so far, the count of bytes, the block that is not full yet and
 * the message schedule: all of it is as secret as the message, and whoever owns the memory wipes it. The only
 * addresses beside it are constant tables, read in order: the constants of a round, and the first values, are the
 * leading 32 bits of those of SHA-512 (§4.2.2, §5.3.3). Nothing depends on the message but the hash.
 *
 * @module
 */
import { CONSTANTS, INITIAL_512 } from './sha512';

/** What a state takes, in bytes; its address is a multiple of 16. The schedule at its end holds nothing between calls. */
export const SHA256_STATE: usize = 368;
/** So much of a state is what another state needs to go on from it, when its blocks so far were whole. */
export const SHA256_MIDSTATE: usize = 48;
export const SHA256_BLOCK: usize = 64;

const COUNT: usize = 32;
const BLOCK: usize = 48;
const SCHEDULE: usize = 112;
const SCHEDULE_LENGTH: usize = 256;

/** Begins a SHA-256. */
export function sha256Start(state: usize): void {
  for (let at: usize = 0; at < 32; at += 4) store<u32>(state + at, load<u32>(INITIAL_512 + (at << 1), 4));
  store<u64>(state, 0, COUNT);
}

/** Adds bytes to the message. */
export function sha256Update(state: usize, from: usize, length: usize): void {
  const filled = <usize>load<u64>(state, COUNT) & (SHA256_BLOCK - 1);
  store<u64>(state, load<u64>(state, COUNT) + length, COUNT);
  const end = from + length;
  if (filled != 0) {
    const room = SHA256_BLOCK - filled;
    const part = length < room ? length : room;
    copy(state + BLOCK + filled, from, part);
    if (part < room) return;
    compress(state, state + BLOCK);
    from += part;
  }
  for (; from + SHA256_BLOCK <= end; from += SHA256_BLOCK) compress(state, from);
  copy(state + BLOCK, from, end - from);
}

/** Pads the message (§5.1.1) and writes its 32 bytes at `to`. The state is done with, and not wiped. */
export function sha256Finish(state: usize, to: usize): void {
  const block = state + BLOCK;
  const count = load<u64>(state, COUNT);
  let filled = <usize>count & (SHA256_BLOCK - 1);
  store<u8>(block + filled, 0x80);
  filled++;
  if (filled > SHA256_BLOCK - 8) {
    fillZero(block + filled, block + SHA256_BLOCK);
    compress(state, block);
    filled = 0;
  }
  fillZero(block + filled, block + SHA256_BLOCK - 8);
  store<u64>(block, bswap<u64>(count << 3), SHA256_BLOCK - 8);
  compress(state, block);
  for (let at: usize = 0; at < 32; at += 16) v128.store(to + at, bigEndian(v128.load(state + at)));
}

@inline
function copy(to: usize, from: usize, length: usize): void {
  let at: usize = 0;
  for (; at + 16 <= length; at += 16) v128.store(to + at, v128.load(from + at));
  for (; at < length; at++) store<u8>(to + at, load<u8>(from + at));
}

@inline
function fillZero(from: usize, to: usize): void {
  for (let at = from; at < to; at++) store<u8>(at, 0);
}

/** Words of 4 bytes between memory order and numbers. */
@inline
function bigEndian(x: v128): v128 {
  return i8x16.shuffle(x, x, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

/** §4.1.2: the functions of a round, and those of the schedule. */
@inline
function choose(x: u32, y: u32, z: u32): u32 {
  return z ^ (x & (y ^ z));
}

@inline
function majority(x: u32, y: u32, z: u32): u32 {
  return (x & y) | (z & (x | y));
}

@inline
function sigmaA(x: u32): u32 {
  return rotr<u32>(x, 2) ^ rotr<u32>(x, 13) ^ rotr<u32>(x, 22);
}

@inline
function sigmaE(x: u32): u32 {
  return rotr<u32>(x, 6) ^ rotr<u32>(x, 11) ^ rotr<u32>(x, 25);
}

@inline
function sigmaEarly(x: u32): u32 {
  return rotr<u32>(x, 7) ^ rotr<u32>(x, 18) ^ (x >> 3);
}

@inline
function sigmaLate(x: u32): u32 {
  return rotr<u32>(x, 17) ^ rotr<u32>(x, 19) ^ (x >> 10);
}

/** §6.2.2 step 1. */
@inline
function expand(words: usize, block: usize): void {
  for (let at: usize = 0; at < SHA256_BLOCK; at += 16) v128.store(words + at, bigEndian(v128.load(block + at)));
  const end = words + SCHEDULE_LENGTH - SHA256_BLOCK;
  for (let at = words; at < end; at += 4) {
    const early = load<u32>(at) + sigmaEarly(load<u32>(at, 4));
    store<u32>(at, early + load<u32>(at, 36) + sigmaLate(load<u32>(at, 56)), 64);
  }
}

/** §6.2.2 steps 2 to 4: one block. Eight rounds bring every variable back to its name. */
function compress(state: usize, block: usize): void {
  const words = state + SCHEDULE;
  expand(words, block);
  const a0 = load<u32>(state);
  const b0 = load<u32>(state, 4);
  const c0 = load<u32>(state, 8);
  const d0 = load<u32>(state, 12);
  const e0 = load<u32>(state, 16);
  const f0 = load<u32>(state, 20);
  const g0 = load<u32>(state, 24);
  const h0 = load<u32>(state, 28);
  let a = a0;
  let b = b0;
  let c = c0;
  let d = d0;
  let e = e0;
  let f = f0;
  let g = g0;
  let h = h0;
  for (let at: usize = 0; at < SCHEDULE_LENGTH; at += 32) {
    const word = words + at;
    const constant = CONSTANTS + (at << 1);
    h += sigmaE(e) + choose(e, f, g) + load<u32>(constant, 4) + load<u32>(word);
    d += h;
    h += sigmaA(a) + majority(a, b, c);
    g += sigmaE(d) + choose(d, e, f) + load<u32>(constant, 12) + load<u32>(word, 4);
    c += g;
    g += sigmaA(h) + majority(h, a, b);
    f += sigmaE(c) + choose(c, d, e) + load<u32>(constant, 20) + load<u32>(word, 8);
    b += f;
    f += sigmaA(g) + majority(g, h, a);
    e += sigmaE(b) + choose(b, c, d) + load<u32>(constant, 28) + load<u32>(word, 12);
    a += e;
    e += sigmaA(f) + majority(f, g, h);
    d += sigmaE(a) + choose(a, b, c) + load<u32>(constant, 36) + load<u32>(word, 16);
    h += d;
    d += sigmaA(e) + majority(e, f, g);
    c += sigmaE(h) + choose(h, a, b) + load<u32>(constant, 44) + load<u32>(word, 20);
    g += c;
    c += sigmaA(d) + majority(d, e, f);
    b += sigmaE(g) + choose(g, h, a) + load<u32>(constant, 52) + load<u32>(word, 24);
    f += b;
    b += sigmaA(c) + majority(c, d, e);
    a += sigmaE(f) + choose(f, g, h) + load<u32>(constant, 60) + load<u32>(word, 28);
    e += a;
    a += sigmaA(b) + majority(b, c, d);
  }
  store<u32>(state, a0 + a);
  store<u32>(state, b0 + b, 4);
  store<u32>(state, c0 + c, 8);
  store<u32>(state, d0 + d, 12);
  store<u32>(state, e0 + e, 16);
  store<u32>(state, f0 + f, 20);
  store<u32>(state, g0 + g, 24);
  store<u32>(state, h0 + h, 28);
}
