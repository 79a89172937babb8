/**
 * ML-KEM (FIPS 203) as the seam wants it, over @noble/post-quantum.
 *
 * A ciphertext of the right length is always answered: one that was made for another key, or changed on its way, gives
 * 32 bytes that nobody else has (implicit rejection, §6.3). No caller is ever told which it was.
 *
 * @module
 */
import { expectBytes } from '../bytes/expect.ts';
import { wipe } from '../bytes/wipe.ts';
import { expandMlKemSeed, schemeOf, withMlKemSecretKey } from './mlkem-expansion.ts';
import {
  decodeMlKemPublicKey,
  encodeMlKemPublicKey,
  encodeMlKemSeed,
  expectMlKemCiphertext,
  ML_KEM_SEED_LENGTH,
} from './mlkem-key.ts';
import type { Bytes, Encapsulation, KeyPair, MlKem, MlKemParameterSet, Random } from './primitives.ts';

const MESSAGE_LENGTH = 32;

/** ML-KEM of the portable engine. */
export const mlKem: MlKem = /* @__PURE__ */ Object.freeze({
  generateKey,
  encapsulate,
  encapsulateMessage,
  decapsulate,
} satisfies MlKem);

/** FIPS 203 §7.1: the key of a fresh seed. */
function generateKey(parameterSet: MlKemParameterSet, random: Random): KeyPair {
  const seed = random(ML_KEM_SEED_LENGTH);
  try {
    const { publicKey, secretKey } = expandMlKemSeed(parameterSet, seed);
    wipe(secretKey);
    return {
      privateKey: encodeMlKemSeed(parameterSet, seed),
      publicKey: encodeMlKemPublicKey(parameterSet, publicKey),
    };
  } finally {
    wipe(seed);
  }
}

/** FIPS 203 §7.2 */
function encapsulate(parameterSet: MlKemParameterSet, publicKey: Uint8Array, random: Random): Encapsulation {
  const message = random(MESSAGE_LENGTH);
  try {
    return encapsulateMessage(parameterSet, publicKey, message);
  } finally {
    wipe(message);
  }
}

/** FIPS 203 §6.2 */
function encapsulateMessage(
  parameterSet: MlKemParameterSet,
  publicKey: Uint8Array,
  message: Uint8Array,
): Encapsulation {
  const key = decodeMlKemPublicKey(parameterSet, publicKey);
  expectBytes('message', message, MESSAGE_LENGTH);
  const { cipherText, sharedSecret } = schemeOf(parameterSet).encapsulate(key, message);
  return { sharedSecret: taken(sharedSecret), ciphertext: cipherText as Bytes };
}

/** FIPS 203 §7.3 */
function decapsulate(parameterSet: MlKemParameterSet, privateKey: Uint8Array, ciphertext: Uint8Array): Bytes {
  expectMlKemCiphertext(parameterSet, ciphertext);
  return withMlKemSecretKey(parameterSet, privateKey, (secretKey) =>
    taken(schemeOf(parameterSet).decapsulate(ciphertext, secretKey)),
  );
}

/** noble's secret is a view of a longer buffer: a copy that is all there is, and the buffer wiped. */
function taken(secret: Uint8Array): Bytes {
  const copy = new Uint8Array(secret);
  wipe(secret);
  return copy;
}
