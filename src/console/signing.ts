/**
 * Signing in the page: Signature Version 4 over an engine of two primitives.
 *
 * Web Cryptography is not asked, since browsers have it on secure origins only and a container's name is none. Nothing
 * else of the engine comes along.
 *
 * @module
 */
import { toUtf8 } from '../bytes/utf8.ts';
import { wipe } from '../bytes/wipe.ts';
import { createEngine, type SelfTests } from '../crypto/engine.ts';
import { hash } from '../crypto/hash.ts';
import { hmac } from '../crypto/hmac.ts';
import { symmetricSelfTests } from '../crypto/self-tests/symmetric.ts';
import { type SignatureHeaders, signRequest, type UnsignedRequest } from '../sigv4/sign-request.ts';

/** What AWS gives out to whoever may call. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials. */
  readonly sessionToken?: string | undefined;
}

/** For what, and when. */
export interface SigningPurpose {
  readonly region: string;
  readonly service: string;
  readonly atMs: number;
}

/**
 * The headers that a request of some credentials needs besides its own; those named in `request` are signed.
 *
 * @example
 * const request = { method: 'POST', url: new URL('http://localhost/'), body: '{}', headers: {} };
 * const purpose = { region: 'us-east-1', service: 'kms', atMs: 0 };
 * const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret' };
 * (await signatureHeaders(credentials, purpose, request))['x-amz-date']; // '19700101T000000Z'
 */
export async function signatureHeaders(
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  purpose: SigningPurpose,
  request: UnsignedRequest,
): Promise<SignatureHeaders & { readonly 'x-amz-security-token'?: string }> {
  // The two tests of the two primitives: the others are never asked for.
  const engine = createEngine('portable', { hash, hmac }, symmetricSelfTests as SelfTests);
  const secret = toUtf8(secretAccessKey);
  const token = sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken };
  try {
    const headers = { ...request.headers, ...token };
    const signature = await signRequest(engine, { accessKeyId, secret, ...purpose }, { ...request, headers });
    return { ...signature, ...token };
  } finally {
    wipe(secret);
  }
}
