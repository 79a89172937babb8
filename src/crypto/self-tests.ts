/**
 * The known-answer tests of every primitive, as engines take them.
 *
 * @module
 */
import type { SelfTests } from './engine.ts';
import { symmetricSelfTests } from './self-tests/symmetric.ts';

type Asymmetric = typeof import('./self-tests/asymmetric.ts')['asymmetricSelfTests'];

/** Those of key pairs are long, and come with what they test. */
const asymmetric = async (): Promise<Asymmetric> =>
  (await import('./self-tests/asymmetric.ts')).asymmetricSelfTests;

/** One known-answer test for each primitive, the same for portable, kernel and host. */
export const selfTests: SelfTests = {
  ...symmetricSelfTests,
  rsa: async (rsa) => await (await asymmetric()).rsa(rsa),
  ec: async (ec) => await (await asymmetric()).ec(ec),
  ed25519: async (ed25519) => await (await asymmetric()).ed25519(ed25519),
  mlDsa: async (mlDsa) => await (await asymmetric()).mlDsa(mlDsa),
  mlKem: async (mlKem) => await (await asymmetric()).mlKem(mlKem),
};
