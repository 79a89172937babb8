/**
 * HMAC (FIPS 198-1) over SHA-256, SHA-384 and SHA-512, at any address: a key is set once, and may then make many MACs.
 *
 * What lies at the address: the hash's state, and the states after the block of key ^ ipad and after that of
 * key ^ opad. All of it is as secret as the key, and whoever owns the memory wipes it. Which hash is public.
 *
 * @module
 */
import { SHA256_BLOCK, SHA256_MIDSTATE, sha256Finish, sha256Start, sha256Update } from './sha256';
import {
  SHA512_BLOCK,
  SHA512_MIDSTATE,
  SHA512_STATE,
  sha384Start,
  sha512Finish,
  sha512Start,
  sha512Update,
} from './sha512';

/** Which hash: the numbers are the hashes' output in bytes, for the caller's tables. */
export const HMAC_SHA256: usize = 32;
export const HMAC_SHA384: usize = 48;
export const HMAC_SHA512: usize = 64;

const INNER: usize = SHA512_STATE;
const OUTER: usize = INNER + SHA512_MIDSTATE;
/** The key, padded; then the inner hash, and the MAC. */
const PAD_BLOCK: usize = OUTER + SHA512_MIDSTATE;

/** What a keyed MAC takes, in bytes; its address is a multiple of 16. */
export const HMAC_STATE: usize = PAD_BLOCK + SHA512_BLOCK;

/** Sets the key: any number of bytes. The state is then ready for hmacStart. §4 steps 1 to 7 */
export function hmacSetKey(state: usize, hash: usize, key: usize, length: usize): void {
  const block = state + PAD_BLOCK;
  const size = hash == HMAC_SHA256 ? SHA256_BLOCK : SHA512_BLOCK;
  for (let at: usize = 0; at < size; at += 16) v128.store(block + at, i64x2.splat(0));
  if (length > size) {
    begin(state, hash);
    update(state, hash, key, length);
    finish(state, hash, block);
    // SHA-384 leaves 16 bytes more than it is long.
    if (hash == HMAC_SHA384) v128.store(block + HMAC_SHA384, i64x2.splat(0));
  } else {
    for (let at: usize = 0; at < length; at++) store<u8>(block + at, load<u8>(key + at));
  }
  absorbPad(state, hash, state + INNER, size, 0x36);
  absorbPad(state, hash, state + OUTER, size, 0x36 ^ 0x5c);
}

/** Begins a MAC under the key that is set. */
export function hmacStart(state: usize, hash: usize): void {
  copyMidstate(state, state + INNER, hash);
}

/** Adds bytes to the message. */
export function hmacUpdate(state: usize, hash: usize, from: usize, length: usize): void {
  update(state, hash, from, length);
}

/** Writes the whole MAC at `to`: as many bytes as the hash has. The key stays set. */
export function hmacFinish(state: usize, hash: usize, to: usize): void {
  const block = state + PAD_BLOCK;
  finish(state, hash, block);
  copyMidstate(state, state + OUTER, hash);
  update(state, hash, block, hash);
  finish(state, hash, block);
  for (let at: usize = 0; at < hash; at += 16) v128.store(to + at, v128.load(block + at));
}

/** Turns the padded key from one pad to the next and keeps the state behind it. */
function absorbPad(state: usize, hash: usize, to: usize, size: usize, change: u8): void {
  const block = state + PAD_BLOCK;
  const pad = i8x16.splat(change);
  for (let at: usize = 0; at < size; at += 16) v128.store(block + at, v128.xor(v128.load(block + at), pad));
  begin(state, hash);
  update(state, hash, block, size);
  copyMidstate(to, state, hash);
}

function copyMidstate(to: usize, from: usize, hash: usize): void {
  const size = hash == HMAC_SHA256 ? SHA256_MIDSTATE : SHA512_MIDSTATE;
  for (let at: usize = 0; at < size; at += 16) v128.store(to + at, v128.load(from + at));
}

/** Begins a hash without a key. */
export function begin(state: usize, hash: usize): void {
  if (hash == HMAC_SHA256) sha256Start(state);
  else if (hash == HMAC_SHA384) sha384Start(state);
  else sha512Start(state);
}

/** Adds bytes to what was begun. */
@inline
export function update(state: usize, hash: usize, from: usize, length: usize): void {
  if (hash == HMAC_SHA256) sha256Update(state, from, length);
  else sha512Update(state, from, length);
}

/** Writes the hash at `to`; SHA-384 writes 16 bytes more than it is long. */
@inline
export function finish(state: usize, hash: usize, to: usize): void {
  if (hash == HMAC_SHA256) sha256Finish(state, to);
  else sha512Finish(state, to);
}
