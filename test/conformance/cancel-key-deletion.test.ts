import { describeConformance } from './conformance.ts';

describeConformance('CancelKeyDeletion', {
  request: ({ keyId }) => ({ KeyId: keyId }),
});
