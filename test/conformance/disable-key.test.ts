import { describeConformance } from './conformance.ts';

describeConformance('DisableKey', {
  request: ({ keyId }) => ({ KeyId: keyId }),
});
