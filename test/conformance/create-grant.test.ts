import { describeConformance } from './conformance.ts';

const GRANTEE = 'arn:aws:iam::111122223333:role/reader';

describeConformance('CreateGrant', {
  request: ({ keyId }) => ({ KeyId: keyId, GranteePrincipal: GRANTEE, Operations: ['DescribeKey'] }),
});
