import { describeConformance } from './conformance.ts';

const GRANTEE = 'arn:aws:iam::111122223333:role/reader';

describeConformance('RetireGrant', {
  async request({ arn }, house) {
    const grant = { KeyId: arn, GranteePrincipal: GRANTEE, Operations: ['DescribeKey'] };
    const { GrantId } = await house.send('CreateGrant', grant);
    return { KeyId: arn, GrantId };
  },
});
