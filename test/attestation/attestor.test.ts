import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AttestationError } from '../../src/attestation/attestation-error.ts';
import {
  type Attestation,
  type Attestor,
  createAttestor,
  isNitroRoot,
} from '../../src/attestation/attestor.ts';
import { EngineFailedError } from '../../src/crypto/errors.ts';
import { createPortableEngine } from '../../src/crypto/portable.ts';
import { hostRandom } from '../../src/crypto/random.ts';
import { openEnvelope } from '../crypto/cms/open.ts';
import type { Plain } from '../crypto/cose/encode.ts';
import { authority, CA_USAGE, END_ENTITY, p384, SIGNING_USAGE } from '../crypto/x509/issue.ts';
import { createNitro, type DocumentOptions, enclaveKeys, NOW_MS } from './nitro.ts';
import { realDocument } from './real-document.ts';

const HOUR_MS = 3_600_000;
const nitro = createNitro();
const engine = createPortableEngine();

const attestorAt = (nowMs: number, root: Uint8Array | undefined = nitro.root): Attestor =>
  createAttestor({ engine, random: hostRandom(), clock: () => nowMs, root });
const verify = (options?: DocumentOptions, nowMs = NOW_MS): Promise<Attestation> =>
  attestorAt(nowMs).verify(nitro.document(options));

async function failureOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof AttestationError) return error.failure;
    throw error;
  }
  throw new Error('it was believed');
}

describe('a document is believed', () => {
  it.each<[string, DocumentOptions]>([
    ['as AWS writes it', {}],
    ['with a map of indefinite length', { isIndefinite: true }],
    ['with a tag', { isTagged: true }],
    ['with a bundle that leaves the root out', { members: { cabundle: nitro.certificates.slice(0, 2) } }],
  ])('%s', async (_, options) => {
    const attestation = await verify(options);
    expect(attestation).toMatchObject({ platform: 'enclave', timestampMs: NOW_MS - 1000 });
    expect(attestation.pcrs.get(0)).toBe('01'.repeat(48));
    expect(attestation.pcrs.get(5)).toBe('00'.repeat(48));
  });

  it('whatever becomes of its bytes afterwards', async () => {
    const document = nitro.document();
    const attestation = await attestorAt(NOW_MS).verify(document);
    document.fill(0);
    expect(attestation.publicKey[0]).toBe(0x30);
    expect(attestation.pcrs.get(0)).toBe('01'.repeat(48));
  });
});

describe('a document is not believed', () => {
  it.each<[string, string, DocumentOptions]>([
    ['untrusted', 'signed by another key', { signer: p384().privateKey }],
    [
      'untrusted',
      'with a bundle that lacks an authority',
      { members: { cabundle: [nitro.root, nitro.certificates[0]] } },
    ],
    ['untrusted', 'with no bundle to speak of', { members: { cabundle: [] } }],
    [
      'untrusted',
      'of another Nitro system',
      { members: { cabundle: createNitro().certificates.slice(0, 2) } },
    ],
    [
      'untrusted',
      'by a certificate that may not sign data',
      { members: { certificate: nitro.certify({ extensions: [END_ENTITY] }) } },
    ],
    [
      'untrusted',
      'by an authority',
      { members: { certificate: nitro.certify({ extensions: [authority(), CA_USAGE] }) } },
    ],
    [
      'expired',
      'by a certificate of yesterday',
      { members: { certificate: nitro.certify({ toMs: NOW_MS - 1000 }) } },
    ],
    [
      'expired',
      'by a certificate of tomorrow',
      { members: { certificate: nitro.certify({ fromMs: NOW_MS + 1000 }) } },
    ],
    ['malformed', 'with a certificate that is none', { members: { certificate: Buffer.alloc(40, 0x30) } }],
    [
      'malformed',
      'with an authority that is none',
      { members: { cabundle: [nitro.root, Buffer.alloc(40)] } },
    ],
    [
      'malformed',
      'with nine authorities',
      { members: { cabundle: Array.from<Plain>({ length: 9 }).fill(nitro.root) } },
    ],
    ['malformed', 'without registers', { members: { pcrs: undefined } }],
    ['malformed', 'that is no map', { payload: Buffer.of(1) }],
    ['without key', 'without a public key', { members: { public_key: null } }],
    [
      'without key',
      'with a key on a curve',
      { members: { public_key: p384().publicKey.export({ format: 'der', type: 'spki' }) } },
    ],
    [
      'without key',
      'with a key of 1024 bits',
      {
        members: {
          public_key: generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({
            format: 'der',
            type: 'spki',
          }),
        },
      },
    ],
    ['without key', 'with a key that is none', { members: { public_key: Buffer.from('key') } }],
  ])('%s: %s', async (failure, _, options) => {
    expect(await failureOf(verify(options))).toBe(failure);
  });

  it('outside of the three hours of its certificate', async () => {
    await verify({}, NOW_MS + 2 * HOUR_MS);
    expect(await failureOf(verify({}, NOW_MS + 2 * HOUR_MS + 1))).toBe('expired');
    expect(await failureOf(verify({}, NOW_MS - HOUR_MS - 1))).toBe('expired');
  });

  it('with any one of its bits changed', async () => {
    const document = nitro.document();
    const attestor = attestorAt(NOW_MS);
    for (let i = 0; i < 60; i++) {
      const changed = Buffer.from(document);
      // The unprotected header and lengths that are no longer right are refused as well as what is signed.
      changed[(i * 97) % changed.length] ^= 1 << (i % 8);
      expect(['malformed', 'untrusted']).toContain(await failureOf(attestor.verify(changed)));
    }
  });

  it('by AWS’s own root, which did not sign it', async () => {
    const attestor = createAttestor({ engine, random: hostRandom(), clock: () => NOW_MS });
    expect(await failureOf(attestor.verify(nitro.document()))).toBe('untrusted');
  });

  it('when there is nothing, or something else', async () => {
    for (const bytes of [new Uint8Array(), Buffer.from('attestation'), nitro.root]) {
      expect(await failureOf(attestorAt(NOW_MS).verify(bytes))).toBe('malformed');
    }
  });
});

