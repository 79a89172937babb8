import { describeConformance } from './conformance.ts';

describeConformance('ListRetirableGrants', {
  request: () => ({ RetiringPrincipal: 'arn:aws:iam::111122223333:role/reader' }),
  unanswered: { NextMarker: 'one page holds everything' },
});
