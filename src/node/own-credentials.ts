/**
 * Requests of this program to a service that is running, signed with the credentials of the environment where there are
 * any: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN.
 *
 * @module
 */
import { toUtf8 } from '../bytes/utf8.ts';
import { createPortableEngine } from '../crypto/portable.ts';
import { signRequest } from '../sigv4/sign-request.ts';
import type { Machine } from './machine.ts';

/** A POST that is to be signed. */
export interface OwnRequest {
  readonly url: URL;
  readonly body: string;
  readonly region: string;
  /** Such as `kms`. */
  readonly service: string;
}

/** The headers of the signature; none without credentials. */
export async function signedHeaders(
  { url, body, region, service }: OwnRequest,
  { environment }: Pick<Machine, 'environment'>,
): Promise<Readonly<Record<string, string>>> {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secret,
    AWS_SESSION_TOKEN: token,
  } = environment;
  if (accessKeyId === undefined || secret === undefined) return {};
  const signer = { accessKeyId, secret: toUtf8(secret), region, service, atMs: Date.now() };
  const headers = await signRequest(createPortableEngine(), signer, { method: 'POST', url, body });
  return { ...headers, ...(token === undefined ? {} : { 'x-amz-security-token': token }) };
}
