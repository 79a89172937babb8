import { describeConformance } from './conformance.ts';

describeConformance('ListGrants', {
  request: ({ keyId }) => ({ KeyId: keyId }),
  unanswered: { NextMarker: 'one page holds everything' },
});
