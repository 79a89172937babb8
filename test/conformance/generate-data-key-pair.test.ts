import { describeConformance } from './conformance.ts';

describeConformance('GenerateDataKeyPair', {
  request: ({ keyId }) => ({ KeyId: keyId, KeyPairSpec: 'ECC_NIST_P256' }),
  unanswered: { CiphertextForRecipient: 'the request has no recipient' },
  recorded: {
    '57': async (house) => {
      const { KeyId } = await house.make({});
      return { input: { KeyId, KeyPairSpec: 'RSA_2048', DryRun: true } };
    },
  },
});
