import { describeConformance } from './conformance.ts';

const HERE = 'arn:aws:kms:us-east-1:111122223333:key/';
const UNKNOWN = '134f2428-cec1-4b25-a1ae-9048164dba47';

describeConformance('GenerateDataKey', {
  request: ({ keyId }) => ({ KeyId: keyId, KeySpec: 'AES_256' }),
  unanswered: { CiphertextForRecipient: 'the request has no recipient' },
  recorded: {
    'S3-1': async () => ({ input: { KeyId: 'fake-key-id', KeySpec: 'AES_256' } }),
    'S3-2': async () => ({
      input: { KeyId: UNKNOWN, KeySpec: 'AES_256' },
      values: { 'key ARN': HERE + UNKNOWN },
    }),
    'S3-3': async (house) => {
      const { Arn } = await house.make({}, 'eu-west-1');
      return { input: { KeyId: Arn, KeySpec: 'AES_256' }, values: { region: 'eu-west-1' } };
    },
  },
});
