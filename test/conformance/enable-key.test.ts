import { describeConformance } from './conformance.ts';

describeConformance('EnableKey', {
  request: ({ keyId }) => ({ KeyId: keyId }),
});
