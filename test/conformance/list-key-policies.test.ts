import { describeConformance } from './conformance.ts';

describeConformance('ListKeyPolicies', {
  request: ({ keyId }) => ({ KeyId: keyId }),
  unanswered: { NextMarker: 'one page holds everything' },
});
