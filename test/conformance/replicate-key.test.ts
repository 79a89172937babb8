import { describeConformance } from './conformance.ts';

/** A key goes to each of them once at most. */
const REGIONS = [
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'eu-central-1',
  'eu-north-1',
  'us-west-2',
  'us-east-2',
];
let made = 0;

describeConformance('ReplicateKey', {
  key: { MultiRegion: true },
  request: ({ keyId }) => ({
    KeyId: keyId,
    ReplicaRegion: REGIONS[made++ % REGIONS.length],
    Tags: [{ TagKey: 'a', TagValue: 'b' }],
  }),
  recorded: {
    '22': async (house) => {
      const { KeyId, Arn } = await house.make({ MultiRegion: true });
      await house.send('ReplicateKey', { KeyId, ReplicaRegion: 'eu-west-1' });
      const there = Arn.replace('us-east-1', 'eu-west-1');
      const input = { KeyId, ReplicaRegion: 'ap-southeast-1' };
      return { input, region: 'eu-west-1', values: { 'key ARN': there } };
    },
  },
});
