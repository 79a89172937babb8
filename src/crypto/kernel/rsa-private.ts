/**
 * Private keys in the kernel: from their encoding to the power of an input, without a number in between.
 *
 * The octets of the key go from its PKCS#8 into the module's memory, are checked there as a whole, used once and wiped:
 * between two operations the kernel knows nothing of a private key. What is kept of it is public (rsa-keys.ts). A key is
 * therefore checked for every operation, which takes a thirtieth of it.
 *
 * @module
 */
import { wipe } from '../../bytes/wipe.ts';
import { InvalidKeyError } from '../errors.ts';
import type { Bytes, Random } from '../primitives.ts';
import {
  PRIVATE_KEY_FAULTS,
  type RsaKeyRules,
  type RsaPrivateOctets,
  readRsaPrivateKey,
} from '../rsa/key.ts';
import type { RaisingKey } from '../rsa/schemes.ts';
import { putInteger, type RsaPlaces } from './rsa-kernel.ts';
import type { KeptKey, KeptKeys } from './rsa-keys.ts';

/** Random bytes beside those of the modulus: 64 bits for the exponent of each prime. */
const EXPONENT_BLINDS = 16;
const PRIME_MEMBERS = ['p', 'q', 'dP', 'dQ', 'qInv'] as const;
/** Which of PRIVATE_KEY_FAULTS it is when a member does not even fit its place. */
const FAULT_OF_LENGTH = { d: 4, p: 2, q: 2, dP: 6, dQ: 6, qInv: 7 } as const;

/**
 * Opens a private key: its public half is kept; the rest is read when it is used.
 *
 * @throws {InvalidKeyError} It is not a key, or breaks the rules; by `raise`, its numbers do not belong together.
 */
export function openPrivateKey(
  places: RsaPlaces,
  keys: KeptKeys,
  pkcs8: Uint8Array,
  rules: RsaKeyRules,
  random: Random,
): RaisingKey {
  const octets = readRsaPrivateKey(pkcs8);
  const key = keys.openOctets(octets, rules);
  return {
    n: key.n,
    modulusBits: key.modulusBits,
    raise: (input) => {
      try {
        loadPrivateKey(places, key, octets);
        return raisePrivate(places, key, input, random);
      } finally {
        places.kernel.wipeWork();
      }
    },
  };
}

/** Puts the numbers of a private key into the module and checks them there. @throws {InvalidKeyError} */
export function loadPrivateKey(places: RsaPlaces, key: KeptKey, octets: RsaPrivateOctets): void {
  const length = key.n.length;
  const primeLength = Math.ceil(key.modulusBits / 16);
  putMember(places, places.privateExponent, octets, 'd', length);
  PRIME_MEMBERS.forEach((member, i) => {
    putMember(places, places.primes + i * places.primeField, octets, member, primeLength);
  });
  putInteger(places, places.modulus, key.n, length);
  const faults = places.kernel.privateKey(key.number);
  if (faults !== 0) throw invalid(31 - Math.clz32(faults & -faults));
}

function putMember(
  places: RsaPlaces,
  place: number,
  octets: RsaPrivateOctets,
  member: keyof typeof FAULT_OF_LENGTH,
  length: number,
): void {
  if (octets[member].length > length) throw invalid(FAULT_OF_LENGTH[member]);
  putInteger(places, place, octets[member], length);
}

function invalid(fault: number): InvalidKeyError {
  return new InvalidKeyError(PRIVATE_KEY_FAULTS[fault]);
}

/** RSASP1 and RSADP (RFC 8017 §5.2.1, §5.1.2) with the key that was loaded. */
function raisePrivate(places: RsaPlaces, key: KeptKey, input: Uint8Array, random: Random): Bytes {
  const { kernel, memory, output } = places;
  const { length } = key.n;
  const drawn = random(length + EXPONENT_BLINDS);
  memory.set(drawn, places.random);
  wipe(drawn);
  memory.set(input, places.input);
  kernel.privateBegin(key.number);
  kernel.privateHalf(key.number, 0);
  kernel.privateHalf(key.number, 1);
  if (kernel.privateFinish(key.number) === 0) {
    throw new InvalidKeyError('the RSA private key does not agree with its public exponent');
  }
  return memory.slice(output, output + length);
}
