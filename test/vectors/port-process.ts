/** A process that answers the vector port on its standard streams: `node port-process.ts ENGINE`. */
import { runVectors } from '../../src/node/vectors.ts';
import { ENGINE_FACTORIES } from '../crypto/engine-factories.ts';

const create = ENGINE_FACTORIES[process.argv[2] as keyof typeof ENGINE_FACTORIES];
await runVectors({ engine: create(), input: process.stdin, output: process.stdout });
