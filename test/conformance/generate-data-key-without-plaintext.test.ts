import { describeConformance } from './conformance.ts';

describeConformance('GenerateDataKeyWithoutPlaintext', {
  request: ({ keyId }) => ({ KeyId: keyId, NumberOfBytes: 100 }),
});
