/**
 * Every limit of a member at both of its edges, through JSON and through the facade.
 *
 * A value at the edge gets past validation: the row says what becomes of it then. One beyond is refused in the
 * sentence of the shapes. Source: the service model in model.json; narrower limits from the KMS Developer Guide.
 *
 * @module
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { KmsErrorCode } from '../../src/kms/errors.ts';
import { keySpec } from '../../src/operations/members.ts';
import type { OperationName } from '../../src/operations/table.ts';
import { makeWorld, VALID_REQUESTS, type World } from './requests.ts';
import { asJson, broken, invoke, openService, type Refusal, refusalOf, type Service } from './service.ts';

type Outcome = 'ok' | KmsErrorCode;

interface Limits {
  readonly operation: OperationName;
  readonly member: string;
  /** Where the sentence says it is. */
  readonly path: string;
  /** The request's value of that size. */
  readonly of: (size: number) => unknown;
  readonly what: 'length' | 'value';
  readonly min?: number;
  readonly max: number;
  /** What becomes of a value within the limits; the smallest and the greatest. */
  readonly within: readonly [Outcome, Outcome];
  /** Whether the sentence prints the value. */
  readonly secret?: boolean;
}

const text = (size: number): string => 'a'.repeat(size);
const bytes = (size: number): Uint8Array => new Uint8Array(size).fill(1);
const number = (size: number): number => size;
const marker = { path: 'marker', of: text, what: 'length', min: 1, max: 1024 } as const;
const limit = { member: 'Limit', path: 'limit', of: number, what: 'value', min: 1, max: 1000 } as const;
const keyId = { member: 'KeyId', path: 'keyId', of: text, what: 'length', min: 1, max: 2048 } as const;
const NOWHERE = ['NotFoundException', 'NotFoundException'] as const;
const FINE = ['ok', 'ok'] as const;

