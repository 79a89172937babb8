import { describe, expect, it } from 'vitest';
import { constraintsOf, entryOf, partyOf, requirePartyOf } from '../../src/operations/grant-members.ts';
import { grantOf, PRINCIPAL } from '../kms/granted.ts';
import { refusalOf } from './service.ts';

describe('a party in a request', () => {
  it('is a principal, a service or nobody', () => {
    expect(partyOf('Retiring', PRINCIPAL, undefined)).toEqual({ principal: PRINCIPAL });
    expect(partyOf('Retiring', undefined, 's3.amazonaws.com')).toEqual({ service: 's3.amazonaws.com' });
    expect(partyOf('Retiring', undefined, undefined)).toBeUndefined();
  });

  it('is never both, and is there when it must be', async () => {
    const both = refusalOf((async () => partyOf('Grantee', PRINCIPAL, 's3.amazonaws.com'))());
    expect((await both).message).toBe(
      'Only one of GranteePrincipal and GranteeServicePrincipal can be specified.',
    );
    const none = refusalOf((async () => requirePartyOf('Grantee', undefined, undefined))());
    expect((await none).message).toBe(
      'Either GranteePrincipal or GranteeServicePrincipal must be specified.',
    );
  });
});

describe('the constraints of a request', () => {
  it('are none when they are empty, and come back as they were given', () => {
    expect(constraintsOf(undefined)).toBeUndefined();
    expect(constraintsOf({})).toBeUndefined();
    expect(constraintsOf({ EncryptionContextEquals: {}, EncryptionContextSubset: {} })).toBeUndefined();
    expect(constraintsOf({ EncryptionContextEquals: {}, EncryptionContextSubset: { a: '1' } })).toEqual({
      encryptionContextSubset: { a: '1' },
    });
    for (const given of [
      { EncryptionContextEquals: { a: '1' } },
      { EncryptionContextSubset: { a: '1' }, SourceArn: 'arn:aws:s3:us-east-1:111122223333:b' },
    ]) {
      expect(entryOf(grantOf({ constraints: constraintsOf(given) })).Constraints).toEqual(given);
    }
  });
});
