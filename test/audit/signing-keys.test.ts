import { describe, expect, it } from 'vitest';
import { DIGEST_SCHEME, spkiOf } from '../../src/audit/digest.ts';
import { KEY_LIFE_MS, SigningKeys } from '../../src/audit/signing-keys.ts';
import { fromBase64 } from '../../src/bytes/base64.ts';
import { fromHex } from '../../src/bytes/hex.ts';
import { fromUtf8, toUtf8 } from '../../src/bytes/utf8.ts';
import { type House, openHouse, START_MS } from '../keystore/house.ts';
import { ENGINE } from './deliveries.ts';

async function openKeys(lifeMs?: number): Promise<House & { readonly keys: SigningKeys }> {
  const house = await openHouse({ engine: ENGINE });
  return { ...house, keys: new SigningKeys({ keystore: house.keystore, engine: ENGINE, lifeMs }) };
}

describe('signing keys', () => {
  it('are made when the first is needed, and then stay', async () => {
    const { keys } = await openKeys();
    expect(await keys.list()).toEqual([]);
    const first = await keys.signerAt(START_MS);
    expect((await keys.signerAt(START_MS + KEY_LIFE_MS - 1)).fingerprint).toBe(first.fingerprint);
    expect(await keys.list()).toHaveLength(1);
  });

  it('sign so that the listed key verifies', async () => {
    const { keys, keystore } = await openKeys();
    const signer = await keys.signerAt(START_MS);
    const signature = fromHex(await signer.sign(toUtf8('abc')));
    const [key] = await keys.list();
    expect(key).toMatchObject({ fingerprint: signer.fingerprint, validFromMs: START_MS });
    const spki = spkiOf(fromBase64(key?.value ?? ''));
    const signed = { form: 'message', bytes: toUtf8('abc') } as const;
    expect(await keystore.verify(spki, DIGEST_SCHEME, signed, signature)).toBe(true);
  });

  it('follow one another, and the private half of one that has run out is gone', async () => {
    const { keys, keystore } = await openKeys(1000);
    const first = await keys.signerAt(START_MS);
    const second = await keys.signerAt(START_MS + 1000);
    expect(second.fingerprint).not.toBe(first.fingerprint);
    const records = await keystore.list('audit/signing-key/', undefined, 9);
    expect(records.map(({ value }) => fromUtf8(value).includes('"sealed"'))).toEqual([false, true]);
    expect((await keys.list()).map(({ fingerprint }) => fingerprint)).toEqual([
      first.fingerprint,
      second.fingerprint,
    ]);
    expect(await keys.list(START_MS + 1500, START_MS + 1600)).toHaveLength(1);
    expect(await keys.list(0, START_MS - 1)).toEqual([]);
  });

  it('are one, when two ask for the first at once', async () => {
    const { keys } = await openKeys();
    const both = await Promise.all([keys.signerAt(START_MS), keys.signerAt(START_MS)]);
    expect(new Set(both.map(({ fingerprint }) => fingerprint)).size).toBe(1);
    expect(await keys.list()).toHaveLength(1);
  });
});
