import { describeConformance } from './conformance.ts';

describeConformance('UntagResource', {
  request: ({ keyId }) => ({ KeyId: keyId, TagKeys: ['a'] }),
});
