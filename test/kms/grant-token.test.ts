import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBase64 } from '../../src/bytes/base64.ts';
import { readGrantToken, writeGrantToken } from '../../src/kms/grant-token.ts';
import { SEED } from '../operations/service.ts';
import { grantOf } from './granted.ts';

const NONCE = new Uint8Array(16).fill(5);

describe('a grant token', () => {
  it('says which grant it is of, and whether it is one of its own', () => {
    const grant = grantOf({});
    expect(readGrantToken(writeGrantToken(grant, NONCE))).toEqual({
      scope: { account: grant.account, region: grant.region },
      keyId: grant.keyId,
      grantId: grant.grantId,
      proof: grant.tokenProof,
    });
  });

  it('is read for multi-Region keys and long Regions, and stays far below 8192 characters', () => {
    const grant = grantOf({ keyId: `mrk-${'0'.repeat(32)}`, region: 'us-isob-northeast-1' });
    const token = writeGrantToken(grant, NONCE);
    expect(readGrantToken(token)?.keyId).toBe(grant.keyId);
    expect(token.length).toBeLessThan(300);
  });

  it.each([
    ['no base64', 'grant token'],
    ['nothing', ''],
    ['another version', toBase64(new Uint8Array(140))],
    ['one byte more', writeGrantToken(grantOf({ grantId: 'a'.repeat(66) }), NONCE)],
    ['one byte less', writeGrantToken(grantOf({ grantId: 'a'.repeat(62) }), NONCE)],
    ['an account that is none', writeGrantToken(grantOf({ account: '1/2' }), NONCE)],
    ['a Region that is none', writeGrantToken(grantOf({ region: 'a/b' }), NONCE)],
    ['a key id that is none', writeGrantToken(grantOf({ keyId: 'x' }), NONCE)],
  ])('is not %s', (_, token) => {
    expect(readGrantToken(token)).toBeUndefined();
  });

  it('is any text and any bytes, and nothing is thrown', () => {
    const token = fc.oneof(fc.string(), fc.uint8Array({ maxLength: 200 }).map(toBase64));
    fc.assert(
      fc.property(token, (text) => {
        expect(readGrantToken(text)).toBeUndefined();
      }),
      { seed: SEED, numRuns: 5000 },
    );
  });
});
