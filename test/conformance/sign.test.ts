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
  },
});
