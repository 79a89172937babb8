/**
 * SHA-384 and SHA-512 (FIPS 180-4 §6.4 and §6.5) over memory: any address, any number of messages at once.
 *
 * A state lies where its caller says and holds the hash so far, the count of bytes, the block that is not full yet and
 * the message schedule: all of it is as secret as the message, and whoever owns the memory wipes it. The only
 * addresses of this file's own are constant tables, read in order. Nothing depends on the message but the hash.
 *
 * @module
 */

/** What a state takes, in bytes; its address is a multiple of 16. The schedule at its end holds nothing between calls. */
export const SHA512_STATE: usize = 848;
/** So much of a state is what another state needs to go on from it, when its blocks so far were whole. */
export const SHA512_MIDSTATE: usize = 80;
export const SHA512_BLOCK: usize = 128;

const COUNT: usize = 64;
const BLOCK: usize = 80;
const SCHEDULE: usize = 208;
const SCHEDULE_LENGTH: usize = 640;

/** §4.2.3 */
// biome-ignore format: as the standard prints them
export const CONSTANTS: usize = memory.data<u64>([
  0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
  0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
  0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
  0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
  0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
  0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
  0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
  0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
  0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
  0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
  0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
  0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
  0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
  0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
  0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
  0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
  0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
  0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
  0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
  0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
], 16);

/** The first values of SHA-512, from the square roots of the first eight primes. §5.3.5 */
// biome-ignore format: as the standard prints them
export const INITIAL_512: usize = memory.data<u64>([
  0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
  0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
], 16);

/** And of SHA-384, from the ninth to the sixteenth. §5.3.4 */
// biome-ignore format: as the standard prints them
const INITIAL_384: usize = memory.data<u64>([
  0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17, 0x152fecd8f70e5939,
  0x67332667ffc00b31, 0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4,
], 16);

/** Begins a SHA-512. */
export function sha512Start(state: usize): void {
  start(state, INITIAL_512);
}

/** Begins a SHA-384: from here on the same, of which the leftmost 48 bytes count. */
export function sha384Start(state: usize): void {
  start(state, INITIAL_384);
}

@inline
function start(state: usize, initial: usize): void {
  for (let at: usize = 0; at < 64; at += 16) v128.store(state + at, v128.load(initial + at));
  store<u64>(state, 0, COUNT);
}

/** Adds bytes to the message. */
export function sha512Update(state: usize, from: usize, length: usize): void {
  const filled = <usize>load<u64>(state, COUNT) & (SHA512_BLOCK - 1);
  store<u64>(state, load<u64>(state, COUNT) + length, COUNT);
  const end = from + length;
  if (filled != 0) {
    const room = SHA512_BLOCK - filled;
    const part = length < room ? length : room;
    copy(state + BLOCK + filled, from, part);
    if (part < room) return;
    compress(state, state + BLOCK);
    from += part;
  }
  for (; from + SHA512_BLOCK <= end; from += SHA512_BLOCK) compress(state, from);
  copy(state + BLOCK, from, end - from);
}

