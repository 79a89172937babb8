import { describeConformance } from './conformance.ts';

describeConformance('GetKeyRotationStatus', {
  request: ({ keyId }) => ({ KeyId: keyId }),
  unanswered: {
    RotationPeriodInDays: 'rotation is off',
    NextRotationDate: 'rotation is off',
    OnDemandRotationStartDate: 'a rotation on demand is over when its call is answered',
  },
});
