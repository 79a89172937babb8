import { describeConformance } from './conformance.ts';

describeConformance('GenerateDataKeyPairWithoutPlaintext', {
  request: ({ keyId }) => ({ KeyId: keyId, KeyPairSpec: 'ECC_NIST_P256' }),
  recorded: {
    '58': async (house) => {
      const { KeyId } = await house.make({});
      return { input: { KeyId, KeyPairSpec: 'RSA_2048', DryRun: true } };
    },
  },
});
