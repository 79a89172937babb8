/**
 * RSA (RFC 8017) of the portable engine: the schemes of schemes.ts over BigInt's arithmetic, and key generation.
 *
 * Keys come and go as DER; every private key is checked before it is used. The arithmetic is BigInt's: blinded,
 * checked against the public exponent, and not of constant time (integer.ts, private-operation.ts).
 *
 * @module
 */
import type { Bytes, Rsa } from '../primitives.ts';
import { generateRsaKey } from './generate.ts';
import { bytesFromInteger, integerFromBytes } from './integer.ts';
import {
  decodeRsaPrivateKey,
  decodeRsaPublicKey,
  modulusLength,
  PRIVATE_KEY_RULES,
  type RsaKeyRules,
  type RsaPublicNumbers,
} from './key.ts';
import { privateOperation, publicOperation } from './private-operation.ts';
import { createRsaSchemes, type RaisingKey, raisingKey } from './schemes.ts';

/** RSA of the portable engine. */
export const rsa: Rsa = /* @__PURE__ */ createRsa();

/**
 * RSA whose private operations and encryption take keys of other rules: published vectors use keys that nobody should.
 *
 * @param rules Verification takes what VERIFICATION_RULES allow, whatever these say.
 *
 * @example
 * const forVectors = createRsa({ minimumModulusBits: 1024, minimumExponent: 3n });
 */
export function createRsa(rules: RsaKeyRules = PRIVATE_KEY_RULES): Rsa {
  return createRsaSchemes(
    {
      generateKey: generateRsaKey,
      openPrivateKey: (pkcs8, random) => {
        const key = decodeRsaPrivateKey(pkcs8, rules);
        return integerKey(key, (input) => privateOperation(key, input, random));
      },
      openPublicKey: (spki, wanted) => {
        const key = decodeRsaPublicKey(spki, wanted);
        return integerKey(key, (input) => publicOperation(key, input));
      },
    },
    rules,
  );
}

/** A key over an operation on integers. */
function integerKey(key: RsaPublicNumbers, operation: (input: bigint) => bigint): RaisingKey {
  const length = modulusLength(key);
  return raisingKey(key, (input): Bytes => bytesFromInteger(operation(integerFromBytes(input)), length));
}
