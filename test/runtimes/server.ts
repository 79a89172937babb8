/**
 * The server of the suite: the bundle, an empty page, the kernel and the vectors, on loopback, for every runtime alike.
 *
 *   /suite.js, /kernel.wasm   what bundle.ts made
 *   /page, /strict            an empty page; one whose policy forbids compiling WebAssembly
 *   /vectors, /vectors/…      the list of vector files, and each of them as JSON
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { listFiles, ROOT } from '../../scripts/sources.ts';

/** A server that is up. */
export interface SuiteServer {
  /** Its origin, without a slash at the end. */
  readonly origin: string;
  close(): Promise<void>;
}

/** What a path answers. */
export interface Answer {
  readonly type: string;
  readonly body: string | Uint8Array;
  /** The content security policy of the page. */
  readonly policy?: string;
}

export const PAGE = '<!doctype html><meta charset="utf-8"><title>suite</title>';
/** A policy that forbids compiling WebAssembly. */
export const STRICT = "default-src 'self'; script-src 'self'";

/** The vector files by their paths under vectors/, in order. */
export async function vectorFiles(): Promise<readonly string[]> {
  const files = await listFiles('vectors');
  return files.filter((path) => /\.json(\.gz)?$/.test(path) && !path.endsWith('PROVENANCE.json'));
}

/** @param made The folder of the bundle. */
export async function serveSuite(made: string): Promise<SuiteServer> {
  const files = await vectorFiles();
  return await serve((path) => answerTo(path, made, files));
}

/** A server on a free port of loopback, or on this one; what has no answer is not found. */
export async function serve(
  answerTo: (path: string) => Promise<Answer | undefined>,
  wantedPort = 0,
): Promise<SuiteServer> {
  const server = createServer(async (request, response) => {
    const answer = await answerTo(request.url ?? '/').catch(() => undefined);
    if (answer === undefined) return void response.writeHead(404).end();
    const policy = answer.policy === undefined ? {} : { 'content-security-policy': answer.policy };
    response.writeHead(200, { 'content-type': answer.type, ...policy }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(wantedPort, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { origin: `http://127.0.0.1:${port}`, close: () => close(server) };
}

async function answerTo(path: string, made: string, files: readonly string[]): Promise<Answer | undefined> {
  if (path === '/page') return { type: 'text/html', body: PAGE };
  if (path === '/strict') return { type: 'text/html', body: PAGE, policy: STRICT };
  if (path === '/suite.js') return { type: 'text/javascript', body: await readFile(join(made, 'suite.js')) };
  if (path === '/kernel.wasm')
    return { type: 'application/wasm', body: await readFile(join(made, 'kernel.wasm')) };
  if (path === '/vectors') return { type: 'application/json', body: JSON.stringify(files) };
  const file = path.slice(1);
  if (!files.includes(file)) return undefined;
  const bytes = await readFile(join(ROOT, file));
  return { type: 'application/json', body: file.endsWith('.gz') ? gunzipSync(bytes) : bytes };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
