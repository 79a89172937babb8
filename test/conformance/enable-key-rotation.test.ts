import { describeConformance } from './conformance.ts';

describeConformance('EnableKeyRotation', {
  request: ({ keyId }) => ({ KeyId: keyId }),
});
