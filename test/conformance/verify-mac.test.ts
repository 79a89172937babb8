import { describeConformance } from './conformance.ts';

const Message = new Uint8Array([1]);
const HMAC_256 = { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' };
const macs = new Map<string, Uint8Array>();

describeConformance('VerifyMac', {
  async furnish({ keyId, kind: { usage, algorithm } }, house) {
    if (usage !== 'GENERATE_VERIFY_MAC') return;
    const { Mac } = await house.send('GenerateMac', { KeyId: keyId, Message, MacAlgorithm: algorithm });
    macs.set(keyId, Mac as Uint8Array);
  },
  request: ({ keyId, kind }) => ({
    KeyId: keyId,
    Message,
    MacAlgorithm: kind.usage === 'GENERATE_VERIFY_MAC' ? kind.algorithm : 'HMAC_SHA_256',
    Mac: macs.get(keyId) ?? new Uint8Array(32),
  }),
  recorded: {
    '20': async () => ({
      input: { KeyId: 'key_id', Message, MacAlgorithm: 'HMAC_SHA_256', Mac: new Uint8Array(32) },
    }),
    '33': async (house) => {
      const { KeyId } = await house.make(HMAC_256);
      const MacAlgorithm = 'HMAC_SHA_256';
      const { Mac } = await house.send('GenerateMac', { KeyId, Message, MacAlgorithm });
      return { input: { KeyId, Message: new Uint8Array([2]), MacAlgorithm, Mac } };
    },
    '34': async (house) => {
      const { KeyId } = await house.make(HMAC_256);
      return { input: { KeyId, Message, MacAlgorithm: 'HMAC_SHA_512', Mac: new Uint8Array(32) } };
    },
    '35': async (house) => {
      const { KeyId } = await house.make(HMAC_256);
      return { input: { KeyId, Message, MacAlgorithm: 'INVALID', Mac: new Uint8Array(32) } };
    },
  },
});
