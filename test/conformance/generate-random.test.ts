import { describeConformance } from './conformance.ts';

describeConformance('GenerateRandom', {
  request: () => ({ NumberOfBytes: 32 }),
  unanswered: { CiphertextForRecipient: 'the request has no recipient' },
  recorded: {
    '1': async () => ({ input: {} }),
    '2': async () => ({ input: { NumberOfBytes: 0 } }),
    '3': async () => ({ input: { NumberOfBytes: 1025 } }),
  },
});
