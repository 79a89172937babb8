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
  /** What the page that is killed found when it was started: a version, or what is wrong; nothing before it has told. */
  left: string | undefined;
  /** Whether the first database was gone when the page that is killed was started: what is left came from the copy. */
  isGone: boolean;
  /** Waits until that version is there. */
  untilAcknowledged(version: number): Promise<void>;
  /** Waits until the page that is killed has told what is left. */
  untilLeft(): Promise<string>;
  /** Stops answering, until it resumes on the same port. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  close(): Promise<void>;
}

const WAIT_LIMIT_MS = 60_000;

const KILL_PAGE = `${PAGE}<script type="module" src="/kill.js"></script>`;

async function until(holds: () => boolean, complaint: string): Promise<void> {
  const limit = Date.now() + WAIT_LIMIT_MS;
  while (!holds()) {
    if (Date.now() > limit) throw new Error(complaint);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** @param made The folder of the bundles. */
export async function servePages(made: string): Promise<TestServer> {
  let server: SuiteServer | undefined;
  const answerTo = async (url: string): Promise<Answer | undefined> => {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    if (pathname === '/page') return { type: 'text/html', body: PAGE };
    if (pathname === '/strict') return { type: 'text/html', body: PAGE, policy: STRICT };
    if (pathname === '/kill') return { type: 'text/html', body: KILL_PAGE };
    if (pathname === '/ack') pages.acknowledged = Number(searchParams.get('version'));
    if (pathname === '/left') {
      pages.left = searchParams.get('is') ?? undefined;
      pages.isGone = searchParams.get('gone') === 'true';
    }
    if (pathname === '/ack' || pathname === '/left') return { type: 'text/plain', body: '' };
    if (!/^\/[\w-]+\.js$/.test(pathname)) return undefined;
    return { type: 'text/javascript', body: await readFile(join(made, pathname)) };
  };
  server = await serve(answerTo);
  const { port } = new URL(server.origin);
  const pages: TestServer = {
    origin: `http://localhost:${port}`,
    acknowledged: 0,
    left: undefined,
    isGone: false,
    async untilAcknowledged(version) {
      await until(() => pages.acknowledged >= version, `version ${version} was not acknowledged in time`);
    },
    async untilLeft() {
      await until(() => pages.left !== undefined, 'the page did not tell what is left in time');
      return pages.left as string;
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
