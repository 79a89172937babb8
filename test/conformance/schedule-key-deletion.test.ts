import { describeConformance } from './conformance.ts';

describeConformance('ScheduleKeyDeletion', {
  request: ({ keyId }) => ({ KeyId: keyId, PendingWindowInDays: 7 }),
  recorded: {
    'P-3': async (house) => {
      const { KeyId } = await house.make({});
      return [6, 31].map((PendingWindowInDays) => ({ input: { KeyId, PendingWindowInDays } }));
    },
  },
});
