/**
 * An identity: a principal with its policies, and what conditions may ask of it.
 *
 * @module
 */
import type { PrincipalPolicies } from './evaluate.ts';
import { type Principal, principalOf } from './principal.ts';

/** What a temporary credential says of itself. */
export interface SessionFacts {
  /** The name of the session of a role or of a federated user; absent of a session of a user. */
  readonly name?: string | undefined;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  readonly mfaAuthenticated: boolean;
}

/** Somebody who may ask, whom a signature has proved or an operator trusts. */
export interface Identity {
  readonly principal: Principal;
  readonly policies: PrincipalPolicies;
  /** AWS's unique id: `AIDA…` of a user, `AROA…:name` of a session, the account's id of its root. */
  readonly userId: string;
  /** Of a user. */
  readonly userName?: string | undefined;
  /** Tags of the user or the role, and of the session. */
  readonly tags: ReadonlyMap<string, string>;
  readonly session?: SessionFacts | undefined;
  /** AWS services that it may stand for: `s3`. */
  readonly services?: readonly string[] | undefined;
}

/**
 * The root of an account, which needs no policies.
 *
 * @example
 * rootIdentity('arn:aws:iam::111122223333:root').userId; // '111122223333'
 */
export function rootIdentity(arn: string): Identity {
  const principal = principalOf(arn);
  return { principal, policies: { identity: [] }, userId: principal.account, tags: new Map() };
}
