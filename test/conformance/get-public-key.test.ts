import { describeConformance } from './conformance.ts';

describeConformance('GetPublicKey', {
  request: ({ keyId }) => ({ KeyId: keyId }),
  unanswered: { SigningAlgorithms: 'the key encrypts', KeyAgreementAlgorithms: 'the key encrypts' },
});
