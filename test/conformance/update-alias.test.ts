import { describeConformance } from './conformance.ts';

let made = 0;

describeConformance('UpdateAlias', {
  async request({ keyId, kind }, house) {
    const AliasName = `alias/updated-${++made}`;
    const { KeyId } = await house.make({ KeySpec: kind.spec, KeyUsage: kind.usage });
    await house.send('CreateAlias', { AliasName, TargetKeyId: KeyId });
    return { AliasName, TargetKeyId: keyId };
  },
  recorded: {
    'P-38': async (house) => ({
      input: { AliasName: 'alias/missing', TargetKeyId: (await house.make({})).KeyId },
      values: { 'alias ARN': 'arn:aws:kms:us-east-1:111122223333:alias/missing' },
    }),
  },
});
