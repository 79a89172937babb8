import type { OperationName } from '../../src/operations/table.ts';
import { describeConformance } from './conformance.ts';
import type { House } from './house.ts';

async function shortDigest(
  house: House,
  KeySpec: string,
  SigningAlgorithm: string,
): Promise<{ input: object }> {
  const { KeyId } = await house.make({ KeySpec, KeyUsage: 'SIGN_VERIFY' });
  return { input: { KeyId, Message: new Uint8Array(28), MessageType: 'DIGEST', SigningAlgorithm } };
}

async function signing(
  house: House,
  KeySpec: string,
  SigningAlgorithm: string,
  MessageType: string,
): Promise<{ input: object }> {
  const { KeyId } = await house.make({ KeySpec, KeyUsage: 'SIGN_VERIFY' });
  return { input: { KeyId, Message: new Uint8Array(64), MessageType, SigningAlgorithm } };
}

describeConformance('Sign', {
  request: ({ keyId, kind }) => ({
    KeyId: keyId,
    Message: new Uint8Array([1]),
    SigningAlgorithm: kind.usage === 'SIGN_VERIFY' ? kind.algorithm : 'ECDSA_SHA_256',
  }),
  recorded: {
    '24': (house) => shortDigest(house, 'RSA_2048', 'RSASSA_PSS_SHA_256'),
    '25': (house) => shortDigest(house, 'RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_512'),
    '26': (house) => shortDigest(house, 'ECC_NIST_P384', 'ECDSA_SHA_384'),
    '37': async (house) => {
      const { KeyId, Arn } = await house.make({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
      const input = { KeyId, Message: new Uint8Array(1), SigningAlgorithm: 'RSASSA_PSS_SHA_256' };
      return { input, values: { 'key ARN': Arn } };
    },
    'P-8': async (house) => {
      const requests = ['DisableKey', 'ScheduleKeyDeletion'].map(async (operation) => {
        const { KeyId, Arn } = await house.make({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
        await house.send(operation as OperationName, { KeyId });
        const input = { KeyId, Message: new Uint8Array(1), SigningAlgorithm: 'RSASSA_PSS_SHA_256' };
        return { input, values: { 'key ARN': Arn } };
      });
      return await Promise.all(requests);
    },
    'P-10': (house) => signing(house, 'ECC_NIST_EDWARDS25519', 'ED25519_SHA_512', 'DIGEST'),
    'P-11': (house) => signing(house, 'ECC_NIST_EDWARDS25519', 'ED25519_PH_SHA_512', 'RAW'),
    'P-12': (house) => signing(house, 'ML_DSA_44', 'ML_DSA_SHAKE_256', 'DIGEST'),
    'P-13': (house) => signing(house, 'RSA_2048', 'SYMMETRIC_DEFAULT', 'RAW'),
    'P-14': (house) => signing(house, 'RSA_2048', 'FOO', 'RAW'),
    'P-29': async (house) => {
      const { KeyId } = await house.make({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
      return { input: { KeyId, SigningAlgorithm: 'ECDSA_SHA_256' } };
    },
  },
});
