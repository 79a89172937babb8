import { describe, expect, it } from 'vitest';
import type { KmsErrorCode } from '../../src/kms/errors.ts';
import {
  decodeGrant,
  encodeGrant,
  grantOperationsOf,
  isGrantId,
  type NewGrant,
  partyText,
  requireGrantable,
  requireGrantId,
  requireParty,
} from '../../src/kms/grant.ts';
import type { Key } from '../../src/kms/key.ts';
import type { KeyUsage } from '../../src/kms/key-spec.ts';
import { refusalOf } from '../operations/service.ts';
import { GRANT, keyOf, PRINCIPAL } from './granted.ts';

const refusal = (key: Key, wanted: Partial<NewGrant>): ReturnType<typeof refusalOf> =>
  refusalOf((async () => requireGrantable(key, { ...GRANT, ...wanted }))());

/** KMS Developer Guide, "Grant operations", by key type. */
const COMMON = ['CreateGrant', 'DescribeKey', 'RetireGrant'];
const OPERATIONS: readonly (readonly [spec: string, usage: KeyUsage, operations: readonly string[]])[] = [
  [
    'SYMMETRIC_DEFAULT',
    'ENCRYPT_DECRYPT',
    [
      'Decrypt',
      'Encrypt',
      'GenerateDataKey',
      'GenerateDataKeyPair',
      'GenerateDataKeyPairWithoutPlaintext',
      'GenerateDataKeyWithoutPlaintext',
      'ReEncryptFrom',
      'ReEncryptTo',
    ],
  ],
  ['RSA_2048', 'ENCRYPT_DECRYPT', ['Decrypt', 'Encrypt', 'GetPublicKey', 'ReEncryptFrom', 'ReEncryptTo']],
  ['RSA_4096', 'SIGN_VERIFY', ['GetPublicKey', 'Sign', 'Verify']],
  ['ML_DSA_65', 'SIGN_VERIFY', ['GetPublicKey', 'Sign', 'Verify']],
  ['ECC_NIST_EDWARDS25519', 'SIGN_VERIFY', ['GetPublicKey', 'Sign', 'Verify']],
  ['ECC_NIST_P384', 'KEY_AGREEMENT', ['DeriveSharedSecret', 'GetPublicKey']],
  ['ML_KEM_1024', 'ENCAPSULATE_DECAPSULATE', ['Decapsulate', 'Encapsulate', 'GetPublicKey']],
  ['HMAC_512', 'GENERATE_VERIFY_MAC', ['GenerateMac', 'VerifyMac']],
];

describe('the operations that a grant can allow', () => {
  it.each(OPERATIONS)('with a key of %s for %s are those that such a key has', (spec, usage, operations) => {
    expect([...grantOperationsOf({ spec, usage })].sort()).toEqual([...COMMON, ...operations].sort());
  });

  it('are at least one, and no others than the key has', async () => {
    const key = keyOf({ spec: 'HMAC_256', usage: 'GENERATE_VERIFY_MAC' });
    expect(await refusal(key, { operations: [] })).toEqual({
      code: 'ValidationException',
      message: 'At least one operation must be specified.',
    });
    expect(await refusal(key, { operations: ['VerifyMac', 'Sign'] })).toEqual({
      code: 'ValidationException',
      message: 'Operation Sign is incompatible with key spec HMAC_256 and key usage GENERATE_VERIFY_MAC.',
    });
    requireGrantable(key, { ...GRANT, operations: ['VerifyMac', 'VerifyMac', 'RetireGrant'] });
  });

  it('are more than the right to pass them on', async () => {
    for (const operations of [['CreateGrant'], ['CreateGrant', 'CreateGrant']]) {
      expect(await refusal(keyOf({}), { operations })).toEqual({
        code: 'ValidationException',
        message: 'Grants must not contain only the CreateGrant operation.',
      });
    }
    requireGrantable(keyOf({}), { ...GRANT, operations: ['CreateGrant', 'DescribeKey'] });
  });
});

describe('the constraints of a grant', () => {
  const pairs = (count: number, length = 1): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'v'.repeat(length)]));

  it('are of one kind, eight pairs, and 384 characters a value', async () => {
    requireGrantable(keyOf({}), { ...GRANT, constraints: { encryptionContextEquals: pairs(8, 384) } });
    requireGrantable(keyOf({}), {
      ...GRANT,
      constraints: { encryptionContextSubset: { k: '\u{1f511}'.repeat(384) } },
    });
    const both = { encryptionContextEquals: pairs(1), encryptionContextSubset: pairs(1) };
    for (const [constraints, message] of [
      [both, 'More than one constraint supplied'],
      [{ encryptionContextEquals: pairs(9) }, 'An encryption context constraint can have at most 8 pairs.'],
      [
        { encryptionContextSubset: pairs(1, 385) },
        'A value of an encryption context constraint can have at most 384 characters.',
      ],
    ] as const) {
      expect(await refusal(keyOf({}), { constraints })).toEqual({ code: 'ValidationException', message });
    }
  });

  it('bind an encryption context with symmetric keys alone, a source ARN with keys of every kind', async () => {
    const key = keyOf({ spec: 'RSA_2048', usage: 'ENCRYPT_DECRYPT' });
    expect(await refusal(key, { constraints: { encryptionContextSubset: pairs(1) } })).toEqual({
      code: 'ValidationException',
      message: 'Encryption context constraints are incompatible with key spec RSA_2048.',
    });
    requireGrantable(key, {
      ...GRANT,
      constraints: { sourceArn: 'arn:aws:s3:us-east-1:111122223333:bucket' },
    });
  });
});

