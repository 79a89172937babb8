/**
 * Callers who prove themselves by Signature Version 4: the identity to which their access key belongs.
 *
 * Refusals carry the codes and texts of AWS's front doors.
 *
 * @module
 */
import type { Engine } from '../crypto/engine.ts';
import type { Clock } from '../keystore/domain-key.ts';
import { KmsError } from '../kms/errors.ts';
import { isRegion } from '../kms/scope.ts';
import { type ReceivedRequest, readClaim, type SignatureClaim } from '../sigv4/signature-claim.ts';
import { refusalOf, verifySignature } from '../sigv4/verify-request.ts';
import type { Authenticate } from './authenticate.ts';
import type { CredentialSource } from './credentials.ts';

/** What signatures are verified with. */
export interface SigningDoor {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly credentials: CredentialSource;
}

/** Callers who prove themselves. */
export function signedCallers({ engine, clock, credentials }: SigningDoor): Authenticate {
  return async ({ request, body, service, connection }) => {
    const received = receivedFrom(request);
    const claim = requireClaim(received, service, clock());
    const found = await credentials.expose(claim, async (secret, identity) => {
      if (!(await verifySignature(engine, received, body, claim, secret))) throw mismatch();
      return identity;
    });
    if (found === 'expired') {
      throw new KmsError('ExpiredTokenException', 'The security token included in the request is expired');
    }
    if (found === 'unknown') {
      throw new KmsError(
        'UnrecognizedClientException',
        'The security token included in the request is invalid.',
      );
    }
    const { arn: principalArn, account } = found.principal;
    const { accessKeyId, scope } = claim;
    return { account, region: scope.region, principalArn, identity: found, accessKeyId, connection };
  };
}

/** Everything that can be wrong with a claim before any secret is touched. */
function requireClaim(request: ReceivedRequest, service: string, nowMs: number): SignatureClaim {
  const claim = readClaim(request);
  if (claim === undefined)
    throw new KmsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  if ('malformed' in claim) throw new KmsError('IncompleteSignatureException', claim.malformed);
  if (!isRegion(claim.scope.region)) throw invalid('Credential should be scoped to a valid region.');
  if (claim.scope.service !== service)
    throw invalid(`Credential should be scoped to correct service: '${service}'.`);
  const refusal = refusalOf(claim, request, nowMs);
  if (refusal !== undefined) throw invalid(refusal);
  return claim;
}

/** A request as it was sent, as far as the runtime's Request has kept it. */
function receivedFrom(request: Request): ReceivedRequest {
  const url = new URL(request.url);
  const headers = [...request.headers];
  // A Request that never crossed a wire has no such header, and its URL says what it would have been.
  if (!request.headers.has('host')) headers.push(['host', url.host]);
  return { method: request.method, path: url.pathname, query: url.search.slice(1), headers };
}

function invalid(text: string): KmsError {
  return new KmsError('InvalidSignatureException', text);
}

function mismatch(): KmsError {
  return invalid(
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  );
}
