/**
 * CORS: how pages of the origins that the operator named may call from a browser, and read the answer (WHATWG Fetch, "HTTP-CORS
 * protocol").
 *
 * Off unless an origin is listed. A page sends no cookie and no credential of the browser's: what it signs, it holds. The
 * headers are those that AWS's SDK for JavaScript sends, and those of its answers that it reads.
 *
 * @module
 */
import { type GuardRules, isAllowedOrigin } from './host-guard.ts';

const SENT = [
  'Authorization',
  'Content-Type',
  'X-Amz-Target',
  'X-Amz-Date',
  'X-Amz-Content-Sha256',
  'X-Amz-Security-Token',
  'X-Amz-User-Agent',
  'Amz-Sdk-Invocation-Id',
  'Amz-Sdk-Request',
  'X-Strongroom-Via-Service',
];
const READ = ['x-amzn-RequestId', 'x-amzn-ErrorType', 'Date'];
/** So long a browser need not ask again, in seconds. */
const MAX_AGE = '600';

/**
 * The answer to a browser that asks whether a page may call, for {@link readable}; `undefined` when that is not what the
 * request is.
 *
 * @example
 * const headers = { origin: 'https://app.example', 'access-control-request-method': 'POST' };
 * const request = new Request('http://kms.example/', { method: 'OPTIONS', headers });
 * preflight(request, { boundTo: '::', hosts: [], origins: ['https://app.example'] })?.status; // 204
 */
export function preflight(request: Request, rules: GuardRules): Response | undefined {
  const { headers, method } = request;
  const asked = headers.get('access-control-request-method');
  const origin = headers.get('origin');
  if (method !== 'OPTIONS' || asked === null || origin === null || !isAllowedOrigin(origin, rules))
    return undefined;
  const answer = new Headers({
    'Access-Control-Allow-Methods': 'POST',
    'Access-Control-Allow-Headers': SENT.join(', '),
    'Access-Control-Max-Age': MAX_AGE,
  });
  if (headers.get('access-control-request-private-network') === 'true')
    answer.set('Access-Control-Allow-Private-Network', 'true');
  return new Response(null, { status: 204, headers: answer });
}

/**
 * An answer as the page that asked may read it; as it is for everybody else.
 *
 * @example
 * const rules = { boundTo: '::', hosts: [], origins: ['https://app.example'] };
 * readable(new Response(), 'https://app.example', rules).headers.get('vary'); // 'Origin'
 */
export function readable(response: Response, origin: string | null, rules: GuardRules): Response {
  if (rules.origins.length === 0) return response;
  // A cache must not hand one page's answer to another.
  response.headers.append('Vary', 'Origin');
  if (origin === null || !isAllowedOrigin(origin, rules)) return response;
  response.headers.set('Access-Control-Allow-Origin', origin);
  response.headers.set('Access-Control-Expose-Headers', READ.join(', '));
  return response;
}