const LIMITS: readonly Limits[] = [
  { operation: 'DescribeKey', ...keyId, within: NOWHERE },
  { operation: 'Encrypt', ...keyId, within: NOWHERE },
  { operation: 'ListAliases', ...keyId, within: NOWHERE },
  { operation: 'ReEncrypt', ...keyId, member: 'SourceKeyId', path: 'sourceKeyId', within: NOWHERE },
  { operation: 'ReEncrypt', ...keyId, member: 'DestinationKeyId', path: 'destinationKeyId', within: NOWHERE },
  { operation: 'UpdateAlias', ...keyId, member: 'TargetKeyId', path: 'targetKeyId', within: NOWHERE },
  {
    operation: 'Encrypt',
    member: 'Plaintext',
    path: 'plaintext',
    of: bytes,
    what: 'length',
    min: 1,
    max: 4096,
    within: FINE,
    secret: true,
  },
  {
    operation: 'Sign',
    member: 'Message',
    path: 'message',
    of: bytes,
    what: 'length',
    min: 1,
    max: 4096,
    within: FINE,
    secret: true,
  },
  {
    operation: 'GenerateMac',
    member: 'Message',
    path: 'message',
    of: bytes,
    what: 'length',
    min: 1,
    max: 4096,
    within: FINE,
    secret: true,
  },
  {
    operation: 'Verify',
    member: 'Signature',
    path: 'signature',
    of: bytes,
    what: 'length',
    min: 1,
    max: 6144,
    within: ['KMSInvalidSignatureException', 'KMSInvalidSignatureException'],
    secret: true,
  },
  {
    operation: 'VerifyMac',
    member: 'Mac',
    path: 'mac',
    of: bytes,
    what: 'length',
    min: 1,
    max: 6144,
    within: ['KMSInvalidMacException', 'KMSInvalidMacException'],
    secret: true,
  },
  {
    operation: 'DeriveSharedSecret',
    member: 'PublicKey',
    path: 'publicKey',
    of: bytes,
    what: 'length',
    min: 1,
    max: 8192,
    within: ['ValidationException', 'ValidationException'],
    secret: true,
  },
  {
    operation: 'Decapsulate',
    member: 'SharedSecretCiphertextBlob',
    path: 'sharedSecretCiphertextBlob',
    of: bytes,
    what: 'length',
    min: 1,
    max: 6144,
    within: ['InvalidCiphertextException', 'InvalidCiphertextException'],
    secret: true,
  },
  {
    operation: 'Decrypt',
    member: 'CiphertextBlob',
    path: 'ciphertextBlob',
    of: bytes,
    what: 'length',
    min: 1,
    max: 6144,
    within: ['InvalidCiphertextException', 'InvalidCiphertextException'],
    secret: true,
  },
  {
    operation: 'Decrypt',
    member: 'Recipient',
    path: 'recipient.attestationDocument',
    of: (size) => ({ AttestationDocument: bytes(size), KeyEncryptionAlgorithm: 'RSAES_OAEP_SHA_256' }),
    what: 'length',
    min: 1,
    max: 262_144,
    // Bytes of ones are no document.
    within: ['ValidationException', 'ValidationException'],
    secret: true,
  },
  {
    operation: 'CreateGrant',
    member: 'Name',
    path: 'name',
    of: text,
    what: 'length',
    min: 1,
    max: 256,
    within: FINE,
  },
  {
    operation: 'CreateGrant',
    member: 'GranteePrincipal',
    path: 'granteePrincipal',
    of: (size) => 'arn:aws:iam::111122223333:role/'.padEnd(size, 'a').slice(0, size),
    what: 'length',
    min: 1,
    max: 256,
    within: ['InvalidArnException', 'ok'],
  },
  {
    operation: 'ListGrants',
    member: 'GrantId',
    path: 'grantId',
    of: text,
    what: 'length',
    min: 1,
    max: 128,
    within: ['InvalidGrantIdException', 'InvalidGrantIdException'],
  },
  { operation: 'ListGrants', ...limit, max: 100, within: FINE },
  {
    operation: 'ListGrants',
    ...marker,
    member: 'Marker',
    within: ['InvalidMarkerException', 'InvalidMarkerException'],
  },
  {
    operation: 'Encrypt',
    member: 'GrantTokens',
    path: 'grantTokens.1.member',
    of: (size) => [text(size)],
    what: 'length',
    min: 1,
    max: 8192,
    within: ['InvalidGrantTokenException', 'InvalidGrantTokenException'],
  },
  {
    operation: 'DeleteAlias',
    member: 'AliasName',
    path: 'aliasName',
    of: (size) => 'alias/'.padEnd(size, 'a'),
    what: 'length',
    max: 256,
    within: ['ValidationException', 'NotFoundException'],
  },
  {
    operation: 'CreateKey',
    member: 'Description',
    path: 'description',
    of: text,
    what: 'length',
    max: 8192,
    within: FINE,
  },
  {
    operation: 'UpdateKeyDescription',
    member: 'Description',
    path: 'description',
    of: (size) => '\u{1f511}'.repeat(size),
    what: 'length',
    max: 8192,
    within: FINE,
  },
  {
    operation: 'PutKeyPolicy',
    member: 'Policy',
    path: 'policy',
    of: text,
    what: 'length',
    min: 1,
    max: 131_072,
    within: ['MalformedPolicyDocumentException', 'LimitExceededException'],
  },
  {
    operation: 'GetKeyPolicy',
    member: 'PolicyName',
    path: 'policyName',
    of: text,
    what: 'length',
    min: 1,
    max: 128,
    within: NOWHERE,
  },
  {
    operation: 'TagResource',
    member: 'Tags',
    path: 'tags.1.member.tagKey',
    of: (size) => [{ TagKey: text(size), TagValue: '' }],
    what: 'length',
    min: 1,
    max: 128,
    within: FINE,
  },
  {
    operation: 'CreateKey',
    member: 'Tags',
    path: 'tags.1.member.tagValue',
    of: (size) => [{ TagKey: 'a', TagValue: text(size) }],
    what: 'length',
    max: 256,
    within: FINE,
  },
  {
    operation: 'UntagResource',
    member: 'TagKeys',
    path: 'tagKeys.1.member',
    of: (size) => [text(size)],
    what: 'length',
    min: 1,
    max: 128,
    within: FINE,
  },
  {
    operation: 'GenerateRandom',
    member: 'NumberOfBytes',
    path: 'numberOfBytes',
    of: number,
    what: 'value',
    min: 1,
    max: 1024,
    within: FINE,
  },
  {
    operation: 'GenerateDataKeyWithoutPlaintext',
    member: 'NumberOfBytes',
    path: 'numberOfBytes',
    of: number,
    what: 'value',
    min: 1,
    max: 1024,
    within: FINE,
  },
  {
    operation: 'ScheduleKeyDeletion',
    member: 'PendingWindowInDays',
    path: 'pendingWindowInDays',
    of: number,
    what: 'value',
    min: 1,
    max: 365,
    // The service is narrower than its model: test/operations/schedule-key-deletion.test.ts.
    within: ['ValidationException', 'ValidationException'],
  },
  {
    operation: 'CreateKey',
    member: 'CustomKeyStoreId',
    path: 'customKeyStoreId',
    of: text,
    what: 'length',
    min: 1,
    max: 64,
    within: ['ValidationException', 'ValidationException'],
  },
  {
    operation: 'CreateKey',
    member: 'XksKeyId',
    path: 'xksKeyId',
    of: text,
    what: 'length',
    min: 1,
    max: 128,
    within: ['ValidationException', 'ValidationException'],
  },
  {
    operation: 'EnableKeyRotation',
    member: 'RotationPeriodInDays',
    path: 'rotationPeriodInDays',
    of: number,
    what: 'value',
    min: 90,
    max: 2560,
    within: FINE,
  },
  ...(['ImportToken', 'EncryptedKeyMaterial'] as const).map((member) => ({
    operation: 'ImportKeyMaterial' as const,
    member,
    path: member === 'ImportToken' ? 'importToken' : 'encryptedKeyMaterial',
    of: bytes,
    what: 'length' as const,
    min: 1,
    max: 6144,
    within:
      member === 'ImportToken'
        ? (['InvalidImportTokenException', 'InvalidImportTokenException'] as const)
        : (['InvalidCiphertextException', 'InvalidCiphertextException'] as const),
    secret: true,
  })),
  {
    operation: 'ImportKeyMaterial',
    member: 'KeyMaterialDescription',
    path: 'keyMaterialDescription',
    of: text,
    what: 'length',
    // The empty one is within the length, and breaks the pattern.
    max: 256,
    within: ['ValidationException', 'ok'],
  },
  ...(['ImportKeyMaterial', 'DeleteImportedKeyMaterial'] as const).map((operation) => ({
    operation,
    member: 'KeyMaterialId',
    path: 'keyMaterialId',
    of: text,
    what: 'length' as const,
    min: 64,
    max: 64,
    within:
      operation === 'ImportKeyMaterial'
        ? (['IncorrectKeyMaterialException', 'IncorrectKeyMaterialException'] as const)
        : NOWHERE,
  })),
  { operation: 'ListKeyRotations', ...limit, within: FINE },
  { operation: 'ListKeys', ...limit, within: FINE },
  { operation: 'ListKeyPolicies', ...limit, within: FINE },
  // The service is narrower than its model: test/operations/list-aliases.test.ts and list-resource-tags.test.ts.
  { operation: 'ListAliases', ...limit, within: ['ok', 'ValidationException'] },
  { operation: 'ListResourceTags', ...limit, within: ['ok', 'ValidationException'] },
  ...(
    [
      'ConnectCustomKeyStore',
      'DeleteCustomKeyStore',
      'DescribeCustomKeyStores',
      'UpdateCustomKeyStore',
    ] as const
  ).map((operation) => ({
    operation,
    member: 'CustomKeyStoreId',
    path: 'customKeyStoreId',
    of: text,
    what: 'length' as const,
    min: 1,
    max: 64,
    within: ['CustomKeyStoreNotFoundException', 'CustomKeyStoreNotFoundException'] as const,
  })),
  {
    operation: 'DescribeCustomKeyStores',
    member: 'CustomKeyStoreName',
    path: 'customKeyStoreName',
    of: text,
    what: 'length',
    min: 1,
    max: 256,
    within: ['CustomKeyStoreNotFoundException', 'CustomKeyStoreNotFoundException'],
  },
  { operation: 'DescribeCustomKeyStores', ...limit, within: FINE },
  {
    operation: 'UpdateCustomKeyStore',
    member: 'NewCustomKeyStoreName',
    path: 'newCustomKeyStoreName',
    of: text,
    what: 'length',
    min: 1,
    max: 256,
    within: FINE,
  },
  {
    operation: 'UpdateCustomKeyStore',
    member: 'KeyStorePassword',
    path: 'keyStorePassword',
    of: text,
    what: 'length',
    min: 7,
    max: 32,
    within: FINE,
    secret: true,
  },
  { operation: 'ListKeyPolicies', ...marker, member: 'Marker', within: FINE },
  ...(['ListKeys', 'ListAliases', 'ListKeyRotations', 'ListResourceTags'] as const).map((operation) => ({
    operation,
    member: 'Marker',
    ...marker,
    within: ['InvalidMarkerException', 'InvalidMarkerException'] as const,
  })),
];

