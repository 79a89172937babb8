import { describeConformance, wrappingOf } from './conformance.ts';

describeConformance('GetParametersForImport', {
  request: ({ keyId, kind }) => ({
    KeyId: keyId,
    WrappingAlgorithm: wrappingOf(kind),
    WrappingKeySpec: 'RSA_2048',
  }),
  recorded: {
    '49': async (house) => {
      const { KeyId, Arn } = await house.make({});
      const input = { KeyId, WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_2048' };
      return { input, values: { 'key ARN': Arn } };
    },
  },
});
