import { describeConformance } from './conformance.ts';

describeConformance('ListKeys', {
  request: () => ({}),
  unanswered: { NextMarker: 'one page holds everything' },
});
