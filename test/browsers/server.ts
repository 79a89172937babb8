/**
 * The server of the pages: the bundles, an empty page, one with a strict policy, and an ear for what writers acknowledge.
 *
 * It speaks as `localhost`: passkeys are good for names, not for addresses.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Answer, PAGE, STRICT, type SuiteServer, serve } from '../runtimes/server.ts';

/** A server that can be away for a while. */
export interface TestServer {
  readonly origin: string;
  /** The last version that a writer said was acknowledged. */
  acknowledged: number;
  /** Waits until that version is there. */
  untilAcknowledged(version: number): Promise<void>;
  /** Stops answering, until it resumes on the same port. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  close(): Promise<void>;
}

const WAIT_LIMIT_MS = 60_000;

/** @param made The folder of the bundles. */
export async function servePages(made: string): Promise<TestServer> {
  let server: SuiteServer | undefined;
  const answerTo = async (url: string): Promise<Answer | undefined> => {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    if (pathname === '/page') return { type: 'text/html', body: PAGE };
    if (pathname === '/strict') return { type: 'text/html', body: PAGE, policy: STRICT };
    if (pathname === '/ack') {
      pages.acknowledged = Math.max(pages.acknowledged, Number(searchParams.get('version')));
      return { type: 'text/plain', body: '' };
    }
    if (!/^\/[\w-]+\.js$/.test(pathname)) return undefined;
    return { type: 'text/javascript', body: await readFile(join(made, pathname)) };
  };
  server = await serve(answerTo);
  const { port } = new URL(server.origin);
  const pages: TestServer = {
    origin: `http://localhost:${port}`,
    acknowledged: 0,
    async untilAcknowledged(version) {
      const until = Date.now() + WAIT_LIMIT_MS;
      while (pages.acknowledged < version) {
        if (Date.now() > until) throw new Error(`version ${version} was not acknowledged in time`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    async pause() {
      await server?.close();
      server = undefined;
    },
    async resume() {
      server ??= await serve(answerTo, Number(port));
    },
    close: () => pages.pause(),
  };
  return pages;
}
