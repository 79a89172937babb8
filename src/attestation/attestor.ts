/**
 * The attestor: verifies attestation documents against one root, and encrypts for whom they speak.
 *
 * A document is believed when its certificate leads to the root, all of the path is valid now, and the certificate's key
 * signed the document. What it says of its registers is then for conditions to compare. Its age is not asked about:
 * the certificate of an enclave lives for three hours, and AWS publishes no other bound.
 *
 * @module
 */
import { equalBytes } from '../bytes/equal.ts';
import { toHex } from '../bytes/hex.ts';
import { FormatError } from '../bytes/reader.ts';
import { sealEnvelopedData } from '../crypto/cms/enveloped-data.ts';
import { type CoseSign1, decodeCoseSign1, verifyCoseSign1 } from '../crypto/cose/sign1.ts';
import type { Engine } from '../crypto/engine.ts';
import { AuthenticationError, InvalidKeyError } from '../crypto/errors.ts';
import type { Bytes, Random } from '../crypto/primitives.ts';
import { decodeRsaPublicKey, PRIVATE_KEY_RULES } from '../crypto/rsa/key.ts';
import { type Certificate, decodeCertificate } from '../crypto/x509/certificate.ts';
import { CertificateExpiredError, verifyPath } from '../crypto/x509/path.ts';
import { AttestationError } from './attestation-error.ts';
import { type AttestationDocument, type AttestedPlatform, readAttestationDocument } from './document.ts';
import { awsNitroRoot } from './nitro-root.ts';

/** What a verified document says. */
export interface Attestation {
  readonly platform: AttestedPlatform;
  readonly moduleId: string;
  /** When the document was made, in milliseconds since 1970. */
  readonly timestampMs: number;
  /** Hex in lower case, by the register's number. */
  readonly pcrs: ReadonlyMap<number, string>;
  /** RSA, SPKI. */
  readonly publicKey: Uint8Array;
}

/** What an attestor is made of. */
export interface AttestorOptions {
  readonly engine: Engine;
  readonly random: Random;
  readonly clock: () => number;
  /** A certificate in DER; AWS's own when absent. Whoever holds its key can attest whatever they like. */
  readonly root?: Uint8Array | undefined;
}

/** See {@link createAttestor}. */
export interface Attestor {
  /** What a document says. @throws {AttestationError} It is not believed, or has no RSA key to encrypt for. */
  verify(document: Uint8Array): Promise<Attestation>;
  /** A CMS EnvelopedData that the holder of the attested key opens. */
  seal(attestation: Attestation, plaintext: Uint8Array): Promise<Bytes>;
}

/** More than AWS has between its root and an enclave, and few enough to verify. */
const MAX_AUTHORITIES = 8;

/**
 * Makes an attestor.
 *
 * @throws {RangeError} The root is no certificate of an authority with ECDSA on P-384 and SHA-384.
 *
 * @example
 * const { engine, random } = { engine: createPortableEngine(), random: hostRandom() };
 * const attestor = createAttestor({ engine, random, clock: Date.now });
 * await attestor.verify(new Uint8Array([0])); // throws AttestationError
 */
export function createAttestor(options: AttestorOptions): Attestor {
  const { engine, random, clock } = options;
  const root = readRoot(options.root ?? awsNitroRoot());
  return {
    async verify(bytes) {
      const parts = readParts(bytes, root);
      await requireTrust(engine, root, parts, clock());
      return attestationOf(parts.document);
    },
    async seal({ publicKey }, plaintext) {
      const tools = { rsa: await engine.use('rsa'), aesBlock: await engine.use('aesBlock'), random };
      return await sealEnvelopedData(tools, publicKey, plaintext);
    },
  };
}

/**
 * Whether bytes can be the root of an attestor.
 *
 * @example
 * isNitroRoot(new Uint8Array(3)); // false
 */
export function isNitroRoot(bytes: Uint8Array): boolean {
  return authorityIn(bytes) !== undefined;
}

/** A document, opened by every layer and not yet believed. */
interface Parts {
  readonly message: CoseSign1;
  readonly document: AttestationDocument;
  readonly certificate: Certificate;
  /** Without the root. */
  readonly authorities: readonly Certificate[];
}

function readRoot(bytes: Uint8Array): Certificate {
  const root = authorityIn(bytes);
  if (root !== undefined) return root;
  throw new RangeError('"root" expected the certificate of an authority on P-384 with SHA-384, in DER');
}

function authorityIn(bytes: Uint8Array): Certificate | undefined {
  try {
    const root = decodeCertificate(bytes);
    return root.isAuthority && root.maySignCertificates ? root : undefined;
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

function readParts(bytes: Uint8Array, root: Certificate): Parts {
  try {
    const message = decodeCoseSign1(bytes);
    const document = readAttestationDocument(message.payload);
    if (document.authorities.length > MAX_AUTHORITIES) throw new FormatError();
    const certificate = decodeCertificate(document.certificate);
    // The bundle begins with the root itself, which is known.
    const [first, ...rest] = document.authorities;
    const isRootFirst = first !== undefined && equalBytes(first, root.encoded);
    const authorities = (isRootFirst ? rest : document.authorities).map(decodeCertificate);
    return { message, document, certificate, authorities };
  } catch (error) {
    if (error instanceof FormatError) throw new AttestationError('malformed');
    throw error;
  }
}

async function requireTrust(engine: Engine, root: Certificate, parts: Parts, nowMs: number): Promise<void> {
  const { message, certificate, authorities } = parts;
  const ec = await engine.use('ec');
  try {
    if (!(await verifyCoseSign1(ec, message, certificate.publicKey))) throw new AuthenticationError();
    await verifyPath(ec, root, authorities, certificate, nowMs);
  } catch (error) {
    if (error instanceof CertificateExpiredError) throw new AttestationError('expired');
    // A key that is no point of the curve vouches for nothing.
    if (error instanceof AuthenticationError || error instanceof InvalidKeyError) {
      throw new AttestationError('untrusted');
    }
    throw error;
  }
}

function attestationOf({
  platform,
  moduleId,
  timestampMs,
  pcrs,
  publicKey,
}: AttestationDocument): Attestation {
  if (publicKey === undefined || !isRsaKey(publicKey)) throw new AttestationError('without key');
  const hexOf = new Map([...pcrs].map(([index, value]) => [index, toHex(value)]));
  return { platform, moduleId, timestampMs, pcrs: hexOf, publicKey: Uint8Array.from(publicKey) };
}

/** A key for which the engines encrypt. */
function isRsaKey(publicKey: Uint8Array): boolean {
  try {
    decodeRsaPublicKey(publicKey, PRIVATE_KEY_RULES);
    return true;
  } catch (error) {
    if (error instanceof InvalidKeyError) return false;
    throw error;
  }
}
