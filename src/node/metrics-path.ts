/**
 * `GET /metrics`: what the server measures of itself, for those who may know.
 *
 * How many calls there are and how many of them are refused is nobody else's business, and whoever asks signs nothing. So
 * unless the operator says otherwise it is told to this machine alone: to a peer at a loopback address whose request no
 * proxy has passed on.
 *
 * @module
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FetchHandler } from '../aws/fetch-handler.ts';
import { UsageError } from './flags.ts';
import { isLoopback } from './host-guard.ts';
import type { Metrics } from './metrics.ts';

const PATH = '/metrics';
/** Shorter ones can be guessed. */
const MIN_TOKEN_LENGTH = 16;
/** What proxies add: a request that has one comes from somebody else than its peer. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

/** Who may read. */
export type MetricsReaders = 'off' | 'loopback' | 'open' | { readonly token: string };

/**
 * Who may read, by flag and environment; the token is taken out of the environment.
 *
 * @throws {UsageError} A token is asked for and there is none, or a short one.
 *
 * @example
 * metricsReaders('token', { STRONGROOM_METRICS_TOKEN: '0123456789abcdef' }).token; // '0123456789abcdef'
 */
export function metricsReaders(
  flag: string,
  environment: Record<string, string | undefined>,
): MetricsReaders {
  const { STRONGROOM_METRICS_TOKEN: token } = environment;
  delete environment['STRONGROOM_METRICS_TOKEN'];
  if (flag !== 'token') return flag as 'off' | 'loopback' | 'open';
  if (token !== undefined && token.length >= MIN_TOKEN_LENGTH) return { token };
  throw new UsageError(
    `--metrics token needs STRONGROOM_METRICS_TOKEN, of ${MIN_TOKEN_LENGTH} characters at least.`,
  );
}

/** A handler that answers those who may read, and hands everything else on; other requests are counted on their way. */
export function withMetrics(handler: FetchHandler, metrics: Metrics, readers: MetricsReaders): FetchHandler {
  if (readers === 'off') return handler;
  const counted = metrics.count(handler);
  return async (request, connection, respond) => {
    if (request.method !== 'GET' || new URL(request.url).pathname !== PATH) {
      return await counted(request, connection, respond);
    }
    if (!mayRead(readers, request.headers, connection?.sourceIp)) return refusalOf(readers);
    const { text, contentType } = await metrics.read();
    return new Response(text, { headers: { 'Content-Type': contentType, 'Cache-Control': 'no-store' } });
  };
}

function mayRead(
  readers: Exclude<MetricsReaders, 'off'>,
  headers: Headers,
  sourceIp: string | undefined,
): boolean {
  if (readers === 'open') return true;
  if (readers === 'loopback') {
    return sourceIp !== undefined && isLoopback(sourceIp) && !FORWARDED.some((name) => headers.has(name));
  }
  return isSame(headers.get('authorization') ?? '', `Bearer ${readers.token}`);
}

/** Digests of equal length: the time tells neither the length nor where they part. */
function isSame(given: string, wanted: string): boolean {
  const [left, right] = [given, wanted].map((text) => createHash('sha256').update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}

function refusalOf(readers: MetricsReaders): Response {
  if (typeof readers !== 'object') {
    return new Response('Metrics are told to this machine alone: see --metrics.\n', { status: 403 });
  }
  const headers = { 'WWW-Authenticate': 'Bearer' };
  return new Response('Metrics are told to whoever shows the token.\n', { status: 401, headers });
}
