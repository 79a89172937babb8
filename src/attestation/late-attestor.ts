/**
 * An attestor whose code comes with the first document: few services ever see one, and it brings readers of certificates,
 * CBOR and CMS with it.
 *
 * @module
 */
import type { Attestor, AttestorOptions } from './attestor.ts';

/**
 * An attestor. A root of one's own is read at once, so that a wrong one is refused here.
 *
 * @throws {RangeError} The root is no certificate of an authority with ECDSA on P-384 and SHA-384.
 *
 * @example
 * const { engine, random } = { engine: createPortableEngine(), random: hostRandom() };
 * await openAttestor({ engine, random, clock: Date.now, root: new Uint8Array(3) }); // throws RangeError
 */
export async function openAttestor(options: AttestorOptions): Promise<Attestor> {
  let made: Attestor | undefined;
  const attestor = async (): Promise<Attestor> => {
    made ??= (await import('./attestor.ts')).createAttestor(options);
    return made;
  };
  if (options.root !== undefined) await attestor();
  return {
    verify: async (document) => await (await attestor()).verify(document),
    seal: async (attestation, plaintext) => await (await attestor()).seal(attestation, plaintext),
  };
}
