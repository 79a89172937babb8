import { describeConformance } from './conformance.ts';

describeConformance('DisableKeyRotation', {
  request: ({ keyId }) => ({ KeyId: keyId }),
});
