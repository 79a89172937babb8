import { makeConnectedStore } from '../operations/stores.ts';
import { describeConformance } from './conformance.ts';

describeConformance('DisconnectCustomKeyStore', {
  request: async (_, { service }) => ({
    CustomKeyStoreId: await makeConnectedStore(service, 'EXTERNAL_KEY_STORE'),
  }),
});
