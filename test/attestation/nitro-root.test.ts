import { createHash, X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { awsNitroRoot } from '../../src/attestation/nitro-root.ts';
import { decodeCertificate } from '../../src/crypto/x509/certificate.ts';

it('the root is the one whose SHA-256 AWS prints in its guide', () => {
  expect(createHash('sha256').update(awsNitroRoot()).digest('hex')).toBe(
    '641a0321a3e244efe456463195d606317ed7cdcc3c1756e09893f3c68f79bb5b',
  );
});

it('it signed itself, is an authority, and lives until 2049', () => {
  const peer = new X509Certificate(awsNitroRoot());
  expect(peer.verify(peer.publicKey)).toBe(true);
  expect(peer.subject).toBe('C=US\nO=Amazon\nOU=AWS\nCN=aws.nitro-enclaves');
  const root = decodeCertificate(awsNitroRoot());
  expect(root).toMatchObject({ isAuthority: true, maySignCertificates: true, pathLength: undefined });
  expect(new Date(root.notAfterMs).toISOString()).toBe('2049-10-28T14:28:05.000Z');
});

it('every caller gets bytes of its own', () => {
  awsNitroRoot().fill(0);
  expect(awsNitroRoot()[0]).toBe(0x30);
});
