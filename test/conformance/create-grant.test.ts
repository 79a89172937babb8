import { describeConformance } from './conformance.ts';

const GRANTEE = 'arn:aws:iam::111122223333:role/reader';

describeConformance('CreateGrant', {
  request: ({ keyId }) => ({ KeyId: keyId, GranteePrincipal: GRANTEE, Operations: ['DescribeKey'] }),
  recorded: {
    'P-1': async (house) => {
      const { KeyId } = await house.make({});
      const pairs = { a: 'b' };
      const Constraints = { EncryptionContextEquals: pairs, EncryptionContextSubset: pairs };
      return { input: { KeyId, GranteePrincipal: GRANTEE, Operations: ['Encrypt'], Constraints } };
    },
    'P-2': async (house) => {
      const { KeyId } = await house.make({});
      return { input: { KeyId, GranteePrincipal: GRANTEE, Operations: ['CreateGrant'] } };
    },
  },
});
