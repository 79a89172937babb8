import { describeConformance } from './conformance.ts';

const HERE = 'arn:aws:kms:us-east-1:111122223333:key/';
const UNKNOWN = '134f2428-cec1-4b25-a1ae-9048164dba47';
const SIGNING = { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' };

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
    'P-15': async (house) => {
      const { KeyId } = await house.make({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
      return { input: { KeyId, KeySpec: 'AES_256' } };
    },
    'P-17': async (house) => ({ input: { KeyId: (await house.make({})).KeyId, KeySpec: 'RSA_2048' } }),
    'P-31': async (house) => {
      const [disabled, signing] = [await house.make({}), await house.make(SIGNING)];
      await house.send('DisableKey', { KeyId: disabled.KeyId });
      return [
        { input: { KeyId: disabled.KeyId } },
        { input: { KeyId: disabled.KeyId, KeySpec: 'AES_256', NumberOfBytes: 32 } },
        { input: { KeyId: signing.KeyId } },
      ];
    },
    'P-30': async () => ({ input: { KeyId: UNKNOWN }, values: { 'key ARN': HERE + UNKNOWN } }),
  },
});
