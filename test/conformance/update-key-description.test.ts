import { describeConformance } from './conformance.ts';

describeConformance('UpdateKeyDescription', {
  request: ({ keyId }) => ({ KeyId: keyId, Description: 'other' }),
});
