import { describeConformance } from './conformance.ts';

describeConformance('ListResourceTags', {
  request: ({ keyId }) => ({ KeyId: keyId }),
  unanswered: { NextMarker: 'one page holds everything' },
});
