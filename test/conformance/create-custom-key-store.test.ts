import { XKS_REQUEST } from '../operations/stores.ts';
import { describeConformance } from './conformance.ts';

describeConformance('CreateCustomKeyStore', {
  request: () => XKS_REQUEST,
});
