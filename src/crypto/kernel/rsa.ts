/**
 * RSA of the kernel (RFC 8017, FIPS 186-5): the seam's primitive over the module for RSA.
 *
 * Padding and hashing are those of the portable engine (../rsa/schemes.ts); everything that touches p, q, d or a prime
 * candidate happens in the module's memory, which is zero again after every operation, whether it succeeds or not. Keys
 * of 1024 to 4096 bits; others are refused by UnsupportedAlgorithmError, so that a caller can turn to the portable engine.
 *
 * @module
 */
import type { Bytes, InspectedRsaKey, KeyPair, Random, Rsa } from '../primitives.ts';
import { PRIVATE_KEY_RULES, type RsaKeyRules } from '../rsa/key.ts';
import { createRsaSchemes, type RaisingRsa } from '../rsa/schemes.ts';
import { requireLoaded } from './loader.ts';
import { generateKernelKey } from './rsa-generate.ts';
import { inspectKernelKey } from './rsa-inspect.ts';
import { loadRsaKernel, type RsaKernel, type RsaPlaces, rsaPlacesOf } from './rsa-kernel.ts';
import { createKeptKeys, type KeptKey } from './rsa-keys.ts';
import { openPrivateKey } from './rsa-private.ts';

/** RSA on one instance of the module. */
export interface KernelRsa extends Rsa {
  generateKey(...input: Parameters<Rsa['generateKey']>): Promise<KeyPair>;
  inspectPrivateKey(privateKey: Uint8Array, random: Random): Promise<InspectedRsaKey>;
  /** Zeroes what is kept of public keys. They are computed anew when they are used again. */
  releasePublicKeys(): void;
}

/**
 * RSA on an instance of the module, which nobody else uses.
 *
 * @param newKernel Another instance, for each key that is generated.
 * @param rules What private keys, and keys to encrypt to, must be: published vectors use keys that nobody should.
 *
 * @example
 * const kernel = newRsaKernel();
 * const rsa = createKernelRsa(kernel, newRsaKernel);
 * const { publicKey } = await rsa.generateKey(2048, hostRandom());
 * decodeRsaPublicKey(publicKey).e; // 65537n
 */
export function createKernelRsa(
  kernel: RsaKernel,
  newKernel: () => RsaKernel,
  rules: RsaKeyRules = PRIVATE_KEY_RULES,
): KernelRsa {
  const places = rsaPlacesOf(kernel);
  const keys = createKeptKeys(places);
  const raising: RaisingRsa = {
    generateKey: (modulusBits, random, onProgress) =>
      generateKernelKey(() => rsaPlacesOf(newKernel()), modulusBits, random, onProgress),
    openPrivateKey: (pkcs8, random) => openPrivateKey(places, keys, pkcs8, rules, random),
    openPublicKey: (spki, wanted) => {
      const key = keys.open(spki, wanted);
      return { n: key.n, modulusBits: key.modulusBits, raise: (input) => raisePublic(places, key, input) };
    },
  };
  const schemes = createRsaSchemes(raising, rules);
  return Object.freeze({
    ...schemes,
    inspectPrivateKey: (pkcs8, random) => inspectKernelKey(rsaPlacesOf(newKernel()), pkcs8, rules, random),
    releasePublicKeys: keys.release,
  } satisfies Rsa & { releasePublicKeys: unknown }) as KernelRsa;
}

/** RSAEP and RSAVP1 (RFC 8017 §5.1.1, §5.2.2). The module wipes the input; the output may be a secret's too. */
function raisePublic({ kernel, memory, input, output }: RsaPlaces, key: KeptKey, octets: Uint8Array): Bytes {
  memory.set(octets, input);
  kernel.raise(key.number);
  const raised = memory.slice(output, output + key.n.length);
  memory.fill(0, output, output + key.n.length);
  return raised;
}

let shared: KernelRsa | undefined;
/** Compiled once; every instance has a memory of its own. */
let compiled: WebAssembly.Module | undefined;

/**
 * RSA of the kernel, on the one instance of this process.
 *
 * @throws {UnsupportedAlgorithmError} This host does not run the kernel; the reason is in its message.
 */
export function kernelRsa(): KernelRsa {
  shared ??= createKernelRsa(newRsaKernel(), newRsaKernel);
  return shared;
}

/** The same as the seam's primitive, which compiles the module when it is first called. */
export const lateKernelRsa: Rsa = /* @__PURE__ */ Object.freeze({
  generateKey: (...input) => kernelRsa().generateKey(...input),
  inspectPrivateKey: (...input) => kernelRsa().inspectPrivateKey(...input),
  sign: (...input) => kernelRsa().sign(...input),
  signDigest: (...input) => kernelRsa().signDigest(...input),
  verify: (...input) => kernelRsa().verify(...input),
  verifyDigest: (...input) => kernelRsa().verifyDigest(...input),
  encrypt: (...input) => kernelRsa().encrypt(...input),
  decrypt: (...input) => kernelRsa().decrypt(...input),
} satisfies Rsa);

/** A new instance. @throws {UnsupportedAlgorithmError} This host does not run the kernel. */
export function newRsaKernel(): RsaKernel {
  const { kernel, module } = requireLoaded(loadRsaKernel(compiled));
  compiled = module;
  return kernel;
}
