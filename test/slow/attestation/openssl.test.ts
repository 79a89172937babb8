/**
 * Certificates and envelopes against OpenSSL: what it issues is believed here, what is sealed here it opens.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAttestor } from '../../../src/attestation/attestor.ts';
import { createPortableEngine } from '../../../src/crypto/portable.ts';
import { hostRandom } from '../../../src/crypto/random.ts';
import { createNitro } from '../../attestation/nitro.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) console.log('skipped: this machine has no openssl');

describe.skipIf(!hasOpenssl)('OpenSSL', () => {
  let folder = '';
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): Buffer =>
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'strongroom-openssl-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function makeKey(name: string): void {
    openssl('ecparam', '-name', 'secp384r1', '-genkey', '-noout', '-out', `${name}.key`);
    openssl(
      'req',
      '-new',
      '-sha384',
      '-key',
      `${name}.key`,
      '-subj',
      `/C=US/O=Test/CN=${name}`,
      '-out',
      `${name}.csr`,
    );
  }

  /** A certificate by an issuer, or by itself. */
  function certify(name: string, issuer: string, extensions: string): Buffer {
    makeKey(name);
    writeFileSync(at('extensions'), extensions);
    const signer =
      issuer === name ? ['-signkey', `${name}.key`] : ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`];
    const request = ['x509', '-req', '-sha384', '-days', '2', '-set_serial', '77', '-extfile', 'extensions'];
    openssl(...request, '-in', `${name}.csr`, ...signer, '-out', `${name}.pem`);
    return openssl('x509', '-in', `${name}.pem`, '-outform', 'DER');
  }

  it('issues a path that is believed, and opens what is sealed for the attested key', async () => {
    const CA =
      'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n';
    const root = certify('root', 'root', CA);
    const zone = certify(
      'zone',
      'root',
      `${CA}authorityKeyIdentifier=keyid\ncrlDistributionPoints=URI:http://x/y.crl\n`,
    );
    const leaf = certify(
      'leaf',
      'zone',
      'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,nonRepudiation\n',
    );
    openssl('genrsa', '-out', 'enclave.key', '2048');
    const enclaveKey = createPrivateKey(readFileSync(at('enclave.key')));
    const document = createNitro().document({
      signer: createPrivateKey(readFileSync(at('leaf.key'))),
      members: {
        certificate: leaf,
        cabundle: [root, zone],
        public_key: createPublicKey(enclaveKey).export({ format: 'der', type: 'spki' }),
      },
    });
    const attestor = createAttestor({
      engine: createPortableEngine(),
      random: hostRandom(),
      clock: Date.now,
      root,
    });
    const attestation = await attestor.verify(document);
    for (const length of [0, 1, 16, 4096]) {
      const plaintext = Buffer.alloc(length, 0x5a);
      writeFileSync(at('envelope'), await attestor.seal(attestation, plaintext));
      const opened = openssl(
        'cms',
        '-decrypt',
        '-binary',
        '-inform',
        'DER',
        '-in',
        'envelope',
        '-inkey',
        'enclave.key',
      );
      expect(opened.equals(plaintext)).toBe(true);
    }
    const printed = openssl('cms', '-cmsout', '-print', '-inform', 'DER', '-in', 'envelope').toString();
    expect(printed).toMatch(/version: 2[\s\S]*subjectKeyIdentifier[\s\S]*rsaesOaep[\s\S]*aes-256-cbc/);
  });

  it('reads the certificates of the tests as they are meant, and their path holds for it', () => {
    const { root, certificates } = createNitro(Date.now());
    const pem = (der: Buffer): string =>
      `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
    writeFileSync(at('trusted'), pem(root));
    writeFileSync(at('between'), certificates.slice(0, 2).map(pem).join(''));
    writeFileSync(at('end'), pem(certificates[2]));
    const verdict = openssl('verify', '-CAfile', 'trusted', '-untrusted', 'between', 'end');
    expect(verdict.toString().trim()).toBe('end: OK');
  });
});
