import { describeConformance } from './conformance.ts';

let made = 0;

describeConformance('CreateAlias', {
  request: ({ keyId }) => ({ AliasName: `alias/created-${++made}`, TargetKeyId: keyId }),
  recorded: {
    '23': async (house) => {
      const { KeyId } = await house.make({});
      return { input: { AliasName: 'abcd1234', TargetKeyId: KeyId } };
    },
  },
});
