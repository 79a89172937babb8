/**
 * The console over HTTP: a few files under `/console/`, for GET and HEAD alone.
 *
 * The files hold nothing secret and whoever reaches the server may have them; every call that the page makes is a call of
 * the API and is authorised as one. A name is looked up among the files, never in a file system, so that no path leads
 * out. The policy lets the page run its own scripts and call its own server, and nobody may frame it.
 *
 * @module
 */
import { gzipSync } from 'node:zlib';
import type { FetchHandler } from '../aws/fetch-handler.ts';
import { type ConsoleFiles, NoConsoleError } from './console-files.ts';

const PATH = '/console';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const GUARDS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/** Names with a hash of what is in them may be kept for ever. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/**
 * A handler that gives out the console, and hands everything else on.
 *
 * @param find Gets the files, at the first request for one.
 */
export function withConsole(handler: FetchHandler, find: () => Promise<ConsoleFiles>): FetchHandler {
  const packed = new Map<string, Uint8Array<ArrayBuffer>>();
  return async (request, connection, respond) => {
    // The API is POST alone, and by far the most of what comes.
    const { pathname } = request.method === 'POST' ? { pathname: '' } : new URL(request.url);
    if (pathname !== PATH && !pathname.startsWith(`${PATH}/`))
      return await handler(request, connection, respond);
    return await answer(request, pathname.slice(PATH.length), find, packed);
  };
}

async function answer(
  request: Request,
  path: string,
  find: () => Promise<ConsoleFiles>,
  packed: Map<string, Uint8Array<ArrayBuffer>>,
): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return plain(405, 'The console is read with GET.', { Allow: 'GET, HEAD' });
  if (path === '') return plain(308, '', { Location: `${PATH}/` });
  try {
    const name = path === '/' ? 'index.html' : path.slice(1);
    const file = (await find()).get(name);
    if (file === undefined) return plain(404, 'The console has no such file.');
    return give(request, name, file, packed);
  } catch (error) {
    if (error instanceof NoConsoleError) return plain(503, error.message);
    throw error;
  }
}

function give(
  request: Request,
  name: string,
  file: Uint8Array,
  packed: Map<string, Uint8Array<ArrayBuffer>>,
): Response {
  const isPacked = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '');
  let body = new Uint8Array(file);
  if (isPacked) {
    body = packed.get(name) ?? new Uint8Array(gzipSync(file));
    packed.set(name, body);
  }
  const headers = {
    ...GUARDS,
    'Content-Type': TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
    'Content-Length': String(body.length),
    'Cache-Control': name === 'index.html' ? 'no-cache' : FOR_EVER,
    Vary: 'Accept-Encoding',
    ...(isPacked ? { 'Content-Encoding': 'gzip' } : {}),
  };
  return new Response(request.method === 'HEAD' ? null : body, { headers });
}

function plain(status: number, sentence: string, headers: Readonly<Record<string, string>> = {}): Response {
  const body = sentence === '' ? null : `${sentence}\n`;
  const type = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' };
  return new Response(body, { status, headers: { ...GUARDS, ...type, ...headers } });
}
