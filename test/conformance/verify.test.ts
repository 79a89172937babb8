import { describeConformance } from './conformance.ts';
import type { House } from './house.ts';

const Message = new Uint8Array([1]);
const signatures = new Map<string, Uint8Array>();
const ALGORITHMS = [
  ['RSA_2048', 'RSASSA_PSS_SHA_256'],
  ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_512'],
  ['ECC_NIST_P384', 'ECDSA_SHA_384'],
] as const;

async function foreignSignature(
  house: House,
  KeySpec: string,
  SigningAlgorithm: string,
): Promise<{ input: object }> {
  const { KeyId } = await house.make({ KeySpec, KeyUsage: 'SIGN_VERIFY' });
  const { Signature } = await house.send('Sign', { KeyId, Message, SigningAlgorithm });
  return { input: { KeyId, Message: new Uint8Array([2]), Signature, SigningAlgorithm } };
}

describeConformance('Verify', {
  async furnish({ keyId, kind: { usage, algorithm } }, house) {
    if (usage !== 'SIGN_VERIFY') return;
    const { Signature } = await house.send('Sign', { KeyId: keyId, Message, SigningAlgorithm: algorithm });
    signatures.set(keyId, Signature as Uint8Array);
  },
  request: ({ keyId, kind }) => ({
    KeyId: keyId,
    Message,
    Signature: signatures.get(keyId) ?? new Uint8Array(1),
    SigningAlgorithm: kind.usage === 'SIGN_VERIFY' ? kind.algorithm : 'ECDSA_SHA_256',
  }),
  recorded: {
    '27': (house) =>
      Promise.all(ALGORITHMS.map(([spec, algorithm]) => foreignSignature(house, spec, algorithm))),
    '38': async (house) => {
      const { KeyId, Arn } = await house.make({});
      const input = { KeyId, Message, Signature: new Uint8Array(1), SigningAlgorithm: 'RSASSA_PSS_SHA_256' };
      return { input, values: { 'key ARN': Arn } };
    },
  },
});