describe('an attestor', () => {
  it('takes for its root the certificate of an authority, and nothing else', () => {
    for (const root of [
      new Uint8Array(),
      nitro.certificates[2],
      Buffer.from('-----BEGIN CERTIFICATE-----'),
    ]) {
      expect(() => attestorAt(NOW_MS, root)).toThrow(RangeError);
      expect(isNitroRoot(root)).toBe(false);
    }
    expect(isNitroRoot(nitro.root)).toBe(true);
    expect(isNitroRoot(nitro.certificates[0])).toBe(true);
  });

  it('does not take a failed engine for a bad document', async () => {
    const failing = { ...engine, use: () => Promise.reject(new EngineFailedError('no')) };
    const attestor = createAttestor({
      engine: failing,
      random: hostRandom(),
      clock: () => NOW_MS,
      root: nitro.root,
    });
    await expect(attestor.verify(nitro.document())).rejects.toThrow(EngineFailedError);
  });

  it('encrypts for the attested key alone', async () => {
    const attestor = attestorAt(NOW_MS);
    const envelope = await attestor.seal(await attestor.verify(nitro.document()), Buffer.from('secret'));
    expect(openEnvelope(envelope, enclaveKeys().privateKey).plaintext.toString()).toBe('secret');
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    expect(() => openEnvelope(envelope, other)).toThrow();
  });
});

it('a usage of signing alone makes no authority', async () => {
  const certificate = nitro.certify({ extensions: [authority(), SIGNING_USAGE] });
  expect(await failureOf(verify({ members: { certificate } }))).toBe('untrusted');
});

describe('a document that AWS made', () => {
  const attestorOn = (time: string): Attestor =>
    createAttestor({ engine, random: hostRandom(), clock: () => Date.parse(time) });

  it('leads to AWS’s root: all that it lacks is a key, which it says is a dummy', async () => {
    expect(await failureOf(attestorOn('2026-02-02T21:00:00Z').verify(realDocument()))).toBe('without key');
  });

  it('is believed for the three hours of its certificate, and not a second longer', async () => {
    for (const time of ['2026-02-02T20:34:28Z', '2026-02-02T23:34:31Z']) {
      expect(await failureOf(attestorOn(time).verify(realDocument()))).toBe('without key');
    }
    for (const time of ['2026-02-02T20:34:27Z', '2026-02-02T23:34:32Z']) {
      expect(await failureOf(attestorOn(time).verify(realDocument()))).toBe('expired');
    }
  });

  it('is not believed with a byte of its module id or of its signature changed', async () => {
    for (const at of [25, 4555]) {
      const changed = realDocument();
      changed[at] ^= 1;
      expect(await failureOf(attestorOn('2026-02-02T21:00:00Z').verify(changed))).toBe('untrusted');
    }
  });
});
