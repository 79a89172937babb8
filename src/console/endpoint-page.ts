/**
 * The page that a server serves at `/console`: it calls the endpoint that it came from.
 *
 * @module
 */
import { startConsole } from './app.tsx';
import { builtOperations, builtVersion } from './build-constants.ts';

const element = document.getElementById('console');
if (element !== null)
  startConsole({ operations: builtOperations(), version: builtVersion(), modes: ['endpoint'] }, element);
