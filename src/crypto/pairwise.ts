/**
 * Pairwise consistency tests: a fresh key pair must sign what its public half accepts, and nothing else; or find the
 * secret that was encapsulated to its public half.
 *
 * FIPS 140-3 asks for one on every generated pair (ISO/IEC 19790 §7.10.3.3); the engine runs it (engine.ts), whoever
 * implements the primitive, and closes for good when it fails. RSA and EC pairs are tested by a signature whatever
 * they are meant for: either use of the numbers proves that they belong together.
 *
 * @module
 */
import { equalBytes } from '../bytes/equal.ts';
import type { Awaitable, KeyPair, Primitives } from './primitives.ts';

/** The primitives that generate key pairs. */
export type PairMaker = 'rsa' | 'ec' | 'ed25519' | 'mlDsa' | 'mlKem';

/** How a pair that signs is put to use. */
interface SigningUse {
  readonly sign: (message: Uint8Array) => Awaitable<Uint8Array>;
  readonly verify: (message: Uint8Array, signature: Uint8Array) => Awaitable<boolean>;
}

/** Whether a pair agrees with itself, from what generateKey was called with. */
type PairTests = {
  readonly [N in PairMaker]: (
    primitive: Primitives[N],
    pair: KeyPair,
    input: Parameters<Primitives[N]['generateKey']>,
  ) => Promise<boolean>;
};

const TESTS: PairTests = /* @__PURE__ */ Object.freeze({
  rsa: (rsa, pair, [, random]) => {
    const scheme = { scheme: 'PKCS1', hash: 'SHA-256' } as const;
    return signsConsistently({
      sign: (message) => rsa.sign(pair.privateKey, scheme, message, random),
      verify: (message, signature) => rsa.verify(pair.publicKey, scheme, message, signature),
    });
  },
  // Hedged, since some hosts have no deterministic signatures.
  ec: (ec, pair, [curve, random]) =>
    signsConsistently({
      sign: (message) => ec.sign(curve, pair.privateKey, 'SHA-256', message, { random }),
      verify: (message, signature) => ec.verify(curve, pair.publicKey, 'SHA-256', message, signature),
    }),
  ed25519: (ed25519, pair) =>
    signsConsistently({
      sign: (message) => ed25519.sign('Ed25519', pair.privateKey, message),
      verify: (message, signature) => ed25519.verify('Ed25519', pair.publicKey, message, signature),
    }),
  mlDsa: (mlDsa, pair, [parameterSet, random]) =>
    signsConsistently({
      sign: (message) => mlDsa.sign(parameterSet, pair.privateKey, message, { random }),
      verify: (message, signature) => mlDsa.verify(parameterSet, pair.publicKey, message, signature),
    }),
  // FIPS 203 §7.1, the pair-wise consistency check. The secret is of nobody and protects nothing: it is not wiped.
  mlKem: async (mlKem, pair, [parameterSet, random]) => {
    const { sharedSecret, ciphertext } = await mlKem.encapsulate(parameterSet, pair.publicKey, random);
    const found = await mlKem.decapsulate(parameterSet, pair.privateKey, ciphertext);
    return equalBytes(found, sharedSecret);
  },
});

const MESSAGE: Uint8Array = /* @__PURE__ */ Uint8Array.of(0x70, 0x61, 0x69, 0x72);
const OTHER_MESSAGE: Uint8Array = /* @__PURE__ */ Uint8Array.of(0x70, 0x61, 0x69, 0x73);

/**
 * Whether a fresh pair agrees with itself: what it signs verifies, and another message does not; or what is encapsulated
 * to it comes out again.
 *
 * @param input What `generateKey` was called with.
 * @returns false also when a half refuses the key.
 *
 * @example
 * const pair = await ed25519.generateKey(hostRandom());
 * await isConsistentPair('ed25519', ed25519, pair, [hostRandom()]); // true
 */
export async function isConsistentPair<N extends PairMaker>(
  name: N,
  primitive: Primitives[N],
  pair: KeyPair,
  input: Parameters<Primitives[N]['generateKey']>,
): Promise<boolean> {
  try {
    return await (TESTS[name] as PairTests[N])(primitive, pair, input);
  } catch {
    return false;
  }
}

async function signsConsistently({ sign, verify }: SigningUse): Promise<boolean> {
  const signature = await sign(MESSAGE);
  return (await verify(MESSAGE, signature)) && !(await verify(OTHER_MESSAGE, signature));
}
