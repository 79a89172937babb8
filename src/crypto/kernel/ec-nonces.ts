/**
 * The nonces of RFC 6979 for the hashes that the kernel does not have: SHA-1, SHA-224, SHA-512/t and SHA-3.
 *
 * K and V (§3.2) are kept in typed arrays and wiped. Whether a candidate serves is the kernel's to say.
 *
 * @module
 */
import { concatBytes } from '../../bytes/concat.ts';
import { wipe } from '../../bytes/wipe.ts';
import { OUTPUT_LENGTHS } from '../hash-lengths.ts';
import { mac } from '../hmac.ts';
import type { Bytes, HashName } from '../primitives.ts';

/** The candidates for one signature, one after the other. It ends with `release`. */
export interface Nonces {
  /** The next candidate: so many bytes as were asked for, or a few more (§3.2 step h). */
  next(): Bytes;
  /** Wipes everything, the last candidate included. */
  release(): void;
}

/**
 * HMAC-DRBG keyed for one signature.
 *
 * @param scalar The private key, as long as the order.
 * @param digest The digest modulo the order, as long as the order (§2.3.4).
 * @param fresh Additional input (§3.6); may be empty.
 *
 * @example
 * const nonces = createNonces('SHA3-256', new Uint8Array(32).fill(1), new Uint8Array(32), new Uint8Array());
 * nonces.next().length; // 32
 * nonces.release();
 */
export function createNonces(
  hash: HashName,
  scalar: Uint8Array,
  digest: Uint8Array,
  fresh: Uint8Array,
): Nonces {
  const state = {
    key: new Uint8Array(OUTPUT_LENGTHS[hash]),
    value: new Uint8Array(OUTPUT_LENGTHS[hash]).fill(1),
  };
  let candidate = new Uint8Array(0);
  const turn = (mark: number, ...more: readonly Uint8Array[]): void => {
    const input = concatBytes(state.value, Uint8Array.of(mark), ...more);
    replace(state, 'key', mac(hash, state.key, input));
    wipe(input);
    replace(state, 'value', mac(hash, state.key, state.value));
  };
  turn(0, scalar, digest, fresh);
  turn(1, scalar, digest, fresh);
  return {
    next: () => {
      if (candidate.length > 0) turn(0);
      wipe(candidate);
      candidate = drawn(state, hash, scalar.length);
      return candidate;
    },
    release: () => wipe(state.key, state.value, candidate),
  };
}

interface DrbgState {
  key: Bytes;
  value: Bytes;
}

function replace(state: DrbgState, member: keyof DrbgState, bytes: Bytes): void {
  wipe(state[member]);
  state[member] = bytes;
}

function drawn(state: DrbgState, hash: HashName, length: number): Bytes {
  const parts: Bytes[] = [];
  for (let have = 0; have < length; have += state.value.length) {
    replace(state, 'value', mac(hash, state.key, state.value));
    parts.push(state.value.slice());
  }
  const bits = concatBytes(...parts);
  wipe(...parts);
  return bits;
}
