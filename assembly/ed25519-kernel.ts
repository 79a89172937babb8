/**
 * The door of the module `ed25519`: what it exports, and nothing else.
 *
 * No imports, no allocation, no randomness, no clock. Addresses are those of ed25519-memory.ts; the caller reads them from
 * the exported globals. When a call that ends something returns, working memory is zero but for its output; tables of
 * public points stay. Its twin is src/crypto/ed25519.ts, which is always present and the truth.
 *
 * @module
 */
import {
  HASH,
  KEPT_END,
  KEPT_START,
  MEMORY_END,
  MESSAGE,
  MESSAGE_LENGTH,
  PUBLIC_KEY,
  PUBLIC_START,
  SEED,
  SIGNATURE,
  WORK_END,
  WORK_START,
} from './ed25519-memory';
import {
  finishChallenge,
  finishNonce,
  finishSignature,
  openSeed,
  startChallenge,
  startNonce,
} from './ed25519-sign';
import { findPeer, holds, NO_POINT } from './ed25519-verify';
import { sha512Finish, sha512Start, sha512Update } from './sha512';

/** Where callers put the private key and the message, and put or take the public key and the signature. */
export const seedStart: usize = SEED;
export const publicKeyStart: usize = PUBLIC_KEY;
export const signatureStart: usize = SIGNATURE;
export const messageStart: usize = MESSAGE;
export const messageLength: usize = MESSAGE_LENGTH;

/** Where the constant tables begin and end, where secrets lie, and where the tables of public points begin and end. */
export const publicStart: usize = PUBLIC_START;
export function publicEnd(): usize {
  return __heap_base;
}
export const workStart: usize = WORK_START;
export const keptStart: usize = KEPT_START;
export const keptEnd: usize = KEPT_END;

/** Zeroes everything but the constant tables: afterwards the memory is that of an instance never used. */
export function wipe(): void {
  memory.fill(WORK_START, 0, MEMORY_END - WORK_START);
  peer = 0;
  variant = false;
}

/** What verifyBegin found, and the variant of the message that is in parts: neither is a secret. */
let peer: usize = 0;
let variant: bool = false;

/** Zeroes working memory, and as much of the message as was given last. */
export function end(length: usize): void {
  for (let at: usize = WORK_START; at < WORK_END; at += 16) v128.store(at, i64x2.splat(0));
  for (let at: usize = MESSAGE; at < MESSAGE + length; at += 16) v128.store(at, i64x2.splat(0));
}

/** The same but for the public key and the signature, which are the output. */
@inline
function endButOutput(length: usize): void {
  const k0 = v128.load(PUBLIC_KEY);
  const k1 = v128.load(PUBLIC_KEY, 16);
  const r0 = v128.load(SIGNATURE);
  const r1 = v128.load(SIGNATURE, 16);
  const s0 = v128.load(SIGNATURE, 32);
  const s1 = v128.load(SIGNATURE, 48);
  end(length);
  v128.store(PUBLIC_KEY, k0);
  v128.store(PUBLIC_KEY, k1, 16);
  v128.store(SIGNATURE, r0);
  v128.store(SIGNATURE, r1, 16);
  v128.store(SIGNATURE, s0, 32);
  v128.store(SIGNATURE, s1, 48);
}

/** The public key at publicKeyStart, of the private key at seedStart. */
export function publicKey(): void {
  openSeed();
  endButOutput(0);
}

/** The signature at signatureStart, by the private key at seedStart. @param prehashed Ed25519ph: the message is a hash. */
export function sign(prehashed: bool, length: usize): void {
  signBegin(prehashed);
  part(length);
  signAgain();
  part(length);
  signEnd(length);
}

/** Begins a signature of a message in parts: all parts, then signAgain, all parts again, then signEnd. */
export function signBegin(prehashed: bool): void {
  variant = prehashed;
  openSeed();
  startNonce(prehashed);
}

/** The part at messageStart. */
export function part(length: usize): void {
  sha512Update(HASH, MESSAGE, length);
}

export function signAgain(): void {
  finishNonce(variant);
}

export function signEnd(length: usize): void {
  finishSignature();
  endButOutput(length);
}

/** What a verification found. */
const REFUSED: i32 = 0;
const HOLDS: i32 = 1;
const NOT_A_POINT: i32 = 2;

/** Whether the signature at signatureStart is one by the key at publicKeyStart: 1 yes, 0 no, 2 the key is not a point. */
export function verify(prehashed: bool, length: usize): i32 {
  verifyBegin(prehashed);
  part(length);
  return verifyEnd(length);
}

/** Begins a verification of a message in parts: all parts, then verifyEnd. */
export function verifyBegin(prehashed: bool): void {
  peer = findPeer();
  startChallenge(prehashed);
}

export function verifyEnd(length: usize): i32 {
  finishChallenge();
  const result = peer == NO_POINT ? NOT_A_POINT : holds(peer) ? HOLDS : REFUSED;
  end(length);
  return result;
}

/** Begins the hash that Ed25519ph signs: all parts, then prehashEnd, which leaves it as a message of 64 bytes. */
export function prehashBegin(): void {
  sha512Start(HASH);
}

export function prehashEnd(length: usize): void {
  for (let at: usize = MESSAGE; at < MESSAGE + length; at += 16) v128.store(at, i64x2.splat(0));
  sha512Finish(HASH, MESSAGE);
}