describe('the limits', () => {
  let service: Service;
  let world: World;
  beforeAll(async () => {
    service = await openService();
    world = await makeWorld(service);
  });

  async function outcomes(
    { operation, member, of }: Limits,
    size: number,
  ): Promise<readonly (Refusal | 'ok')[]> {
    const valid: Record<string, unknown> = { ...VALID_REQUESTS[operation](world) };
    const input = { ...valid, [member]: of(size) };
    const calls = [
      invoke(service, operation, input),
      invoke(service, operation, asJson(input), { source: 'json' }),
    ];
    return await Promise.all(
      calls.map((call) =>
        call.then(
          () => 'ok' as const,
          (error) => refusalOf(Promise.reject(error)),
        ),
      ),
    );
  }

  const codes = (results: readonly (Refusal | 'ok')[]): readonly Outcome[] =>
    results.map((result) => (result === 'ok' ? result : result.code));

  function sentence({ path, of, what, secret }: Limits, size: number, bound: string): string {
    const value = of(size);
    const printed = secret === true ? undefined : printedOf(value);
    return broken(printed, path, `Member must have ${what} ${bound}`);
  }

  /** The text inside a value as the sentence prints it: of a list, that of its first member. */
  function printedOf(value: unknown): string {
    if (Array.isArray(value)) return printedOf(value[0]);
    if (typeof value !== 'object' || value === null) return String(value);
    const { TagKey, TagValue } = value as { TagKey: string; TagValue: string };
    return TagKey.length === 1 ? TagValue : TagKey;
  }

  it.each(LIMITS)('$operation takes $path of the least and of the greatest $what', async (limits) => {
    const { min = 0, max, within } = limits;
    expect(codes(await outcomes(limits, min))).toEqual([within[0], within[0]]);
    expect(codes(await outcomes(limits, max))).toEqual([within[1], within[1]]);
    for (const result of [...(await outcomes(limits, min)), ...(await outcomes(limits, max))]) {
      if (result !== 'ok')
        expect(result.message).not.toContain(`Member must have ${limits.what} less than or equal to ${max}`);
    }
  });

  it.each(LIMITS)('$operation refuses $path beyond the greatest $what, in one sentence', async (limits) => {
    const message = sentence(limits, limits.max + 1, `less than or equal to ${limits.max}`);
    const refusal = { code: 'ValidationException', message };
    expect(await outcomes(limits, limits.max + 1)).toEqual([refusal, refusal]);
  });

  it.each(LIMITS.filter(({ min }) => min !== undefined))(
    '$operation refuses $path below the least $what, in one sentence',
    async (limits) => {
      const results = await outcomes(limits, 0);
      for (const result of results) {
        expect(result).toMatchObject({ code: 'ValidationException' });
        const { message } = result as Refusal;
        const value = limits.secret === true ? undefined : limits.what === 'value' ? '0' : '';
        const bound = `Member must have ${limits.what} greater than or equal to ${limits.min}`;
        expect(message.replace(/^[2-9] validation errors/, '1 validation error').split('; ')[0]).toBe(
          broken(value, limits.path, bound),
        );
      }
    },
  );

  it('takes 10 grant tokens for what they are, and refuses 11 by the list', async () => {
    const tokens = (count: number): object => ({
      ...VALID_REQUESTS.Encrypt(world),
      GrantTokens: Array.from({ length: count }, () => 't'),
    });
    expect((await refusalOf(invoke(service, 'Encrypt', tokens(10)))).code).toBe('InvalidGrantTokenException');
    const printed = `[${Array.from({ length: 11 }, () => 't').join(', ')}]`;
    expect(await refusalOf(invoke(service, 'Encrypt', tokens(11)))).toEqual({
      code: 'ValidationException',
      message: broken(printed, 'grantTokens', 'Member must have length less than or equal to 10'),
    });
    await invoke(service, 'Encrypt', tokens(0));
  });

  it('know 20 key specs', () => {
    expect(new Set(keySpec.values).size).toBe(20);
  });
});
