/** RSA key pairs by node:crypto, and their numbers: what the tests of this room start from. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { integerFromBytes } from '../../../src/crypto/rsa/integer.ts';
import { decodeRsaPrivateKey, type RsaPrivateNumbers } from '../../../src/crypto/rsa/key.ts';

export interface NodePair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly spki: Uint8Array;
  readonly pkcs8: Uint8Array;
}

/** A fresh pair. */
export function nodeRsaPair(modulusLength: number, publicExponent = 65_537): NodePair {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength, publicExponent });
  return withEncodings(publicKey, privateKey);
}

function withEncodings(publicKey: KeyObject, privateKey: KeyObject): NodePair {
  const spki = Uint8Array.from(publicKey.export({ format: 'der', type: 'spki' }));
  const pkcs8 = Uint8Array.from(privateKey.export({ format: 'der', type: 'pkcs8' }));
  return { publicKey, privateKey, spki, pkcs8 };
}

/** The same keys as node:crypto reads them from DER. */
export function nodePrivateKey(pkcs8: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
}

export function nodePublicKey(spki: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
}

/** The numbers of a pair, whatever the rules say of them. */
export function numbersOf(pair: NodePair): RsaPrivateNumbers {
  return decodeRsaPrivateKey(pair.pkcs8, { minimumModulusBits: 512, minimumExponent: 3n });
}

/** A member of a JWK as an integer. */
export function jwkInteger(text: string | undefined): bigint {
  return integerFromBytes(Buffer.from(text ?? '', 'base64url'));
}
