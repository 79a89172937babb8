import { describeConformance } from './conformance.ts';

describeConformance('TagResource', {
  request: ({ keyId }) => ({ KeyId: keyId, Tags: [{ TagKey: 'a', TagValue: 'b' }] }),
  recorded: {
    '63': async (house) => {
      const { KeyId } = await house.make({});
      const Tags = ['1', '2'].map((TagValue) => ({ TagKey: 'same', TagValue }));
      return { input: { KeyId, Tags } };
    },
  },
});
