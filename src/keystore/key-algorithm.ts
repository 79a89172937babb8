/**
 * What asymmetric key material is asked to do, in the keystore's own terms: no KMS names, no key ids.
 *
 * Private keys arrive here opened, as PKCS#8, for the time of one call. Nothing here keeps one.
 *
 * @module
 */
import type { KeyAlgorithm } from '../crypto/der/algorithm.ts';
import type { Engine } from '../crypto/engine.ts';
import type {
  Bytes,
  CurveName,
  EdVariant,
  HashName,
  KeyPair,
  MlDsaParameterSet,
  MlKemParameterSet,
  RsaModulusBits,
  RsaSignatureScheme,
} from '../crypto/primitives.ts';
import type { SealingTools } from './sealing.ts';

export type { Encapsulation, MlKemParameterSet } from '../crypto/primitives.ts';

/** Which kind of key pair. */
export type KeyPairKind =
  | { readonly kind: 'rsa'; readonly modulusBits: RsaModulusBits }
  | { readonly kind: 'ec'; readonly curve: CurveName }
  | { readonly kind: 'ed25519' }
  | { readonly kind: 'mlDsa'; readonly parameterSet: MlDsaParameterSet }
  | { readonly kind: 'mlKem'; readonly parameterSet: MlKemParameterSet };

/** What the encodings of such keys call their algorithm. */
export function algorithmOf(kind: KeyPairKind): KeyAlgorithm {
  switch (kind.kind) {
    case 'rsa':
      return 'RSA';
    case 'ec':
      return kind.curve;
    case 'ed25519':
      return 'Ed25519';
    case 'mlDsa':
    case 'mlKem':
      return kind.parameterSet;
  }
}

/** How to sign. */
export type SignatureScheme =
  | { readonly kind: 'rsa'; readonly scheme: RsaSignatureScheme }
  | { readonly kind: 'ecdsa'; readonly curve: CurveName; readonly hash: HashName }
  | { readonly kind: 'eddsa'; readonly variant: EdVariant }
  | { readonly kind: 'mlDsa'; readonly parameterSet: MlDsaParameterSet };

/** What is signed: the message, its digest, or ML-DSA's message representative mu. */
export interface SignedContent {
  readonly form: 'message' | 'digest' | 'mu';
  readonly bytes: Uint8Array;
}

/** Makes a key pair; the engine tests it pairwise before it hands it over. The private half is the caller's to wipe. */
export async function generateKeyPair({ engine, random }: SealingTools, kind: KeyPairKind): Promise<KeyPair> {
  switch (kind.kind) {
    case 'rsa':
      return await (await engine.use('rsa')).generateKey(kind.modulusBits, random);
    case 'ec':
      return await (await engine.use('ec')).generateKey(kind.curve, random);
    case 'ed25519':
      return await (await engine.use('ed25519')).generateKey(random);
    case 'mlDsa':
      return await (await engine.use('mlDsa')).generateKey(kind.parameterSet, random);
    case 'mlKem':
      return await (await engine.use('mlKem')).generateKey(kind.parameterSet, random);
  }
}

/**
 * Signs with an opened private key. ECDSA and ML-DSA are hedged: fresh bytes go into the nonce (RFC 6979 §3.6,
 * FIPS 204 §3.4).
 */
export async function signContent(
  { engine, random }: SealingTools,
  privateKey: Uint8Array,
  scheme: SignatureScheme,
  { form, bytes }: SignedContent,
): Promise<Bytes> {
  switch (scheme.kind) {
    case 'rsa': {
      const rsa = await engine.use('rsa');
      if (form === 'message') return await rsa.sign(privateKey, scheme.scheme, bytes, random);
      return await rsa.signDigest(privateKey, scheme.scheme, bytes, random);
    }
    case 'ecdsa': {
      const ec = await engine.use('ec');
      const { curve, hash } = scheme;
      if (form === 'message') return await ec.sign(curve, privateKey, hash, bytes, { random });
      return await ec.signDigest(curve, privateKey, hash, bytes, { random });
    }
    case 'eddsa':
      return await (await engine.use('ed25519')).sign(scheme.variant, privateKey, bytes);
    case 'mlDsa': {
      const mlDsa = await engine.use('mlDsa');
      if (form === 'mu') return await mlDsa.signMu(scheme.parameterSet, privateKey, bytes, { random });
      return await mlDsa.sign(scheme.parameterSet, privateKey, bytes, { random });
    }
  }
}

/** Whether a signature is one of this content by the key whose public half is given. It never throws on a bad one. */
export async function verifyContent(
  engine: Engine,
  publicKey: Uint8Array,
  scheme: SignatureScheme,
  { form, bytes }: SignedContent,
  signature: Uint8Array,
): Promise<boolean> {
  switch (scheme.kind) {
    case 'rsa': {
      const rsa = await engine.use('rsa');
      if (form === 'message') return await rsa.verify(publicKey, scheme.scheme, bytes, signature);
      return await rsa.verifyDigest(publicKey, scheme.scheme, bytes, signature);
    }
    case 'ecdsa': {
      const ec = await engine.use('ec');
      const { curve, hash } = scheme;
      if (form === 'message') return await ec.verify(curve, publicKey, hash, bytes, signature);
      return await ec.verifyDigest(curve, publicKey, hash, bytes, signature);
    }
    case 'eddsa':
      return await (await engine.use('ed25519')).verify(scheme.variant, publicKey, bytes, signature);
    case 'mlDsa': {
      const mlDsa = await engine.use('mlDsa');
      if (form === 'mu') return await mlDsa.verifyMu(scheme.parameterSet, publicKey, bytes, signature);
      return await mlDsa.verify(scheme.parameterSet, publicKey, bytes, signature);
    }
  }
}
