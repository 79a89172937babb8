/**
 * Credentials: from an access key id, and perhaps a session token, to an identity and the secret that proves it.
 *
 * Long-term keys are in the directory, their secrets sealed; sessions carry themselves in their token. Secrets are in
 * the clear for the time of one use. A session has the policies that its role has now.
 *
 * @module
 */
import { fromBase64 } from '../bytes/base64.ts';
import { AuthenticationError } from '../crypto/errors.ts';
import { formatArn, parseArn } from '../iam/arn.ts';
import type { Directory, Role } from '../iam/directory.ts';
import { type Identity, rootIdentity } from '../iam/identity.ts';
import { parsePolicy } from '../iam/policy.ts';
import { principalOf } from '../iam/principal.ts';
import type { Clock } from '../keystore/domain-key.ts';
import type { Keystore } from '../keystore/keystore.ts';
import { exposeSession, isTemporaryId, type Session } from './sessions.ts';

/** What a request says that it was signed with. */
export interface CredentialClaim {
  readonly accessKeyId: string;
  readonly sessionToken: string | undefined;
}

/** Why there is no such credential. */
export type CredentialRefusal = 'unknown' | 'expired';

/** Gets the secret access key in UTF-8, which it must not keep, and whose it is. */
export type UseCredential<T> = (secret: Uint8Array, identity: Identity) => Promise<T>;

/** Finds credentials. */
export interface CredentialSource {
  expose<T>(claim: CredentialClaim, use: UseCredential<T>): Promise<T | CredentialRefusal>;
}

/** What credentials are found with. */
export interface CredentialOptions {
  readonly keystore: Keystore;
  /** The directory as it is now: it may change while the service runs. */
  readonly directory: () => Directory;
  readonly clock: Clock;
}

/** Under which name the secret of an access key is sealed. */
export function secretOwner(accessKeyId: string): string {
  return `access-key/${accessKeyId}`;
}

/** See the file's head. */
export function createCredentials(options: CredentialOptions): CredentialSource {
  return {
    expose: async (claim, use) =>
      isTemporaryId(claim.accessKeyId)
        ? await exposeTemporary(options, claim, use)
        : await exposeKey(options, claim, use),
  };
}

async function exposeKey<T>(
  { keystore, directory }: CredentialOptions,
  { accessKeyId, sessionToken }: CredentialClaim,
  use: UseCredential<T>,
): Promise<T | CredentialRefusal> {
  const key = directory().accessKeys.get(accessKeyId);
  if (key === undefined || sessionToken !== undefined || !('sealed' in key.secret)) return 'unknown';
  const sealed = fromBase64(key.secret.sealed);
  return await keystore.exposeSecret(secretOwner(accessKeyId), sealed, (secret) => use(secret, key.identity));
}

async function exposeTemporary<T>(
  { keystore, directory, clock }: CredentialOptions,
  { accessKeyId, sessionToken = '' }: CredentialClaim,
  use: UseCredential<T>,
): Promise<T | CredentialRefusal> {
  const found = await exposeSession(keystore, accessKeyId, sessionToken, async (secret, session) => {
    if (session.expiresAtMs <= clock()) return 'expired';
    const identity = identityOf(session, directory());
    return identity === undefined ? 'unknown' : await use(secret, identity);
  });
  return found ?? 'unknown';
}

/** Whose session it is, with what they may do now; `undefined` when the directory knows them no more. */
function identityOf(session: Session, directory: Directory): Identity | undefined {
  const { subject } = session;
  const role = directory.roles.get(subject);
  if (role !== undefined) return roleSession(role, session);
  const { kind, account } = principalOf(subject);
  const own =
    kind === 'root' && directory.accounts.has(account) ? rootIdentity(subject) : directory.users.get(subject);
  return own === undefined ? undefined : { ...own, session };
}

/**
 * Whom an ARN names in a directory: a user, the root of an account, or a session of a role; `undefined` for nobody in it.
 *
 * @example
 * const directory = readDirectory('{"accounts":{"111122223333":{}}}', { partition: 'aws', uniqueId: (p) => p });
 * identityOfSession('arn:aws:iam::111122223333:root', directory)?.userId; // '111122223333'
 */
export function identityOfSession(arn: string, directory: Directory): Identity | undefined {
  const { kind, account, roleArn } = principalOf(arn);
  if (kind === 'root') return directory.accounts.has(account) ? rootIdentity(arn) : undefined;
  if (kind !== 'session') return directory.users.get(arn);
  const [, , name = ''] = arn.split('/');
  const role = [...directory.roles.values()].find(
    (one) => one.arn === roleArn || sessionArn(one.arn, name) === arn,
  );
  const never = { name, issuedAtMs: 0, expiresAtMs: 0, mfaAuthenticated: false };
  return role && roleSession(role, { ...never, subject: role.arn, policies: [], tags: [] });
}

/**
 * The ARN of a session of a role.
 *
 * @example
 * sessionArn('arn:aws:iam::111122223333:role/team/app', 'run1'); // 'arn:aws:sts::111122223333:assumed-role/app/run1'
 */
export function sessionArn(roleArn: string, name: string): string {
  const arn = parseArn(roleArn);
  if (arn === undefined) throw new RangeError('"roleArn" expected the ARN of a role');
  const role = arn.resource.split('/').at(-1);
  return formatArn({ ...arn, service: 'sts', resource: `assumed-role/${role}/${name}` });
}

function roleSession(role: Role, session: Session): Identity {
  const name = session.name ?? '';
  const policies = session.policies.map((text, i) => ({
    name: `session policy ${i + 1}`,
    policy: parsePolicy(text, 'identity policy'),
  }));
  return {
    principal: { kind: 'session', arn: sessionArn(role.arn, name), account: role.account, roleArn: role.arn },
    policies: { ...role.policies, session: policies },
    userId: `${role.roleId}:${name}`,
    tags: overlay(role.tags, session.tags),
    session,
  };
}

/** Tags of a session take the place of the role's; conditions see no case in their names, and so none is kept beside. */
function overlay(role: ReadonlyMap<string, string>, session: Session['tags']): Map<string, string> {
  const named = new Set(session.map(([key]) => key.toLowerCase()));
  return new Map([...[...role].filter(([key]) => !named.has(key.toLowerCase())), ...session]);
}

/**
 * Whether a sealed secret opens here, as its access key's: what a directory is checked with before it is used.
 *
 * @throws {StoreUnavailableError} The store cannot be used.
 */
export async function opensHere(keystore: Keystore, accessKeyId: string, sealed: string): Promise<boolean> {
  try {
    await keystore.exposeSecret(secretOwner(accessKeyId), fromBase64(sealed), async () => undefined);
    return true;
  } catch (error) {
    if (error instanceof AuthenticationError || error instanceof RangeError) return false;
    throw error;
  }
}
