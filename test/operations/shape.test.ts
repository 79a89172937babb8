import { describe, expect, it } from 'vitest';
import { servedValues } from '../../src/operations/shape.ts';
import { OPERATIONS } from '../../src/operations/table.ts';
import { callerIn, invoke, openService, refusalOf, SCOPE } from './service.ts';

describe('the values that serve', () => {
  it('leave out SM2, and keep the model’s order', () => {
    const shape = { kind: 'string', values: ['SM2', 'RSA_2048', 'SM2PKE', 'SM2DSA', 'A'] } as const;
    expect(servedValues(shape)).toEqual(['RSA_2048', 'A']);
    expect(servedValues({ kind: 'string' })).toEqual([]);
  });
});

describe('SM2', () => {
  it('is a value of the members of at least 8 operations, everywhere', () => {
    const named = [...OPERATIONS.values()].filter(({ input }) =>
      Object.values(input).some(
        ({ shape }) => shape.kind === 'string' && shape.values?.join().includes('SM2'),
      ),
    );
    expect(named.length).toBeGreaterThanOrEqual(8);
  });

  it.each(['us-east-1', 'cn-north-1'])('makes no key and no data key pair in %s', async (region) => {
    const service = await openService();
    const caller = callerIn({ account: SCOPE.account, region });
    const made = await invoke(service, 'CreateKey', {}, { caller });
    const { KeyId } = made['KeyMetadata'] as { KeyId: string };
    for (const [operation, input] of [
      ['CreateKey', { KeySpec: 'SM2', KeyUsage: 'SIGN_VERIFY' }],
      ['CreateKey', { CustomerMasterKeySpec: 'SM2', KeyUsage: 'ENCRYPT_DECRYPT' }],
      ['GenerateDataKeyPair', { KeyId, KeyPairSpec: 'SM2' }],
      ['GenerateDataKeyPairWithoutPlaintext', { KeyId, KeyPairSpec: 'SM2' }],
    ] as const) {
      expect(await refusalOf(invoke(service, operation, input, { caller }))).toEqual({
        code: 'UnsupportedOperationException',
        message: 'KeySpec SM2 is not supported in this Region',
      });
    }
  });

  it.each(['us-east-1', 'cn-north-1'])('is an algorithm that no key has in %s', async (region) => {
    const service = await openService();
    const caller = callerIn({ account: SCOPE.account, region });
    const made = await invoke(service, 'CreateKey', {}, { caller });
    const { KeyId } = made['KeyMetadata'] as { KeyId: string };
    const input = { KeyId, Plaintext: new Uint8Array(1), EncryptionAlgorithm: 'SM2PKE' };
    expect(await refusalOf(invoke(service, 'Encrypt', input, { caller }))).toEqual({
      code: 'InvalidKeyUsageException',
      message: 'Algorithm SM2PKE is incompatible with key spec SYMMETRIC_DEFAULT.',
    });
  });
});
