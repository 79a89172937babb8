/**
 * Signing (RFC 8032 §5.1.6) and public keys (§5.1.5), from the private key's 32 bytes.
 *
 * The public key that a signature hashes is computed from the private one, never taken from outside: two signatures of
 * one message under different public keys would give the private one away. It is kept by the fingerprint of the private
 * key, which tells no more about it than the public key itself does; both are public from the moment they are made.
 *
 * @module
 */
import {
  CHALLENGE,
  DIGEST,
  DIGITS,
  HASH,
  NONCE,
  OWN_KEY,
  OWN_KEY_NEXT,
  OWN_KEYS,
  OWN_SET,
  OWN_SET_COUNT,
  PUBLIC_KEY,
  SECRET,
  SEED,
  SEED_HASH,
  SIGNATURE,
  SUM,
} from './ed25519-memory';
import { encodePoint } from './ed25519-points';
import { multiplyAdd, reduceHash, splitSigned } from './ed25519-scalar';
import { multiplyBase } from './ed25519-tables';
import { sha512Finish, sha512Start, sha512Update } from './sha512';

/** dom2(1, "") of Ed25519ph (§5.1): the name, x = 1, no context. */
// biome-ignore format: one string
const DOMAIN: usize = memory.data<u8>([
  0x53, 0x69, 0x67, 0x45, 0x64, 0x32, 0x35, 0x35, 0x31, 0x39, 0x20, 0x6e, 0x6f, 0x20, 0x45, 0x64, 0x32,
  0x35, 0x35, 0x31, 0x39, 0x20, 0x63, 0x6f, 0x6c, 0x6c, 0x69, 0x73, 0x69, 0x6f, 0x6e, 0x73, 1, 0,
], 16);
const DOMAIN_LENGTH: usize = 34;

/** Begins a hash with the domain of the variant: none of Ed25519 itself. */
export function startHash(prehashed: bool): void {
  sha512Start(HASH);
  if (prehashed) sha512Update(HASH, DOMAIN, DOMAIN_LENGTH);
}

/** Begins the challenge: R and A. */
export function startChallenge(prehashed: bool): void {
  startHash(prehashed);
  sha512Update(HASH, SIGNATURE, 32);
  sha512Update(HASH, PUBLIC_KEY, 32);
}

/** k, from the whole hash. */
export function finishChallenge(): void {
  sha512Finish(HASH, DIGEST);
  reduceHash(CHALLENGE, DIGEST);
}

/** Opens the private key at SEED: its hash, of which the first half clamped is at SECRET; its public half at PUBLIC_KEY. */
export function openSeed(): void {
  sha512Start(HASH);
  sha512Update(HASH, SEED, 32);
  sha512Finish(HASH, SEED_HASH);
  copy(SECRET, SEED_HASH);
  store<u8>(SECRET, load<u8>(SECRET) & 0xf8);
  store<u8>(SECRET, (load<u8>(SECRET, 31) & 0x7f) | 0x40, 31);
  sha512Start(HASH);
  sha512Update(HASH, SEED_HASH, 64);
  sha512Finish(HASH, DIGEST);
  const key = findOwn();
  if (key == 0) {
    splitSigned(DIGITS, SECRET);
    multiplyBase();
    encodePoint(PUBLIC_KEY, SUM);
    keepOwn();
  } else copy(PUBLIC_KEY, key + 32);
}

@inline
function copy(to: usize, from: usize): void {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
}

/** The places in which the fingerprint at DIGEST may be. */
@inline
function ownSet(): usize {
  return OWN_KEYS + ((load<u32>(DIGEST) as usize) & (OWN_SET_COUNT - 1)) * OWN_SET;
}

/** The place of the fingerprint at DIGEST; 0 if it has none. */
function findOwn(): usize {
  const head = v128.load(DIGEST);
  const tail = v128.load(DIGEST, 16);
  const set = ownSet();
  for (let key = set; key < set + OWN_SET; key += OWN_KEY) {
    const difference = v128.or(v128.xor(head, v128.load(key)), v128.xor(tail, v128.load(key, 16)));
    if (!v128.any_true(difference)) return key;
  }
  return 0;
}

function keepOwn(): void {
  const next = load<u32>(OWN_KEY_NEXT);
  const key = ownSet() + ((next as usize) & 3) * OWN_KEY;
  copy(key, DIGEST);
  copy(key + 32, PUBLIC_KEY);
  store<u32>(OWN_KEY_NEXT, next + 1);
}

/** Begins r: the prefix, behind which the message comes. */
export function startNonce(prehashed: bool): void {
  startHash(prehashed);
  sha512Update(HASH, SEED_HASH + 32, 32);
}

/** R = r B, from the whole hash; then the challenge begins. */
export function finishNonce(prehashed: bool): void {
  sha512Finish(HASH, DIGEST);
  reduceHash(NONCE, DIGEST);
  splitSigned(DIGITS, NONCE);
  multiplyBase();
  encodePoint(SIGNATURE, SUM);
  startChallenge(prehashed);
}

/** S = r + k a modulo the order. */
export function finishSignature(): void {
  finishChallenge();
  multiplyAdd(SIGNATURE + 32, SECRET, CHALLENGE, NONCE);
}
