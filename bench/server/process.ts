/**
 * A server in a process of its own: `echo`, a bare Node server that gives back every body, or an engine's name, the whole
 * service over HTTP as `strongroom serve` composes it.
 *
 *   node bench/server/process.ts echo
 *   node bench/server/process.ts auto ./store.db        with its trail
 *   node bench/server/process.ts auto ./store.db off    without
 *
 * It tells its parent where it listens, and how much processor time it has used whenever it is asked.
 *
 * @module
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { kmsFetchHandler } from '../../src/aws/fetch-handler.ts';
import type { EngineName } from '../../src/crypto/engine.ts';
import { createKms, rootKeyFromBytes } from '../../src/index.ts';
import { joinCalls } from '../../src/node/calls.ts';
import { servingEngine } from '../../src/node/engines.ts';
import { createLog } from '../../src/node/log.ts';
import { serve } from '../../src/node/server.ts';
import { sqliteStore } from '../../src/store/sqlite.ts';

/** What it says when it listens. */
export interface Listening {
  readonly port: number;
  /** From the start of the process. */
  readonly startMs: number;
}

/** What it says when it is asked. */
export interface Consumption {
  readonly cpuUs: number;
  readonly residentBytes: number;
}

async function listenEcho(): Promise<number> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.1' });
      response.end(Buffer.concat(parts));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function listenService(engine: EngineName, file: string | undefined, audit: string): Promise<number> {
  const store =
    file === undefined ? {} : { store: sqliteStore({ file }), rootKey: rootKeyFromBytes(new Uint8Array(32)) };
  const ears = joinCalls(
    createLog('json', () => {}, Date.now),
    (error) => console.error(error),
  );
  const keysPerRegion = Number.POSITIVE_INFINITY;
  const kms = await createKms({
    ...store,
    engine: servingEngine(engine),
    quotas: { keysPerRegion },
    observers: [ears.onCall],
    ...(audit === 'off' ? { audit: false } : {}),
  });
  const server = await serve({ fetch: kmsFetchHandler(kms, { onExchange: ears.onExchange }), port: 0 });
  return server.port;
}

if (import.meta.main) {
  const [what = 'echo', file, audit = 'on'] = process.argv.slice(2);
  const port = what === 'echo' ? await listenEcho() : await listenService(what as EngineName, file, audit);
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuUs: user + system, residentBytes: process.memoryUsage.rss() } satisfies Consumption);
  });
  process.on('disconnect', () => process.exit());
  process.send?.({ port, startMs: performance.now() } satisfies Listening);
}
