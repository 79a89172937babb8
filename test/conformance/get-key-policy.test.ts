import { describeConformance } from './conformance.ts';

describeConformance('GetKeyPolicy', {
  request: ({ keyId }) => ({ KeyId: keyId }),
  recorded: {
    'P-4': async (house) => {
      const { KeyId, Arn } = await house.make({});
      await house.send('CreateAlias', { AliasName: 'alias/policy', TargetKeyId: KeyId });
      const arn = Arn.replace(/key.*/, 'alias/policy');
      return ['alias/policy', arn, 'alias/nobody'].map((alias) => ({ input: { KeyId: alias } }));
    },
  },
});
