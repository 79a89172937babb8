import { describeConformance } from './conformance.ts';

describeConformance('GetKeyLastUsage', {
  request: ({ keyId }) => ({ KeyId: keyId }),
});