/** Pads the message (§5.1.2) and writes its 64 bytes at `to`. The state is done with, and not wiped. */
export function sha512Finish(state: usize, to: usize): void {
  const block = state + BLOCK;
  const count = load<u64>(state, COUNT);
  let filled = <usize>count & (SHA512_BLOCK - 1);
  store<u8>(block + filled, 0x80);
  filled++;
  if (filled > SHA512_BLOCK - 16) {
    fillZero(block + filled, block + SHA512_BLOCK);
    compress(state, block);
    filled = 0;
  }
  fillZero(block + filled, block + SHA512_BLOCK - 8);
  store<u64>(block, bswap<u64>(count << 3), SHA512_BLOCK - 8);
  compress(state, block);
  for (let at: usize = 0; at < 64; at += 16) v128.store(to + at, bigEndian(v128.load(state + at)));
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

/** Words of 8 bytes between memory order and numbers. */
@inline
function bigEndian(x: v128): v128 {
  return i8x16.shuffle(x, x, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
}

/** §4.1.3: the functions of a round, and those of the schedule. */
@inline
function choose(x: u64, y: u64, z: u64): u64 {
  return z ^ (x & (y ^ z));
}

@inline
function majority(x: u64, y: u64, z: u64): u64 {
  return (x & y) | (z & (x | y));
}

@inline
function sigmaA(x: u64): u64 {
  return rotr<u64>(x, 28) ^ rotr<u64>(x, 34) ^ rotr<u64>(x, 39);
}

@inline
function sigmaE(x: u64): u64 {
  return rotr<u64>(x, 14) ^ rotr<u64>(x, 18) ^ rotr<u64>(x, 41);
}

@inline
function sigmaEarly(x: u64): u64 {
  return rotr<u64>(x, 1) ^ rotr<u64>(x, 8) ^ (x >> 7);
}

@inline
function sigmaLate(x: u64): u64 {
  return rotr<u64>(x, 19) ^ rotr<u64>(x, 61) ^ (x >> 6);
}

/** §6.4.2 step 1. */
@inline
function expand(words: usize, block: usize): void {
  for (let at: usize = 0; at < SHA512_BLOCK; at += 16) v128.store(words + at, bigEndian(v128.load(block + at)));
  const end = words + SCHEDULE_LENGTH - SHA512_BLOCK;
  for (let at = words; at < end; at += 8) {
    const early = load<u64>(at) + sigmaEarly(load<u64>(at, 8));
    store<u64>(at, early + load<u64>(at, 72) + sigmaLate(load<u64>(at, 112)), 128);
  }
}

/** §6.4.2 steps 2 to 4: one block. Eight rounds bring every variable back to its name. */
function compress(state: usize, block: usize): void {
  const words = state + SCHEDULE;
  expand(words, block);
  const a0 = load<u64>(state);
  const b0 = load<u64>(state, 8);
  const c0 = load<u64>(state, 16);
  const d0 = load<u64>(state, 24);
  const e0 = load<u64>(state, 32);
  const f0 = load<u64>(state, 40);
  const g0 = load<u64>(state, 48);
  const h0 = load<u64>(state, 56);
  let a = a0;
  let b = b0;
  let c = c0;
  let d = d0;
  let e = e0;
  let f = f0;
  let g = g0;
  let h = h0;
  for (let at: usize = 0; at < SCHEDULE_LENGTH; at += 64) {
    const word = words + at;
    const constant = CONSTANTS + at;
    h += sigmaE(e) + choose(e, f, g) + load<u64>(constant) + load<u64>(word);
    d += h;
    h += sigmaA(a) + majority(a, b, c);
    g += sigmaE(d) + choose(d, e, f) + load<u64>(constant, 8) + load<u64>(word, 8);
    c += g;
    g += sigmaA(h) + majority(h, a, b);
    f += sigmaE(c) + choose(c, d, e) + load<u64>(constant, 16) + load<u64>(word, 16);
    b += f;
    f += sigmaA(g) + majority(g, h, a);
    e += sigmaE(b) + choose(b, c, d) + load<u64>(constant, 24) + load<u64>(word, 24);
    a += e;
    e += sigmaA(f) + majority(f, g, h);
    d += sigmaE(a) + choose(a, b, c) + load<u64>(constant, 32) + load<u64>(word, 32);
    h += d;
    d += sigmaA(e) + majority(e, f, g);
    c += sigmaE(h) + choose(h, a, b) + load<u64>(constant, 40) + load<u64>(word, 40);
    g += c;
    c += sigmaA(d) + majority(d, e, f);
    b += sigmaE(g) + choose(g, h, a) + load<u64>(constant, 48) + load<u64>(word, 48);
    f += b;
    b += sigmaA(c) + majority(c, d, e);
    a += sigmaE(f) + choose(f, g, h) + load<u64>(constant, 56) + load<u64>(word, 56);
    e += a;
    a += sigmaA(b) + majority(b, c, d);
  }
  store<u64>(state, a0 + a);
  store<u64>(state, b0 + b, 8);
  store<u64>(state, c0 + c, 16);
  store<u64>(state, d0 + d, 24);
  store<u64>(state, e0 + e, 32);
  store<u64>(state, f0 + f, 40);
  store<u64>(state, g0 + g, 48);
  store<u64>(state, h0 + h, 56);
}
