import { describeConformance } from './conformance.ts';

describeConformance('UpdatePrimaryRegion', {
  key: { MultiRegion: true },
  async furnish({ keyId }, house) {
    await house.send('ReplicateKey', { KeyId: keyId, ReplicaRegion: 'eu-west-1' });
  },
  request: ({ keyId }) => ({ KeyId: keyId, PrimaryRegion: 'eu-west-1' }),
  async undo({ keyId }, house) {
    await house.send('UpdatePrimaryRegion', { KeyId: keyId, PrimaryRegion: 'us-east-1' }, 'eu-west-1');
  },
});
