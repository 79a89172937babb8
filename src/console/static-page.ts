/**
 * The page that any static host serves: the service runs inside of it, and it can call an endpoint as well.
 *
 * @module
 */
import { startConsole } from './app.tsx';
import { builtOperations, builtVersion } from './build-constants.ts';

const element = document.getElementById('console');
if (element !== null)
  startConsole(
    {
      operations: builtOperations(),
      version: builtVersion(),
      modes: ['embedded', 'endpoint'],
      openService: async () => (await import('./embedded.ts')).openEmbedded(builtVersion()),
    },
    element,
  );
