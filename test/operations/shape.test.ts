import { describe, expect, it } from 'vitest';
import { type AnyMembers, type AnyShape, valuesIn } from '../../src/operations/shape.ts';
import { OPERATIONS, type OperationName } from '../../src/operations/table.ts';
import { makeWorld, VALID_REQUESTS } from './requests.ts';
import { broken, callerIn, expectRefusal, invoke, openService, refusalOf, SCOPE } from './service.ts';

const SM2 = /^SM2/;

/** Every member of every operation that can name SM2, and the name. */
function membersWithSm2(): readonly (readonly [OperationName, member: string, value: string, set: string])[] {
  const rows: (readonly [OperationName, string, string, string])[] = [];
  for (const [operation, { input }] of OPERATIONS) {
    for (const [member, { shape }] of Object.entries(input)) {
      const values = shape.kind === 'string' ? (shape.values ?? []) : [];
      const set = `[${values.filter((value) => !SM2.test(value)).join(', ')}]`;
      for (const value of values.filter((one) => SM2.test(one))) {
        rows.push([operation as OperationName, member, value, set]);
      }
    }
  }
  return rows;
}

/** Whether any shape below the members of a request, at whatever depth, has a value of SM2. */
function hidesSm2(members: AnyMembers): boolean {
  const within = (shape: AnyShape): boolean => {
    if (shape.kind === 'list') return within(shape.member);
    if (shape.kind === 'structure') return hidesSm2(shape.members);
    return shape.kind === 'string' && (shape.values ?? []).some((value) => SM2.test(value));
  };
  return Object.values(members).some(({ shape }) => within(shape));
}

const ROWS = membersWithSm2();
const inChina = callerIn({ account: SCOPE.account, region: 'cn-north-1' });

describe('the values of a shape', () => {
  it('leave out SM2 everywhere but in the China Regions, in the model’s order', () => {
    const shape = { kind: 'string', values: ['SM2', 'RSA_2048', 'SM2PKE', 'SM2DSA', 'A'] } as const;
    for (const region of ['us-east-1', 'us-gov-west-1', 'ap-east-1', 'us-iso-east-1']) {
      expect(valuesIn(shape, region)).toEqual(['RSA_2048', 'A']);
    }
    expect(valuesIn(shape, 'cn-northwest-1')).toEqual(shape.values);
    expect(valuesIn({ kind: 'string' }, 'us-east-1')).toBeUndefined();
  });
});

describe('SM2', () => {
  it('is named by members of these operations, none of them deeper than the first level', () => {
    const named = new Set(ROWS.map(([operation]) => operation as string));
    const hiding = [...OPERATIONS].filter(([, { input }]) => hidesSm2(input)).map(([name]) => name);
    expect(hiding).toEqual([...named]);
    expect(named.size).toBeGreaterThanOrEqual(8);
  });

  it.each(ROWS)('is no value of %s outside of China: %s %s', async (operation, member, value, set) => {
    const service = await openService();
    const input = { ...VALID_REQUESTS[operation](await makeWorld(service)), [member]: value };
    const path = member.charAt(0).toLowerCase() + member.slice(1);
    const message = broken(value, path, `Member must satisfy enum value set: ${set}`);
    await expectRefusal(service, () => invoke(service, operation, input), 'ValidationException', message);
  });

  it('makes no key and no data key pair in China either', async () => {
    const service = await openService();
    const made = await invoke(service, 'CreateKey', {}, { caller: inChina });
    const { KeyId } = made['KeyMetadata'] as { KeyId: string };
    for (const [operation, input] of [
      ['CreateKey', { KeySpec: 'SM2', KeyUsage: 'SIGN_VERIFY' }],
      ['CreateKey', { CustomerMasterKeySpec: 'SM2', KeyUsage: 'ENCRYPT_DECRYPT' }],
      ['GenerateDataKeyPair', { KeyId, KeyPairSpec: 'SM2' }],
      ['GenerateDataKeyPairWithoutPlaintext', { KeyId, KeyPairSpec: 'SM2' }],
    ] as const) {
      expect(await refusalOf(invoke(service, operation, input, { caller: inChina }))).toEqual({
        code: 'UnsupportedOperationException',
        message: 'KeySpec SM2 is not supported by this version of Strongroom.',
      });
    }
  });

  it('is an algorithm that no key has, in China', async () => {
    const service = await openService();
    const made = await invoke(service, 'CreateKey', {}, { caller: inChina });
    const { KeyId } = made['KeyMetadata'] as { KeyId: string };
    const input = { KeyId, Plaintext: new Uint8Array(1), EncryptionAlgorithm: 'SM2PKE' };
    expect(await refusalOf(invoke(service, 'Encrypt', input, { caller: inChina }))).toEqual({
      code: 'InvalidKeyUsageException',
      message: 'Algorithm SM2PKE is incompatible with key spec SYMMETRIC_DEFAULT.',
    });
  });
});
