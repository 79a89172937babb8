import { describeConformance } from './conformance.ts';

const HERE = 'arn:aws:kms:us-east-1:111122223333:key/';
const UNKNOWN = '134f2428-cec1-4b25-a1ae-9048164dba47';
const ALIAS = 'arn:aws:kms:us-east-1:111122223333:alias/missing';
const UNKNOWN_MRK = 'mrk-00000000000000000000000000000000';

describeConformance('DescribeKey', {
  request: ({ keyId }) => ({ KeyId: keyId }),
  recorded: {
    '11': async (house) => {
      const { KeyId, Arn } = await house.make({});
      const here = Arn.replace('us-east-1', 'eu-west-1');
      return { input: { KeyId }, region: 'eu-west-1', values: { 'key ARN': here } };
    },
    '12': async (house) => {
      const { Arn } = await house.make({});
      return { input: { KeyId: Arn }, region: 'eu-west-1', values: { region: 'us-east-1' } };
    },
    '13': async () => ({ input: { KeyId: UNKNOWN }, values: { 'key ARN': HERE + UNKNOWN } }),
    '14': async () => ({ input: { KeyId: HERE + UNKNOWN }, values: { 'key ARN': HERE + UNKNOWN } }),
    '15': async () => ({ input: { KeyId: UNKNOWN_MRK }, values: { 'key ARN': HERE + UNKNOWN_MRK } }),
    '16': async () => ({ input: { KeyId: 'fake-key-id' } }),
    '17': async () => ({ input: { KeyId: '134f2428cec14b25a1ae9048164dba47' } }),
    '18': async () => ({ input: { KeyId: 'mrk-fake-key-id' } }),
    '21': async (house) => {
      const { KeyId, Arn } = await house.make({ MultiRegion: true });
      const region = 'ap-southeast-1';
      return { input: { KeyId }, region, values: { 'key ARN': Arn.replace('us-east-1', region) } };
    },
    'P-24': async () => ({ input: { KeyId: '' } }),
    'P-25': async () => ({ input: { KeyId: 'ключ' } }),
    'P-26': async () => ({ input: { KeyId: `${HERE}not-a-uuid` } }),
    'P-36': async () => {
      const values = { 'alias ARN': ALIAS };
      return [
        { input: { KeyId: 'alias/missing' }, values },
        { input: { KeyId: ALIAS }, values },
      ];
    },
    'P-37': async () => ({ input: { KeyId: ALIAS }, region: 'eu-west-1', values: { region: 'us-east-1' } }),
    'P-27': async () => {
      const KeyId = '1234ABCD-12ab-34cd-56ef-1234567890AB';
      return { input: { KeyId }, values: { 'key ARN': HERE + KeyId } };
    },
  },
});
