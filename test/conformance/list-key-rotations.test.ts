import { describeConformance } from './conformance.ts';

describeConformance('ListKeyRotations', {
  request: ({ keyId }) => ({ KeyId: keyId }),
  unanswered: { NextMarker: 'one page holds everything' },
});
