/**
 * Signature Version 4: from a secret and a canonical request to the signature.
 *
 *   key       = HMAC(HMAC(HMAC(HMAC("AWS4" ‖ secret, date), region), service), "aws4_request")
 *   signature = HMAC(key, "AWS4-HMAC-SHA256" ‖ LF ‖ time ‖ LF ‖ scope ‖ LF ‖ SHA-256(canonical request))
 *
 * HMAC-SHA-256 throughout. Source: AWS General Reference, "Calculate the signature". Whoever signs and whoever verifies
 * use this file; comparing signatures is the verifier's, in constant time.
 *
 * @module
 */
import { concatBytes } from '../bytes/concat.ts';
import { toHex } from '../bytes/hex.ts';
import { toUtf8 } from '../bytes/utf8.ts';
import { wipe } from '../bytes/wipe.ts';
import type { Engine } from '../crypto/engine.ts';
import type { Bytes } from '../crypto/primitives.ts';
import { canonicalRequest, type SignableRequest } from './canonical-request.ts';

/** The one algorithm of Signature Version 4. */
export const SIGNATURE_ALGORITHM = 'AWS4-HMAC-SHA256';
const TERMINATOR = 'aws4_request';

/** What a signing key is good for. */
export interface SignatureScope {
  /** UTC, eight digits. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/**
 * The scope as signatures spell it.
 *
 * @example
 * scopeText({ date: '20261127', region: 'us-east-1', service: 'kms' }); // '20261127/us-east-1/kms/aws4_request'
 */
export function scopeText({ date, region, service }: SignatureScope): string {
  return `${date}/${region}/${service}/${TERMINATOR}`;
}

/**
 * A moment as signatures spell it, in UTC to the second; its first eight digits are the scope's date.
 *
 * @example
 * signatureTime(0); // '19700101T000000Z'
 */
export function signatureTime(atMs: number): string {
  return new Date(atMs).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/**
 * The key that signs everything in a scope: one secret's key of one day.
 *
 * @param secret The secret access key in UTF-8; it stays the caller's to wipe.
 * @returns 32 bytes, the caller's to wipe.
 */
export async function deriveSigningKey(
  engine: Engine,
  secret: Uint8Array,
  { date, region, service }: SignatureScope,
): Promise<Bytes> {
  const hmac = await engine.use('hmac');
  let key = concatBytes(toUtf8('AWS4'), secret);
  for (const part of [date, region, service, TERMINATOR]) {
    const next = await hmac.mac('SHA-256', key, toUtf8(part));
    wipe(key);
    key = next;
  }
  return key;
}

/**
 * The signature of a request.
 *
 * @param time As {@link signatureTime} writes it, and as the request's `x-amz-date` says.
 * @returns 64 hex digits.
 */
export async function signatureOf(
  engine: Engine,
  signingKey: Uint8Array,
  scope: SignatureScope,
  time: string,
  request: SignableRequest,
): Promise<string> {
  const hash = await hashOf(engine, toUtf8(canonicalRequest(request)));
  const stringToSign = [SIGNATURE_ALGORITHM, time, scopeText(scope), hash].join('\n');
  const hmac = await engine.use('hmac');
  return toHex(await hmac.mac('SHA-256', signingKey, toUtf8(stringToSign)));
}

/** SHA-256 in hex, as payloads and canonical requests are hashed. */
export async function hashOf(engine: Engine, bytes: Uint8Array): Promise<string> {
  const hash = await engine.use('hash');
  return toHex(await hash.digest('SHA-256', bytes));
}
