/**
 * What the pages come from: a strongroom server from the sources, and a plain host of static files.
 *
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/sources.ts';

/** Something that is served. */
export interface Served {
  /** Without a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts `strongroom serve` in memory on a free port. */
export async function serveStrongroom(...flags: readonly string[]): Promise<Served> {
  const main = join(ROOT, 'src/node/main.ts');
  const args = ['--disable-warning=ExperimentalWarning', main, 'serve', '--port', '0', '--store', 'memory:'];
  const child = spawn(process.execPath, [...args, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  const url = await firstLine(child);
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        child.once('close', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    let complaint = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('\n')) resolve(said.split('\n')[0] ?? '');
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaint += text;
    });
    child.once('close', (code) => reject(new Error(`the server ended with ${code}: ${complaint}`)));
  });
}

const TYPES: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript', css: 'text/css' };

/** Serves files by name under a folder's name, as a static host does: no headers besides the type. */
export async function serveFiles(files: ReadonlyMap<string, Uint8Array>): Promise<Served> {
  const server = createServer((request, response) => {
    const name = (request.url ?? '').replace(/^\/console-static\//, '').replace(/\?.*$/, '') || 'index.html';
    const file = files.get(name);
    const type = TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    if (file === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'Content-Type': type }).end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/console-static`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
