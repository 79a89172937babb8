import { describeConformance } from './conformance.ts';

const HERE = 'arn:aws:kms:us-east-1:111122223333:key/';
const UNKNOWN = '134f2428-cec1-4b25-a1ae-9048164dba47';
/** Rotations on demand that a key can have (KMS Developer Guide, "Resource quotas"). */
const LIMIT = 25;

describeConformance('RotateKeyOnDemand', {
  request: ({ keyId }) => ({ KeyId: keyId }),
  recorded: {
    '51': async (house) => {
      const { KeyId, Arn } = await house.make({});
      await house.send('DisableKey', { KeyId });
      return { input: { KeyId }, values: { 'key ARN': Arn } };
    },
    '52': async () => ({ input: { KeyId: UNKNOWN }, values: { 'key ARN': HERE + UNKNOWN } }),
    '53': async (house) => {
      const { KeyId } = await house.make({ KeySpec: 'RSA_4096', KeyUsage: 'ENCRYPT_DECRYPT' });
      return { input: { KeyId } };
    },
    '54': async (house) => {
      const specs = ['SYMMETRIC_DEFAULT', 'RSA_4096'];
      const keys = specs.map((KeySpec) =>
        house.make({ KeySpec, KeyUsage: 'ENCRYPT_DECRYPT', Origin: 'EXTERNAL' }),
      );
      return (await Promise.all(keys)).map(({ KeyId, Arn }) => ({
        input: { KeyId },
        values: { 'key ARN': Arn },
      }));
    },
    '55': async (house) => {
      const { KeyId, Arn } = await house.makeImported();
      return { input: { KeyId }, values: { 'key ARN': Arn } };
    },
    '56': async (house) => {
      const { KeyId, Arn } = await house.make({});
      for (let i = 0; i < LIMIT; i++) await house.send('RotateKeyOnDemand', { KeyId });
      return { input: { KeyId }, values: { 'key ARN': Arn } };
    },
  },
});
