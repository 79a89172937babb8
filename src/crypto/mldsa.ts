/**
 * ML-DSA (FIPS 204) as the seam wants it, over @noble/post-quantum.
 *
 * Signing is hedged where randomness is given (FIPS 204 §3.4), else deterministic. HashML-DSA, the pre-hashed variant,
 * is not offered; the representative mu may be made outside (§6.2, external mu).
 *
 * @module
 */
import { expectBytes } from '../bytes/expect.ts';
import { wipe } from '../bytes/wipe.ts';
import {
  decodeMlDsaPublicKey,
  encodeMlDsaPublicKey,
  encodeMlDsaSeed,
  expandMlDsaSeed,
  ML_DSA_SEED_LENGTH,
  schemeOf,
  withMlDsaSecretKey,
} from './mldsa-key.ts';
import type { Bytes, KeyPair, MlDsa, MlDsaParameterSet, MlDsaSignOptions, Random } from './primitives.ts';

const MU_LENGTH = 64;
const ENTROPY_LENGTH = 32;
const MAX_CONTEXT_LENGTH = 255;

/** ML-DSA of the portable engine. */
export const mlDsa: MlDsa = /* @__PURE__ */ Object.freeze({
  generateKey,
  sign,
  signMu,
  verify,
  verifyMu,
} satisfies MlDsa);

/** FIPS 204 §5.1: the key of a fresh seed. */
function generateKey(parameterSet: MlDsaParameterSet, random: Random): KeyPair {
  const seed = random(ML_DSA_SEED_LENGTH);
  try {
    const { publicKey, secretKey } = expandMlDsaSeed(parameterSet, seed);
    wipe(secretKey);
    return {
      privateKey: encodeMlDsaSeed(parameterSet, seed),
      publicKey: encodeMlDsaPublicKey(parameterSet, publicKey),
    };
  } finally {
    wipe(seed);
  }
}

/** FIPS 204 §5.2 */
function sign(
  parameterSet: MlDsaParameterSet,
  privateKey: Uint8Array,
  message: Uint8Array,
  { context = new Uint8Array(0), random }: MlDsaSignOptions = {},
): Bytes {
  const scheme = schemeOf(parameterSet);
  expectBytes('message', message);
  expectContext(context);
  return withMlDsaSecretKey(parameterSet, privateKey, (secretKey) =>
    withEntropy(
      random,
      (extraEntropy) => scheme.sign(message, secretKey, { context, extraEntropy }) as Bytes,
    ),
  );
}

/** FIPS 204 §6.2, beginning at mu. */
function signMu(
  parameterSet: MlDsaParameterSet,
  privateKey: Uint8Array,
  mu: Uint8Array,
  { context, random }: MlDsaSignOptions = {},
): Bytes {
  const { internal } = schemeOf(parameterSet);
  expectBytes('mu', mu, MU_LENGTH);
  // The context is already in mu: one that is given here would be left out silently.
  if (context !== undefined && context.length > 0) {
    throw new RangeError(`"context" expected none beside mu, got ${context.length} bytes`);
  }
  return withMlDsaSecretKey(parameterSet, privateKey, (secretKey) =>
    withEntropy(
      random,
      (extraEntropy) => internal.sign(mu, secretKey, { extraEntropy, externalMu: true }) as Bytes,
    ),
  );
}

/** FIPS 204 §5.3. noble answers false for a signature of another length or with a malformed hint. */
function verify(
  parameterSet: MlDsaParameterSet,
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
  context: Uint8Array = new Uint8Array(0),
): boolean {
  expectBytes('message', message);
  expectBytes('signature', signature);
  expectContext(context);
  const key = decodeMlDsaPublicKey(parameterSet, publicKey);
  return schemeOf(parameterSet).verify(signature, message, key, { context });
}

/** FIPS 204 §6.3, beginning at mu. */
function verifyMu(
  parameterSet: MlDsaParameterSet,
  publicKey: Uint8Array,
  mu: Uint8Array,
  signature: Uint8Array,
): boolean {
  expectBytes('mu', mu, MU_LENGTH);
  expectBytes('signature', signature);
  const key = decodeMlDsaPublicKey(parameterSet, publicKey);
  return schemeOf(parameterSet).internal.verify(signature, mu, key, { externalMu: true });
}

/** noble takes `false` for deterministic signing, and would draw by itself for `undefined`. */
function withEntropy<T>(random: Random | undefined, use: (entropy: Uint8Array | false) => T): T {
  if (random === undefined) return use(false);
  const entropy = random(ENTROPY_LENGTH);
  try {
    return use(entropy);
  } finally {
    wipe(entropy);
  }
}

/** FIPS 204 algorithm 2 step 1. */
function expectContext(context: Uint8Array): void {
  expectBytes('context', context);
  if (context.length > MAX_CONTEXT_LENGTH) {
    throw new RangeError(`"context" expected ${MAX_CONTEXT_LENGTH} bytes or fewer, got ${context.length}`);
  }
}
