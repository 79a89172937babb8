import { describeConformance } from './conformance.ts';

let made = 0;

describeConformance('DeleteAlias', {
  async request({ keyId }, house) {
    const AliasName = `alias/deleted-${++made}`;
    await house.send('CreateAlias', { AliasName, TargetKeyId: keyId });
    return { AliasName };
  },
  recorded: {
    'P-39': async () => ({
      input: { AliasName: 'alias/missing' },
      values: { 'alias ARN': 'arn:aws:kms:us-east-1:111122223333:alias/missing' },
    }),
  },
});
