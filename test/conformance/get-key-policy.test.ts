import { describeConformance } from './conformance.ts';

describeConformance('GetKeyPolicy', {
  request: ({ keyId }) => ({ KeyId: keyId }),
});
