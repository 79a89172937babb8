import { describeConformance } from './conformance.ts';

const SECRETS = [{}, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }];

describeConformance('GetPublicKey', {
  request: ({ keyId }) => ({ KeyId: keyId }),
  unanswered: {
    SigningAlgorithms: 'the key encrypts',
    KeyAgreementAlgorithms: 'the key encrypts',
    EncapsulationAlgorithms: 'the key encrypts',
  },
  recorded: {
    'P-6': async (house) => {
      const keys = await Promise.all(SECRETS.map((kind) => house.make({ ...kind, Origin: 'EXTERNAL' })));
      return keys.map(({ KeyId, Arn }) => ({ input: { KeyId }, values: { 'key ARN': Arn } }));
    },
    'P-7': async (house) => {
      const keys = await Promise.all(SECRETS.map((kind) => house.make(kind)));
      return keys.map(({ KeyId }) => ({ input: { KeyId } }));
    },
    'P-44': async (house) => {
      const { KeyId, Arn } = await house.make({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
      await house.send('ScheduleKeyDeletion', { KeyId });
      return { input: { KeyId }, values: { 'key ARN': Arn } };
    },
  },
});
