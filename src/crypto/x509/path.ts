/**
 * Certificate paths (RFC 5280 §6.1), for the kind of certificates that certificate.ts reads: from a root that is trusted,
 * over authorities in order, to a certificate that signs data.
 *
 * Each names the one before it as its issuer, is signed by it, and is valid at the moment asked about; authorities may
 * sign certificates and keep to their path lengths. There is no revocation: AWS publishes none for attestation.
 *
 * @module
 */
import { equalBytes } from '../../bytes/equal.ts';
import { AuthenticationError } from '../errors.ts';
import type { Ec } from '../primitives.ts';
import type { Certificate } from './certificate.ts';

/** A certificate of the path is not valid yet, or not any more. */
export class CertificateExpiredError extends Error {
  override readonly name = 'CertificateExpiredError';
  constructor() {
    super('a certificate is not valid at this time');
  }
}

/**
 * Verifies a path.
 *
 * @param root Trusted by the caller; its signature is not looked at.
 * @param authorities Below the root, in order; perhaps none.
 * @param nowMs Milliseconds since 1970.
 * @throws {AuthenticationError} A name, a signature, a purpose or a path length is wrong: which, is not said.
 * @throws {CertificateExpiredError} All of that is right, and a certificate is not valid now.
 */
export async function verifyPath(
  ec: Ec,
  root: Certificate,
  authorities: readonly Certificate[],
  leaf: Certificate,
  nowMs: number,
): Promise<void> {
  const path = [root, ...authorities, leaf];
  requirePurposes(path);
  for (const [i, certificate] of path.entries()) {
    if (i > 0) await requireSignature(ec, path[i - 1], certificate);
  }
  const isCurrent = path.every(({ notBeforeMs, notAfterMs }) => notBeforeMs <= nowMs && nowMs <= notAfterMs);
  if (!isCurrent) throw new CertificateExpiredError();
}

/** §6.1.4 (k) to (n), and that the last one is no authority: an authority's key signs no data. */
function requirePurposes(path: readonly Certificate[]): void {
  const authorities = path.slice(0, -1);
  for (const [i, { isAuthority, maySignCertificates, pathLength }] of authorities.entries()) {
    const below = authorities.length - 1 - i;
    if (!isAuthority || !maySignCertificates) throw new AuthenticationError();
    if (pathLength !== undefined && below > pathLength) throw new AuthenticationError();
  }
  const leaf = path[path.length - 1];
  if (leaf.isAuthority || !leaf.maySignData) throw new AuthenticationError();
}

async function requireSignature(ec: Ec, issuer: Certificate, certificate: Certificate): Promise<void> {
  if (!equalBytes(issuer.subject, certificate.issuer)) throw new AuthenticationError();
  const { signed, signature } = certificate;
  const isGood = await ec.verify('P-384', issuer.publicKey, 'SHA-384', signed, signature);
  if (!isGood) throw new AuthenticationError();
}
