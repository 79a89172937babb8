/**
 * A key and a grant as values, for rules that look nothing up.
 *
 * @module
 */
import type { Grant, NewGrant } from '../../src/kms/grant.ts';
import type { Key } from '../../src/kms/key.ts';

export const PRINCIPAL = 'arn:aws:iam::111122223333:role/reader';

export const GRANT: NewGrant = {
  name: undefined,
  grantee: { principal: PRINCIPAL },
  retiring: undefined,
  operations: ['DescribeKey'],
  constraints: undefined,
};

/** A grant with whatever the test is about. */
export function grantOf(change: Partial<Grant>): Grant {
  return {
    ...GRANT,
    account: '111122223333',
    region: 'us-east-1',
    keyId: '1234abcd-12ab-34cd-56ef-1234567890ab',
    grantId: 'a'.repeat(64),
    createdAtMs: 0,
    issuingAccount: '111122223333',
    tokenProof: 'b'.repeat(32),
    ...change,
  };
}

/** A key with whatever the test is about. */
export function keyOf(change: Partial<Key>): Key {
  return {
    account: '111122223333',
    region: 'us-east-1',
    keyId: '1234abcd-12ab-34cd-56ef-1234567890ab',
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    origin: 'AWS_KMS',
    manager: 'CUSTOMER',
    state: 'Enabled',
    description: '',
    createdAtMs: 0,
    policy: '{}',
    tags: [],
    aliases: [],
    materials: [],
    ...change,
  };
}
