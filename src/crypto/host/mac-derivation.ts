/**
 * Key derivation over a host's HMAC: HKDF (RFC 5869) and KBKDF in counter mode (SP 800-108r1 §4.1).
 *
 * Hosts have HKDF with limits of their own (Node: 1,024 bytes of info) and no KBKDF; by their HMAC both are exact.
 *
 * @module
 */
import { concatBytes } from '../../bytes/concat.ts';
import { expectBytes, expectInteger } from '../../bytes/expect.ts';
import { wipe } from '../../bytes/wipe.ts';
import { nobleHash } from '../hash.ts';
import type { Bytes, HashName, Hkdf, Kbkdf } from '../primitives.ts';

/** The whole MAC of some parts, joined: new bytes. */
export type HostMac = (hash: HashName, key: Uint8Array, ...parts: readonly Uint8Array[]) => Bytes;

/** A MAC under one key, which is prepared once. */
export type OpenHostMac = (hash: HashName, key: Uint8Array) => (message: Uint8Array) => Bytes;

/**
 * HKDF out of a MAC.
 *
 * @example
 * const hkdf = createMacHkdf((hash, key, ...parts) => mac(hash, key, concatBytes(...parts)));
 */
export function createMacHkdf(mac: HostMac): Hkdf {
  return {
    derive: (hash, ikm, salt, info, length) => {
      const hashLength = nobleHash(hash).outputLen;
      expectBytes('ikm', ikm);
      expectBytes('salt', salt);
      expectBytes('info', info);
      expectInteger('length', length, 1, 255 * hashLength);
      const pseudorandomKey = mac(hash, salt, ikm);
      try {
        return collect(length, hashLength, (i, previous) =>
          mac(hash, pseudorandomKey, previous, info, Uint8Array.of(i)),
        );
      } finally {
        wipe(pseudorandomKey);
      }
    },
  };
}

/**
 * KBKDF in counter mode out of a MAC.
 *
 * @example
 * const kbkdf = createMacKbkdf((hash, key) => (message) => mac(hash, key, message));
 */
export function createMacKbkdf(open: OpenHostMac): Kbkdf {
  return {
    derive: ({ hash, key, fixedInput, counterBits, counterLocation, length }) => {
      const hashLength = nobleHash(hash).outputLen;
      expectBytes('key', key);
      expectBytes('fixedInput', fixedInput);
      expectInteger('counterBits', counterBits, 8, 32);
      if (counterBits % 8 !== 0) {
        throw new RangeError(`"counterBits" expected 8, 16, 24 or 32, got ${counterBits}`);
      }
      expectInteger('length', length, 1, (2 ** counterBits - 1) * hashLength);
      const at = placeOf(counterLocation, fixedInput.length);
      const mac = open(hash, key);
      // Not secret: one message, in which the counter alone changes.
      const message = concatBytes(
        fixedInput.subarray(0, at),
        new Uint8Array(counterBits / 8),
        fixedInput.subarray(at),
      );
      const counter = message.subarray(at, at + counterBits / 8);
      return collect(length, hashLength, (i) => {
        writeCounter(counter, i);
        return mac(message);
      });
    },
  };
}

/** The first `length` bytes of blocks 1, 2, …, each made with the one before at hand and wiped after the next. */
function collect(
  length: number,
  blockLength: number,
  make: (index: number, previous: Bytes) => Bytes,
): Bytes {
  const out = new Uint8Array(length);
  let previous: Bytes = new Uint8Array();
  for (let at = 0, index = 1; at < length; at += blockLength, index++) {
    const block = make(index, previous);
    out.set(block.subarray(0, Math.min(blockLength, length - at)), at);
    wipe(previous);
    previous = block;
  }
  wipe(previous);
  return out;
}

function placeOf(location: 'before' | 'after' | number, length: number): number {
  if (location === 'before') return 0;
  if (location === 'after') return length;
  expectInteger('counterLocation', location, 0, length);
  return location;
}

/** [i]₂ with r bits, big-endian. */
function writeCounter(counter: Uint8Array, value: number): void {
  for (let i = counter.length - 1, rest = value; i >= 0; i--, rest >>>= 8) counter[i] = rest;
}
