/**
 * What the crypto room says when it refuses. Misuse is TypeError and RangeError, as everywhere; these are the rest.
 *
 * None carries a detail that an attacker could ask for: not which check failed, not where.
 *
 * @module
 */

/** A ciphertext, tag or wrapped key is not what the key made. Which part differs is not said. */
export class AuthenticationError extends Error {
  override readonly name = 'AuthenticationError';
  constructor() {
    super('authentication failed');
  }
}

/** A key cannot be used: its encoding, its numbers or its point break the standard. The reason names no secret. */
export class InvalidKeyError extends Error {
  override readonly name = 'InvalidKeyError';
}

/** This engine does not do this algorithm, or not with these parameters. */
export class UnsupportedAlgorithmError extends Error {
  override readonly name = 'UnsupportedAlgorithmError';
}

/** A self-test failed earlier: the engine refuses every operation until the process starts anew. FIPS 140-3 §7.10. */
export class EngineFailedError extends Error {
  override readonly name = 'EngineFailedError';
}
