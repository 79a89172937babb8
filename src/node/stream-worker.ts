/**
 * The script of a thread that serves a pool; imported anywhere else, it does nothing.
 *
 * @module
 */
import { type MessagePort, parentPort } from 'node:worker_threads';
import { servePool } from '../crypto/stream/serve-pool.ts';
import type { PoolPort } from '../crypto/stream/worker-protocol.ts';
import { engineNamed } from './engines.ts';

function portOf(port: MessagePort): PoolPort {
  return {
    postMessage: (answer, transfer) => port.postMessage(answer, transfer),
    listen: (onRequest) => void port.on('message', onRequest),
  };
}

if (parentPort !== null) servePool(portOf(parentPort), engineNamed);
