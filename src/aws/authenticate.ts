/**
 * Who calls: the door's first question, with two answers to choose from.
 *
 *   signedCallers     whoever proves a secret by Signature Version 4: the identity to which its access key belongs
 *   unsignedCallers   development: the root of an account, whatever was signed; the claimed scope chooses which
 *
 * The Region is the one of the signature's scope, as on AWS. Refusals carry the codes and texts of AWS's front doors.
 *
 * @module
 */

import type { Engine } from '../crypto/engine.ts';
import { rootIdentity } from '../iam/identity.ts';
import type { Clock } from '../keystore/domain-key.ts';
import { KmsError } from '../kms/errors.ts';
import { isRegion, rootArn, type Scope } from '../kms/scope.ts';
import type { Caller, Connection } from '../operations/operation.ts';
import { type ReceivedRequest, readClaim, type SignatureClaim } from '../sigv4/signature-claim.ts';
import { refusalOf, verifySignature } from '../sigv4/verify-request.ts';
import type { CredentialSource } from './credentials.ts';
import { signingScopeOf } from './signing-scope.ts';

/** A request that wants in. */
export interface Knock {
  readonly request: Request;
  readonly body: Uint8Array;
  /** The service that signatures must be scoped to: `kms`. */
  readonly service: string;
  readonly connection: Connection;
}

/** Says who calls. @throws {KmsError} Nobody whom it knows. */
export type Authenticate = (knock: Knock) => Promise<Caller>;

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
    return { account, region: claim.scope.region, principalArn, identity: found, connection };
  };
}

/** Callers of development mode: an access key id of 12 digits names the account, else the service's own. */
export function unsignedCallers(own: Scope): Authenticate {
  return async ({ request, service, connection }) => {
    const claimed = signingScopeOf(request.headers.get('authorization'), service);
    const scope = { account: claimed?.account ?? own.account, region: claimed?.region ?? own.region };
    const principalArn = rootArn(scope);
    return { ...scope, principalArn, identity: rootIdentity(principalArn), connection };
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
