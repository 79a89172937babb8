import { describeConformance } from './conformance.ts';

describeConformance('CreateKey', {
  request: () => ({ Description: 'new', Tags: [{ TagKey: 'a', TagValue: 'b' }] }),
  recorded: {
    '28': async () => ({ input: { KeySpec: 'HMAC_256' } }),
    '29': async () => ({ input: { KeySpec: 'HMAC_random', KeyUsage: 'GENERATE_VERIFY_MAC' } }),
    '30': async () => ({ input: { KeySpec: 'HMAC_256', KeyUsage: 'RANDOM' } }),
    '60': async () => ({ input: { KeySpec: 'RSA_2048', KeyUsage: 'KEY_AGREEMENT' } }),
    '64': async () => ({
      input: { Tags: Array.from({ length: 51 }, (_, i) => ({ TagKey: `k${i}`, TagValue: '' })) },
    }),
    '65': async () => ['aws:x', 'AWS:x'].map((TagKey) => ({ input: { Tags: [{ TagKey, TagValue: 'v' }] } })),
    '66': async () => {
      const TagKey = 'a'.repeat(129);
      return { input: { Tags: [{ TagKey, TagValue: 'v' }] }, values: { value: TagKey } };
    },
    '67': async () => {
      const TagValue = 'a'.repeat(257);
      return { input: { Tags: [{ TagKey: 'k', TagValue }] }, values: { value: TagValue } };
    },
    'P-23': async () => ({ input: { KeySpec: 'SM2', KeyUsage: 'SIGN_VERIFY' } }),
  },
});
