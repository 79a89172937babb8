import { describeConformance } from './conformance.ts';

const MAC = { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' };
const RSA = { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' };

describeConformance('EnableKeyRotation', {
  request: ({ keyId }) => ({ KeyId: keyId }),
  recorded: {
    'P-40': async () => ({
      input: { KeyId: '134f2428-cec1-4b25-a1ae-9048164dba47', RotationPeriodInDays: 89 },
    }),
    'P-41': async (house) => {
      const { KeyId, Arn } = await house.make({ Origin: 'EXTERNAL' });
      return { input: { KeyId }, values: { 'key ARN': Arn } };
    },
    'P-42': async (house) => {
      const { KeyId, Arn } = await house.make(MAC);
      await house.send('DisableKey', { KeyId });
      return { input: { KeyId }, values: { 'key ARN': Arn } };
    },
    'P-43': async (house) => {
      const keys = [await house.make(MAC), await house.make(RSA)];
      return keys.map(({ KeyId }) => ({ input: { KeyId } }));
    },
  },
});
