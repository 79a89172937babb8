/**
 * Signing a request: the two headers that Signature Version 4 adds to one.
 *
 * `host`, `x-amz-date` and whatever headers are named besides are signed, with the body's hash: what the XKS proxy API asks for (AWS KMS External Key Store
 * Proxy API Specification 1.0.3, appendix A), and the least that every AWS service takes.
 *
 * @module
 */
import { toUtf8 } from '../bytes/utf8.ts';
import { wipe } from '../bytes/wipe.ts';
import type { Engine } from '../crypto/engine.ts';
import { signedHeaderNames } from './canonical-request.ts';
import {
  deriveSigningKey,
  hashOf,
  SIGNATURE_ALGORITHM,
  scopeText,
  signatureOf,
  signatureTime,
} from './signature.ts';

/** A request that is about to be sent. */
export interface UnsignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
  /** Headers that are signed besides `host` and `x-amz-date`: AWS wants those that begin with `x-amz-`. None when absent. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Who signs, for which service, and when. */
export interface SigningContext {
  readonly accessKeyId: string;
  /** The secret access key in UTF-8; it stays the caller's to wipe. */
  readonly secret: Uint8Array;
  readonly region: string;
  readonly service: string;
  readonly atMs: number;
}

/** The headers to send along. */
export interface SignatureHeaders {
  readonly 'x-amz-date': string;
  readonly authorization: string;
}

/**
 * Signs a request.
 *
 * @example
 * const url = new URL('https://xks.example.com/kms/xks/v1/health');
 * const secret = new TextEncoder().encode('secret');
 * const signer = { accessKeyId: 'AAAA', secret, region: 'us-east-1', service: 'kms-xks-proxy', atMs: 0 };
 * const headers = await signRequest(createPortableEngine(), signer, { method: 'POST', url, body: '{}' });
 * headers['x-amz-date']; // '19700101T000000Z'
 */
export async function signRequest(
  engine: Engine,
  { accessKeyId, secret, region, service, atMs }: SigningContext,
  { method, url, body, headers = {} }: UnsignedRequest,
): Promise<SignatureHeaders> {
  const time = signatureTime(atMs);
  const scope = { date: time.slice(0, 8), region, service };
  const request = {
    method,
    path: url.pathname,
    query: url.search.slice(1),
    headers: [['host', url.host] as const, ['x-amz-date', time] as const, ...Object.entries(headers)],
    payloadHash: await hashOf(engine, toUtf8(body)),
  };
  const key = await deriveSigningKey(engine, secret, scope);
  let signature: string;
  try {
    signature = await signatureOf(engine, key, scope, time, request);
  } finally {
    wipe(key);
  }
  const credential = `Credential=${accessKeyId}/${scopeText(scope)}`;
  const signed = `SignedHeaders=${signedHeaderNames(request)}`;
  return {
    'x-amz-date': time,
    authorization: `${SIGNATURE_ALGORITHM} ${credential}, ${signed}, Signature=${signature}`,
  };
}
