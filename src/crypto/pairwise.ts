/**
 * Pairwise consistency tests: a fresh key pair must sign what its public half accepts, and nothing else.
 *
 * FIPS 140-3 asks for one on every generated pair (ISO/IEC 19790 §7.10.3.3); the engine runs it (engine.ts), whoever
 * implements the primitive, and closes for good when it fails. RSA and EC pairs are tested by a signature whatever
 * they are meant for: either use of the numbers proves that they belong together.
 *
 * @module
 */
import type { Awaitable, KeyPair, PrimitiveName, Primitives } from './primitives.ts';

/** The primitives that generate key pairs. */
export type PairMaker = 'rsa' | 'ec' | 'ed25519' | 'mlDsa';

/** How a pair is put to use. */
interface PairUse {
  readonly sign: (message: Uint8Array) => Awaitable<Uint8Array>;
  readonly verify: (message: Uint8Array, signature: Uint8Array) => Awaitable<boolean>;
}

/** The use of a pair, from what generateKey was called with. */
type PairUses = {
  readonly [N in PairMaker]: (
    primitive: Primitives[N],
    pair: KeyPair,
    input: Parameters<Primitives[N]['generateKey']>,
  ) => PairUse;
};

const USES: PairUses = /* @__PURE__ */ Object.freeze({
  rsa: (rsa, pair, [, random]) => {
    const scheme = { scheme: 'PKCS1', hash: 'SHA-256' } as const;
    return {
      sign: (message) => rsa.sign(pair.privateKey, scheme, message, random),
      verify: (message, signature) => rsa.verify(pair.publicKey, scheme, message, signature),
    };
  },
  // Hedged, since some hosts have no deterministic signatures.
  ec: (ec, pair, [curve, random]) => ({
    sign: (message) => ec.sign(curve, pair.privateKey, 'SHA-256', message, { random }),
    verify: (message, signature) => ec.verify(curve, pair.publicKey, 'SHA-256', message, signature),
  }),
  ed25519: (ed25519, pair) => ({
    sign: (message) => ed25519.sign('Ed25519', pair.privateKey, message),
    verify: (message, signature) => ed25519.verify('Ed25519', pair.publicKey, message, signature),
  }),
  mlDsa: (mlDsa, pair, [parameterSet, random]) => ({
    sign: (message) => mlDsa.sign(parameterSet, pair.privateKey, message, { random }),
    verify: (message, signature) => mlDsa.verify(parameterSet, pair.publicKey, message, signature),
  }),
});

const MESSAGE: Uint8Array = /* @__PURE__ */ Uint8Array.of(0x70, 0x61, 0x69, 0x72);
const OTHER_MESSAGE: Uint8Array = /* @__PURE__ */ Uint8Array.of(0x70, 0x61, 0x69, 0x73);

/** Whether a primitive makes key pairs. */
export function makesPairs(name: PrimitiveName): name is PairMaker {
  return Object.hasOwn(USES, name);
}

/**
 * Whether a fresh pair agrees with itself: what it signs verifies, and another message does not.
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
    const use = (USES[name] as PairUses[N])(primitive, pair, input);
    const signature = await use.sign(MESSAGE);
    return (await use.verify(MESSAGE, signature)) && !(await use.verify(OTHER_MESSAGE, signature));
  } catch {
    return false;
  }
}
