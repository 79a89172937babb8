import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Digest, listedKeyOf, spkiOf, stringToSign, timesOf } from '../../src/audit/digest.ts';
import { fromBase64 } from '../../src/bytes/base64.ts';
import { fromUtf8 } from '../../src/bytes/utf8.ts';
import { ENGINE } from './deliveries.ts';

describe('digests', () => {
  it('are signed over their end, their place, their hash and the signature before', () => {
    const digest = {
      digestEndTime: '2026-01-01T00:00:00Z',
      digestS3Bucket: 'b',
      digestS3Object: 'o/p',
      previousDigestSignature: 'abcd',
    } as Digest;
    expect(fromUtf8(stringToSign(digest, 'ff'))).toBe('2026-01-01T00:00:00Z\nb/o/p\nff\nabcd');
    const first = { ...digest, previousDigestSignature: null };
    expect(fromUtf8(stringToSign(first, 'ff'))).toBe('2026-01-01T00:00:00Z\nb/o/p\nff\nnull');
  });

  it('tell the oldest and the newest event of their files', () => {
    const file = (oldestEventTime: string, newestEventTime: string): never =>
      ({ oldestEventTime, newestEventTime }) as never;
    expect(timesOf([file('2026-01-02', '2026-01-05'), file('2026-01-01', '2026-01-03')])).toEqual({
      oldestEventTime: '2026-01-01',
      newestEventTime: '2026-01-05',
    });
    expect(timesOf([])).toEqual({ oldestEventTime: null, newestEventTime: null });
  });

  it('list their keys in PKCS#1, and read them back', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
    const pkcs1 = publicKey.export({ type: 'pkcs1', format: 'der' });
    const listed = await listedKeyOf(ENGINE, spki, { validFromMs: 1, validToMs: 2 });
    expect(listed).toMatchObject({ value: pkcs1.toString('base64'), validFromMs: 1, validToMs: 2 });
    expect(listed.fingerprint).toMatch(/^[0-9a-f]{32}$/);
    const again = createPublicKey({
      key: Buffer.from(spkiOf(fromBase64(listed.value))),
      type: 'spki',
      format: 'der',
    });
    expect(again.equals(publicKey)).toBe(true);
  });
});
