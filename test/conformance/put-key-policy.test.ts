import { describeConformance } from './conformance.ts';

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kms:*', Resource: '*' }],
});

describeConformance('PutKeyPolicy', {
  request: ({ keyId }) => ({ KeyId: keyId, Policy: POLICY }),
  recorded: {
    'P-5': async (house) => {
      const { KeyId } = await house.make({});
      return { input: { KeyId, Policy: 'no policy' } };
    },
  },
});
