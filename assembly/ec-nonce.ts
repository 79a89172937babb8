/**
 * The nonces of RFC 6979: HMAC-DRBG keyed with the private scalar and the digest (§3.2), and fresh bytes where hedging
 * is wanted (§3.6). SHA-256, SHA-384 and SHA-512; the caller computes the nonces for other hashes.
 *
 * K, V, and everything they make are as secret as the scalar. How many candidates are refused is not: it says nothing
 * of the one that is taken.
 *
 * @module
 */
import { BYTES } from './ec-curves';
import { curve } from './ec-field';
import { NONCE_BITS, NONCE_INPUT, NONCE_KEY, NONCE_MAC, NONCE_VALUE, ZERO_KEY, ZERO_KEYS } from './ec-memory';
import { isScalar, leftmostBits, scalarToBytes } from './ec-scalar';
import { HMAC_SHA256, HMAC_SHA384, HMAC_STATE, hmacFinish, hmacSetKey, hmacStart, hmacUpdate } from './hmac';

/** Which hashes have their state for the key of zeros. */
let known: u32 = 0;

/** Steps a to g: K and V from the scalar, the digest modulo the order, and fresh bytes. */
export function startNonces(hash: usize, scalar: usize, digest: usize, fresh: usize, freshLength: usize): void {
  const bytes = <usize>load<u32>(curve, BYTES);
  const input = NONCE_INPUT + hash + 1;
  scalarToBytes(input, scalar);
  scalarToBytes(input + bytes, digest);
  memory.copy(input + 2 * bytes, fresh, freshLength);
  memory.fill(NONCE_VALUE, 1, hash);
  setZeroKey(hash);
  const length = hash + 1 + 2 * bytes + freshLength;
  turn(hash, 0, length);
  turn(hash, 1, length);
}

/** K = 0, whose state is computed once and kept. */
function setZeroKey(hash: usize): void {
  const number = hash == HMAC_SHA256 ? 0 : hash == HMAC_SHA384 ? 1 : 2;
  const kept = ZERO_KEYS + <usize>number * ZERO_KEY;
  if (!((known >> number) & 1)) {
    memory.fill(NONCE_KEY, 0, hash);
    hmacSetKey(kept, hash, NONCE_KEY, hash);
    known |= 1 << number;
  }
  memory.copy(NONCE_MAC, kept, HMAC_STATE);
}

/** K = HMAC(K, V || mark || the rest of the input), V = HMAC(K, V). */
function turn(hash: usize, mark: u8, length: usize): void {
  memory.copy(NONCE_INPUT, NONCE_VALUE, hash);
  store<u8>(NONCE_INPUT + hash, mark);
  hmacStart(NONCE_MAC, hash);
  hmacUpdate(NONCE_MAC, hash, NONCE_INPUT, length);
  hmacFinish(NONCE_MAC, hash, NONCE_KEY);
  hmacSetKey(NONCE_MAC, hash, NONCE_KEY, hash);
  nextValue(hash);
}

function nextValue(hash: usize): void {
  hmacStart(NONCE_MAC, hash);
  hmacUpdate(NONCE_MAC, hash, NONCE_VALUE, hash);
  hmacFinish(NONCE_MAC, hash, NONCE_VALUE);
}

/** Step h: the next nonce from 1 to below the order. */
export function nextNonce(to: usize, hash: usize): void {
  const bytes = <usize>load<u32>(curve, BYTES);
  for (;;) {
    for (let length: usize = 0; length < bytes; length += hash) {
      nextValue(hash);
      memory.copy(NONCE_BITS + length, NONCE_VALUE, hash);
    }
    leftmostBits(to, NONCE_BITS, <u32>bytes);
    if (isScalar(to)) return;
    refuseNonce(hash);
  }
}

/** Step h.3, where a nonce does not serve. */
export function refuseNonce(hash: usize): void {
  turn(hash, 0, hash + 1);
}
