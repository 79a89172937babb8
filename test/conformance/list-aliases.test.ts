import { describeConformance } from './conformance.ts';

describeConformance('ListAliases', {
  request: ({ keyId }) => ({ KeyId: keyId }),
  unanswered: { NextMarker: 'one page holds everything' },
});
