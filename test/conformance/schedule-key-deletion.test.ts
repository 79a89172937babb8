import { describeConformance } from './conformance.ts';

describeConformance('ScheduleKeyDeletion', {
  request: ({ keyId }) => ({ KeyId: keyId, PendingWindowInDays: 7 }),
});
