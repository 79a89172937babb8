/** A thread that runs one accumulated case on the portable primitive itself, without the engine's pairwise tests. */
import { parentPort, workerData } from 'node:worker_threads';
import type { VectorCase } from '../../../scripts/vectors/vector-file.ts';
import type { Engine } from '../../../src/crypto/engine.ts';
import { portablePrimitives } from '../../../src/crypto/portable-primitives.ts';
import { runCase } from '../../vectors/run-case.ts';

const bare = { name: 'portable', use: async (name: 'mlDsa' | 'mlKem') => portablePrimitives[name] };
parentPort?.postMessage(await runCase(bare as unknown as Engine, workerData as VectorCase));
