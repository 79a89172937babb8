/**
 * Who calls: the door's first question, with two answers to choose from.
 *
 *   signedCallers     signed-callers.ts: whoever proves a secret by Signature Version 4
 *   unsignedCallers   development: the root of an account, whatever was signed; the claimed scope chooses which
 *
 * The Region is the one of the signature's scope, as on AWS.
 *
 * @module
 */
import { type Identity, rootIdentity } from '../iam/identity.ts';
import { rootArn, type Scope } from '../kms/scope.ts';
import type { Caller, Connection } from '../operations/operation.ts';
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
export type Authenticate = (knock: Knock) => Caller | Promise<Caller>;

/** Callers of development mode: an access key id of 12 digits names the account, else the service's own. */
export function unsignedCallers(own: Scope): Authenticate {
  const identities = new Map<string, Identity>();
  return ({ request, service, connection }) => {
    const claimed = signingScopeOf(request.headers.get('authorization'), service);
    const scope = { account: claimed?.account ?? own.account, region: claimed?.region ?? own.region };
    const principalArn = rootArn(scope);
    let identity = identities.get(principalArn);
    if (identity === undefined) {
      identity = rootIdentity(principalArn);
      // Whoever calls may claim any account: a stranger does not fill the memory.
      if (identities.size >= KEPT_IDENTITIES) identities.clear();
      identities.set(principalArn, identity);
    }
    return { ...scope, principalArn, identity, connection };
  };
}

const KEPT_IDENTITIES = 100;
