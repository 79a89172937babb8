import { describe, expect, it } from 'vitest';
import { AuthenticationError } from '../../../src/crypto/errors.ts';
import { createPortableEngine } from '../../../src/crypto/portable.ts';
import { type Certificate, decodeCertificate } from '../../../src/crypto/x509/certificate.ts';
import { CertificateExpiredError, verifyPath } from '../../../src/crypto/x509/path.ts';
import {
  authority,
  CA_USAGE,
  type Certified,
  END_ENTITY,
  issue,
  type Party,
  p384,
  SIGNING_USAGE,
} from './issue.ts';

const NOW = Date.UTC(2026, 5, 1);
const HOUR = 3_600_000;
const [root, first, second, leaf, stranger] = ['root', 'first', 'second', 'leaf', 'stranger'].map(
  (name): Party => ({ name, keys: p384() }),
);

const certify = (issuer: Party, subject: Party, change: Partial<Certified> = {}): Certificate =>
  decodeCertificate(
    issue({
      issuer,
      subject,
      fromMs: NOW - HOUR,
      toMs: NOW + HOUR,
      extensions: subject === leaf ? [END_ENTITY, SIGNING_USAGE] : [authority(), CA_USAGE],
      ...change,
    }),
  );

const usual = {
  root: certify(root, root),
  authorities: [certify(root, first), certify(first, second)],
  leaf: certify(second, leaf),
};

async function verify(change: Partial<typeof usual> = {}, nowMs = NOW): Promise<void> {
  const ec = await createPortableEngine().use('ec');
  const path = { ...usual, ...change };
  await verifyPath(ec, path.root, path.authorities, path.leaf, nowMs);
}

describe('a path', () => {
  it('leads from the root over any number of authorities to a certificate that signs data', async () => {
    await verify();
    await verify({ authorities: [], leaf: certify(root, leaf) });
    await verify({ authorities: [certify(root, first)], leaf: certify(first, leaf) });
  });

  it('is valid from the first to the last moment of all of its certificates', async () => {
    await verify({}, NOW - HOUR);
    await verify({}, NOW + HOUR);
    await expect(verify({}, NOW - HOUR - 1)).rejects.toThrow(CertificateExpiredError);
    await expect(verify({}, NOW + HOUR + 1)).rejects.toThrow(CertificateExpiredError);
    for (const part of ['root', 'first', 'leaf'] as const) {
      const old = { toMs: NOW - 1 };
      const changed = {
        root: part === 'root' ? certify(root, root, old) : usual.root,
        authorities: [certify(root, first, part === 'first' ? old : {}), usual.authorities[1]],
        leaf: part === 'leaf' ? certify(second, leaf, old) : usual.leaf,
      };
      await expect(verify(changed)).rejects.toThrow(CertificateExpiredError);
    }
  });

  it.each<[string, Partial<typeof usual>]>([
    [
      'a root of the same name and another key',
      { root: certify({ ...stranger, name: 'root' }, { ...stranger, name: 'root' }) },
    ],
    ['an authority left out', { authorities: [usual.authorities[0]] }],
    ['authorities in another order', { authorities: [usual.authorities[1], usual.authorities[0]] }],
    ['an issuer of another name', { leaf: certify({ ...second, name: 'other' }, leaf) }],
    ['an issuer of the right name and another key', { leaf: certify({ ...stranger, name: 'second' }, leaf) }],
    [
      'an authority that is none',
      { authorities: [certify(root, first, { extensions: [END_ENTITY, CA_USAGE] }), usual.authorities[1]] },
    ],
    [
      'an authority that may not sign certificates',
      {
        authorities: [
          certify(root, first, { extensions: [authority(), SIGNING_USAGE] }),
          usual.authorities[1],
        ],
      },
    ],
    [
      'an authority without a key usage',
      { authorities: [certify(root, first, { extensions: [authority()] }), usual.authorities[1]] },
    ],
    [
      'more authorities than the root allows',
      { root: certify(root, root, { extensions: [authority(1), CA_USAGE] }) },
    ],
    [
      'more authorities than an authority allows',
      { authorities: [certify(root, first, { extensions: [authority(0), CA_USAGE] }), usual.authorities[1]] },
    ],
    [
      'an authority at its end',
      { leaf: certify(second, leaf, { extensions: [authority(), SIGNING_USAGE] }) },
    ],
    [
      'a key at its end that may not sign data',
      { leaf: certify(second, leaf, { extensions: [END_ENTITY] }) },
    ],
  ])('is none with %s', async (_, change) => {
    await expect(verify(change)).rejects.toThrow(AuthenticationError);
  });

  it('may be as long as the path lengths allow, to the last', async () => {
    await verify({
      root: certify(root, root, { extensions: [authority(2), CA_USAGE] }),
      authorities: [
        certify(root, first, { extensions: [authority(1), CA_USAGE] }),
        certify(first, second, { extensions: [authority(0), CA_USAGE] }),
      ],
    });
  });
});
