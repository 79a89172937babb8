import { XKS_REQUEST } from '../operations/stores.ts';
import { describeConformance } from './conformance.ts';

describeConformance('ConnectCustomKeyStore', {
  request: async (_, { service }) => await service.kms.createCustomKeyStore(XKS_REQUEST),
});
