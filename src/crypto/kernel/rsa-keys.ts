/**
 * Public keys of the kernel: what belongs to a modulus is computed once and kept, since keys repeat.
 *
 * As many keys as the module has places; the one that was not used for the longest time makes room. A key is known again
 * by its encoding. All of it is public; it is zeroed when the keys are released.
 *
 * @module
 */
import { compareBytes } from '../../bytes/compare.ts';
import { UnsupportedAlgorithmError } from '../errors.ts';
import { bitLength } from '../rsa/integer.ts';
import {
  checkPublicNumbers,
  publicNumbersOf,
  type RsaKeyRules,
  type RsaPublicNumbers,
  type RsaPublicOctets,
  readRsaPublicKey,
} from '../rsa/key.ts';
import {
  MAX_KERNEL_MODULUS_BITS,
  MIN_KERNEL_MODULUS_BITS,
  putInteger,
  type RsaPlaces,
} from './rsa-kernel.ts';

/** A public key in its place. */
export interface KeptKey extends RsaPublicOctets {
  readonly number: number;
  readonly modulusBits: number;
}

/** The public keys of one instance. */
export interface KeptKeys {
  /**
   * A key by its SPKI.
   *
   * @throws {InvalidKeyError} It is not a key, or breaks the rules.
   * @throws {UnsupportedAlgorithmError} Its modulus has more bits than the module takes.
   */
  open(spki: Uint8Array, rules: RsaKeyRules): KeptKey;
  /** A key by its octets, which are copied. */
  openOctets(octets: RsaPublicOctets, rules: RsaKeyRules): KeptKey;
  /** Zeroes all. */
  release(): void;
}

interface Entry {
  readonly key: KeptKey;
  readonly numbers: RsaPublicNumbers;
  /** Empty where the key came with a private one. */
  spki: Uint8Array;
  /** The rules that it is known to keep. */
  readonly kept: Set<RsaKeyRules>;
}

const NO_BYTES: Uint8Array = /* @__PURE__ */ new Uint8Array(0);

/** Keeps the public keys of an instance that nobody else uses. */
export function createKeptKeys(places: RsaPlaces): KeptKeys {
  /** The one that was used last comes first. */
  const entries: Entry[] = [];
  const find = (isIt: (entry: Entry) => boolean, rules: RsaKeyRules): Entry | undefined => {
    const at = entries.findIndex(isIt);
    if (at === -1) return undefined;
    const [entry] = entries.splice(at, 1);
    entries.unshift(entry);
    if (!entry.kept.has(rules)) checkPublicNumbers(entry.numbers, rules);
    entry.kept.add(rules);
    return entry;
  };
  const openOctets = (octets: RsaPublicOctets, rules: RsaKeyRules): Entry => {
    const isIt = ({ key }: Entry) => isSame(key.n, octets.n) && isSame(key.e, octets.e);
    const known = find(isIt, rules);
    if (known !== undefined) return known;
    const numbers = publicNumbersOf(octets);
    checkPublicNumbers(numbers, rules);
    const modulusBits = bitLength(numbers.n);
    refuseLength(modulusBits);
    const number = entries.length < places.kernel.keyCount.value ? entries.length : lastNumber(entries);
    const key = { n: octets.n.slice(), e: octets.e.slice(), number, modulusBits };
    putInteger(places, places.modulus, key.n, key.n.length);
    putInteger(places, places.exponent, key.e, key.e.length);
    places.kernel.setKey(number, modulusBits, key.e.length);
    const entry = { key, numbers, spki: NO_BYTES, kept: new Set([rules]) };
    entries.unshift(entry);
    return entry;
  };
  return {
    open: (spki, rules) => {
      const known = find((entry) => isSame(entry.spki, spki), rules);
      if (known !== undefined) return known.key;
      const entry = openOctets(readRsaPublicKey(spki), rules);
      entry.spki = spki.slice();
      return entry.key;
    },
    openOctets: (octets, rules) => openOctets(octets, rules).key,
    release: () => {
      for (const { key } of entries.splice(0)) places.kernel.releaseKey(key.number);
    },
  };
}

/** Public keys: where they differ may show. */
function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return compareBytes(a, b) === 0;
}

/** The number of the key that makes room. */
function lastNumber(entries: Entry[]): number {
  return (entries.pop() as Entry).key.number;
}

function refuseLength(modulusBits: number): void {
  if (modulusBits >= MIN_KERNEL_MODULUS_BITS && modulusBits <= MAX_KERNEL_MODULUS_BITS) return;
  throw new UnsupportedAlgorithmError(`the kernel has no RSA of ${modulusBits} bits`);
}
