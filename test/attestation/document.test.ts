import { describe, expect, it } from 'vitest';
import { readAttestationDocument } from '../../src/attestation/document.ts';
import { FormatError } from '../../src/bytes/reader.ts';
import { decodeCoseSign1 } from '../../src/crypto/cose/sign1.ts';
import { encode, type Plain } from '../crypto/cose/encode.ts';
import { decoders } from '../crypto/decoders.ts';
import { attack } from '../crypto/mutation.ts';
import { createNitro, type DocumentOptions, NOW_MS, PCRS } from './nitro.ts';

const nitro = createNitro();
const read = (options?: DocumentOptions): ReturnType<typeof readAttestationDocument> =>
  readAttestationDocument(decodeCoseSign1(nitro.document(options)).payload);
const bytes = (length: number): Buffer => Buffer.alloc(length, 1);

describe('an attestation document', () => {
  it.each([false, true])(
    'of an enclave is read, its map of indefinite length or not (%s)',
    (isIndefinite) => {
      const document = read({ isIndefinite });
      expect(document).toMatchObject({
        moduleId: 'i-0123456789abcdef0-enc0123456789abcdef',
        timestampMs: NOW_MS - 1000,
        platform: 'enclave',
      });
      expect(document.authorities).toHaveLength(3);
      expect([...document.pcrs].map(([i, value]) => [i, Buffer.from(value)])).toEqual([...PCRS]);
      expect(document.publicKey).toHaveLength(294);
    },
  );

  it('of a NitroTPM has registers under another name', () => {
    const members = { pcrs: undefined, nitrotpm_pcrs: new Map([[4, bytes(48)]]) };
    expect(read({ members })).toMatchObject({ platform: 'tpm' });
  });

  it('may have no public key, by absence or by null, and members that nobody knows', () => {
    expect(read({ members: { public_key: null } }).publicKey).toBeUndefined();
    expect(read({ members: { public_key: undefined } }).publicKey).toBeUndefined();
    expect(read({ members: { novelty: [1, 'two', null] } }).moduleId).not.toBe('');
  });

  it.each<[string, Record<string, Plain | undefined>]>([
    ['no module id', { module_id: undefined }],
    ['an empty module id', { module_id: '' }],
    ['a module id in bytes', { module_id: bytes(3) }],
    ['no time', { timestamp: undefined }],
    ['a time before 1970', { timestamp: -1 }],
    ['a time as text', { timestamp: '2026' }],
    ['another digest', { digest: 'SHA256' }],
    ['no registers', { pcrs: undefined }],
    ['registers of two kinds', { nitrotpm_pcrs: new Map([[4, bytes(48)]]) }],
    ['an empty map of registers', { pcrs: new Map() }],
    ['registers in a list', { pcrs: [bytes(48)] }],
    ['register 32', { pcrs: new Map([[32, bytes(48)]]) }],
    ['register -1', { pcrs: new Map([[-1, bytes(48)]]) }],
    ['a register by text', { pcrs: new Map([['0', bytes(48)]]) }],
    ['a register of 47 bytes', { pcrs: new Map([[0, bytes(47)]]) }],
    ['a register as text', { pcrs: new Map([[0, 'a'.repeat(48)]]) }],
    ['no certificate', { certificate: undefined }],
    ['an empty certificate', { certificate: bytes(0) }],
    ['a certificate of 1025 bytes', { certificate: bytes(1025) }],
    ['no bundle', { cabundle: undefined }],
    ['a bundle that is no list', { cabundle: bytes(3) }],
    ['a bundle of texts', { cabundle: ['root'] }],
    ['an empty public key', { public_key: bytes(0) }],
    ['a public key of 1025 bytes', { public_key: bytes(1025) }],
    ['a public key as text', { public_key: 'key' }],
  ])('is none with %s', (_, members) => {
    expect(() => read({ members })).toThrow(FormatError);
  });

  it('is a map', () => {
    for (const payload of [encode([1]), encode('text'), encode(new Map()), Buffer.alloc(0)]) {
      expect(() => readAttestationDocument(payload)).toThrow(FormatError);
    }
  });
});

it('20,000 mutated inputs are refused as documented or re-encode to themselves', () => {
  const { accepted, refused } = attack(decoders()[8], 20_000, 23);
  expect(accepted).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(5000);
});
