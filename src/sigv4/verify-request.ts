/**
 * Verifying a request's signature: whether whoever holds the secret signed exactly this request, and just now.
 *
 * What must be signed: `host`, and every `x-amz-` and `x-strongroom-` header that is there, but for the session token,
 * which proves itself.
 * A body hash that the request announces must be the hash of its body. Times may differ by five minutes. The signature
 * is compared in constant time. Source: AWS General Reference, "Signature Version 4". It keeps no secret and no state.
 *
 * @module
 */
import { equalBytes } from '../bytes/equal.ts';
import { fromHex } from '../bytes/hex.ts';
import { wipe } from '../bytes/wipe.ts';
import type { Engine } from '../crypto/engine.ts';
import type { SignableRequest } from './canonical-request.ts';
import { deriveSigningKey, hashOf, signatureOf, signatureTime } from './signature.ts';
import { type ReceivedRequest, type SignatureClaim, valuesOf } from './signature-claim.ts';

/** How far the clock of a caller may be off. */
export const MAX_SKEW_MS = 300_000;
const SESSION_TOKEN = 'x-amz-security-token';
/** The service's own headers change what a request means, as AWS's do. */
const SIGNED_PREFIX = /^x-(amz|strongroom)-/;

/**
 * Why a claim does not hold before its signature is even looked at; `undefined` when it may.
 *
 * @param nowMs Milliseconds since 1970.
 *
 * @example
 * const claim = { form: 'header', time: '20261127T100000Z', atMs: Date.UTC(2026, 10, 27, 10), signedHeaders: ['host'] };
 * const request = { headers: [['Host', 'localhost']] };
 * refusalOf(claim, request, Date.UTC(2026, 10, 27, 10, 4)); // undefined
 */
export function refusalOf(
  claim: Pick<SignatureClaim, 'time' | 'atMs' | 'expiresSeconds' | 'signedHeaders'>,
  request: Pick<ReceivedRequest, 'headers'>,
  nowMs: number,
): string | undefined {
  return timeRefusal(claim, nowMs) ?? coverRefusal(claim, request);
}

/** In the words of AWS. The query form may be as old as it says. */
function timeRefusal(
  { time, atMs, expiresSeconds = 0 }: Pick<SignatureClaim, 'time' | 'atMs' | 'expiresSeconds'>,
  nowMs: number,
): string | undefined {
  const now = signatureTime(nowMs);
  const oldestMs = nowMs - Math.max(MAX_SKEW_MS, expiresSeconds * 1000);
  if (atMs < oldestMs)
    return `Signature expired: ${time} is now earlier than ${signatureTime(oldestMs)} (${now} - 5 min.)`;
  const latestMs = nowMs + MAX_SKEW_MS;
  if (atMs > latestMs)
    return `Signature not yet current: ${time} is still later than ${signatureTime(latestMs)} (${now} + 5 min.)`;
  return undefined;
}

function coverRefusal(
  { signedHeaders }: Pick<SignatureClaim, 'signedHeaders'>,
  { headers }: Pick<ReceivedRequest, 'headers'>,
): string | undefined {
  const present = new Set(headers.map(([name]) => name.toLowerCase()));
  const wanted = [...present].filter((name) => SIGNED_PREFIX.test(name) && name !== SESSION_TOKEN);
  const unsigned = ['host', ...wanted].find((name) => !signedHeaders.includes(name));
  if (unsigned !== undefined)
    return `There were headers present in the request which were not signed: ${unsigned}`;
  const absent = signedHeaders.some((name) => !present.has(name));
  return absent || new Set(signedHeaders).size < signedHeaders.length
    ? 'SignedHeaders lists a header that is not in the request, or one twice.'
    : undefined;
}

/**
 * Whether a signature is that of a secret over a request and its body.
 *
 * @param secret The secret access key in UTF-8; it stays the caller's to wipe.
 *
 * @example
 * const url = new URL('https://localhost/');
 * const secret = new TextEncoder().encode('secret');
 * const engine = createPortableEngine();
 * const signer = { accessKeyId: 'AKID', secret, region: 'us-east-1', service: 'kms', atMs: 0 };
 * const headers = await signRequest(engine, signer, { method: 'POST', url, body: '{}' });
 * const sent = [['host', 'localhost'], ...Object.entries(headers)];
 * const request = { method: 'POST', path: '/', query: '', headers: sent };
 * await verifySignature(engine, request, new TextEncoder().encode('{}'), readClaim(request), secret); // true
 */
export async function verifySignature(
  engine: Engine,
  request: ReceivedRequest,
  body: Uint8Array,
  claim: SignatureClaim,
  secret: Uint8Array,
): Promise<boolean> {
  const payloadHash = await hashOf(engine, body);
  const announced = valuesOf(request, 'x-amz-content-sha256');
  if (announced.some((hash) => hash !== payloadHash)) return false;
  const key = await deriveSigningKey(engine, secret, claim.scope);
  try {
    const signable = signablePart(request, claim, payloadHash);
    const expected = await signatureOf(engine, key, claim.scope, claim.time, signable);
    return equalBytes(fromHex(expected), fromHex(claim.signature));
  } finally {
    wipe(key);
  }
}

/**
 * The part of a request that its signature covers: the headers that it lists, and a query without the signature itself.
 *
 * @example
 * const request = { method: 'GET', path: '/', query: 'a=1&X-Amz-Signature=0f', headers: [['Host', 'h'], ['X', 'y']] };
 * signablePart(request, { form: 'query', signedHeaders: ['host'] }, 'e3b0').query; // 'a=1'
 */
export function signablePart(
  { method, path, query, headers }: ReceivedRequest,
  { form, signedHeaders }: Pick<SignatureClaim, 'form' | 'signedHeaders'>,
  payloadHash: string,
): SignableRequest {
  const pairs = query.split('&').filter((pair) => !pair.startsWith('X-Amz-Signature='));
  return {
    method,
    path,
    query: form === 'query' ? pairs.join('&') : query,
    headers: headers.filter(([name]) => signedHeaders.includes(name.toLowerCase())),
    payloadHash,
  };
}
