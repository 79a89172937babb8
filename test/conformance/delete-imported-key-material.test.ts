import { describeConformance } from './conformance.ts';

describeConformance('DeleteImportedKeyMaterial', {
  request: ({ keyId }) => ({ KeyId: keyId }),
});
