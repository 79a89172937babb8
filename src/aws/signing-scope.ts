/**
 * The credential scope that a request's signature claims (AWS Signature Version 4).
 *
 *   Authorization: AWS4-HMAC-SHA256 Credential=<access key id>/<date>/<region>/kms/aws4_request, …
 *
 * Only read, not verified: it chooses the Region, as on AWS, and in development mode the account.
 *
 * @module
 */
import { isRegion } from '../kms/scope.ts';

export interface SigningScope {
  readonly region: string;
  /** The access key id, when it is 12 digits. */
  readonly account: string | undefined;
}

const ACCOUNT = /^\d{12}$/;

/**
 * The scope in an Authorization header; `undefined` when there is none that can be read.
 *
 * @example
 * signingScopeOf('AWS4-HMAC-SHA256 Credential=AK/20261124/eu-west-1/kms/aws4_request, …')?.region; // 'eu-west-1'
 */
export function signingScopeOf(
  authorization: string | null,
  expectedService = 'kms',
): SigningScope | undefined {
  const credential = /\bCredential=([^,\s]+)/.exec(authorization ?? '')?.[1];
  const [accessKeyId, , region, service, terminator] = credential?.split('/') ?? [];
  if (accessKeyId === undefined || region === undefined || !isRegion(region)) return undefined;
  if (service !== expectedService || terminator !== 'aws4_request') return undefined;
  return { region, account: ACCOUNT.test(accessKeyId) ? accessKeyId : undefined };
}
