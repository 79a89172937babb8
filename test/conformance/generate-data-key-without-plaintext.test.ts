import { describeConformance } from './conformance.ts';

describeConformance('GenerateDataKeyWithoutPlaintext', {
  request: ({ keyId }) => ({ KeyId: keyId, NumberOfBytes: 100 }),
  recorded: {
    'P-16': async (house) => {
      const { KeyId } = await house.make({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
      return { input: { KeyId, KeySpec: 'AES_256' } };
    },
    'P-32': async (house) => {
      const { KeyId } = await house.make({});
      await house.send('DisableKey', { KeyId });
      return { input: { KeyId } };
    },
  },
});
