import { describeConformance } from './conformance.ts';

const Message = new Uint8Array([1]);

describeConformance('GenerateMac', {
  request: ({ keyId, kind }) => ({
    KeyId: keyId,
    Message,
    MacAlgorithm: kind.usage === 'GENERATE_VERIFY_MAC' ? kind.algorithm : 'HMAC_SHA_256',
  }),
  recorded: {
    '19': async () => ({ input: { KeyId: 'key_id', Message, MacAlgorithm: 'HMAC_SHA_256' } }),
    '31': async (house) => {
      const { KeyId } = await house.make({ KeySpec: 'HMAC_224', KeyUsage: 'GENERATE_VERIFY_MAC' });
      return { input: { KeyId, Message, MacAlgorithm: 'HMAC_SHA_256' } };
    },
    '32': async (house) => {
      const { KeyId } = await house.make({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
      return { input: { KeyId, Message, MacAlgorithm: 'INVALID' } };
    },
    '36': async (house) => {
      const { KeyId, Arn } = await house.make({});
      return { input: { KeyId, Message, MacAlgorithm: 'HMAC_SHA_256' }, values: { 'key ARN': Arn } };
    },
  },
});