describe('a party to a grant', () => {
  it.each([
    'arn:aws:iam::111122223333:root',
    'arn:aws:iam::444455556666:user/path/to/me',
    'arn:aws:iam::444455556666:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS',
    'arn:aws:sts::444455556666:assumed-role/reader/session',
    'arn:aws:sts::444455556666:federated-user/me',
    'dynamodb.us-east-1.amazonaws.com',
  ])('can be %s', (principal) => {
    requireParty('us-east-1', { principal });
  });

  it.each([
    'me',
    'arn:aws:iam::111122223333:group/all',
    'arn:aws:iam::111122223333:user/',
    'arn:aws:iam::111122223333:rootless',
    'arn:aws:iam::1111:root',
    'arn:aws:iam:us-east-1:111122223333:root',
    'arn:aws-cn:iam::111122223333:root',
    'arn:aws:sts::444455556666:assumed-role/reader',
    'arn:aws:s3:::bucket',
    'amazonaws.com',
    '111122223333',
  ])('can not be %s', async (principal) => {
    expect(await refusalOf((async () => requireParty('us-east-1', { principal }))())).toEqual({
      code: 'InvalidArnException',
      message: `ARN does not refer to a valid principal: ${principal}`,
    });
  });

  it('is of the partition of the key’s Region', () => {
    requireParty('cn-north-1', { principal: 'arn:aws-cn:iam::111122223333:root' });
  });

  it('that is a service needs a source ARN and somebody who may retire the grant', async () => {
    const grantee = { service: 's3.amazonaws.com' };
    const constraints = { sourceArn: 'arn:aws:s3:us-east-1:111122223333:bucket' };
    const codeOf = async (wanted: Partial<NewGrant>): Promise<readonly [KmsErrorCode, string]> => {
      const { code, message } = await refusal(keyOf({}), { grantee, ...wanted });
      return [code, message];
    };
    expect(await codeOf({ retiring: { principal: PRINCIPAL } })).toEqual([
      'ValidationException',
      'Constraints.SourceArn must be specified with GranteeServicePrincipal.',
    ]);
    expect(await codeOf({ constraints })).toEqual([
      'ValidationException',
      'RetiringPrincipal or RetiringServicePrincipal must be specified with GranteeServicePrincipal.',
    ]);
    requireGrantable(keyOf({}), { ...GRANT, grantee, constraints, retiring: { principal: PRINCIPAL } });
    requireGrantable(keyOf({}), { ...GRANT, grantee, constraints, retiring: grantee });
  });

  it('is no other party of the same text', () => {
    const name = 's3.amazonaws.com';
    expect(partyText({ service: name })).not.toBe(partyText({ principal: name }));
  });
});

describe('a grant', () => {
  it('has an id of 64 hex digits in lower case', async () => {
    expect(isGrantId('0123456789abcdef'.repeat(4))).toBe(true);
    for (const id of [
      '',
      'A'.repeat(64),
      'a'.repeat(63),
      'a'.repeat(65),
      `${'a'.repeat(64)}\n`,
      'x'.repeat(64),
    ]) {
      expect(await refusalOf((async () => requireGrantId(id))()), id).toEqual({
        code: 'InvalidGrantIdException',
        message: '',
      });
    }
  });

  it('survives its record, odd keys of a context included', () => {
    const context: Record<string, string> = JSON.parse(
      '{"__proto__":"a","constructor":"b","é":"\\u{1f511}"}'.replace('\\u{1f511}', '\u{1f511}'),
    );
    const grant = {
      ...GRANT,
      account: '111122223333',
      region: 'us-east-1',
      keyId: 'x',
      grantId: 'a'.repeat(64),
      createdAtMs: 5,
      issuingAccount: '111122223333',
      tokenProof: 'b'.repeat(32),
      constraints: { encryptionContextEquals: context },
    };
    const read = decodeGrant(encodeGrant(grant));
    expect(Object.entries(read.constraints?.encryptionContextEquals ?? {})).toEqual(Object.entries(context));
    expect(read.grantee).toEqual(grant.grantee);
  });
});
