/**
 * Resolving: from what a request says of a key to the key.
 *
 * A key of the caller's own account that does not exist is NotFoundException. What lies in another account is not told
 * apart from what does not exist there: both come back without a key, for authorisation to refuse.
 *
 * @module
 */
import { toHex } from '../bytes/hex.ts';
import { parseArn } from '../iam/arn.ts';
import { materialIdOf } from '../keystore/ciphertext-blob.ts';
import { findAlias, getAlias } from '../kms/aliases.ts';
import { KmsError } from '../kms/errors.ts';
import type { Grant } from '../kms/grant.ts';
import { findGrant, getGrant, getGrantByToken } from '../kms/grants.ts';
import { type KeyIdentifier, readIdentifier } from '../kms/identifier.ts';
import { arnOf, type StoredKey } from '../kms/key.ts';
import { DEFAULT_KEY_SPEC } from '../kms/key-spec.ts';
import { findKey, findKeyOfMaterial } from '../kms/keys.ts';
import { type ManagedService, serviceOfAlias, viaServiceOf } from '../kms/managed-keys.ts';
import { aliasArn, keyArn, type Scope } from '../kms/scope.ts';
import type { Vault } from '../kms/vault.ts';
import type { Caller, KeyReference } from './operation.ts';

type CiphertextReference = Extract<KeyReference, { readonly by: 'ciphertext' }>;

/** A key, or the ARN of one that the caller may not learn about. */
export interface ResolvedKey {
  readonly arn: string;
  readonly stored: StoredKey | undefined;
  /** The grant that led to the key, or that was named beside it. */
  readonly grant?: Grant;
  /** The ARN of an alias of another account by which the key was named: a refusal names it, and not the key. */
  readonly named?: string;
  /** Why the key cannot serve, where only whoever is let in may learn of it. */
  readonly unfit?: KmsError;
  /** What a refusal says of a key that the caller did not name: nothing that would name it. */
  readonly denial?: string;
}

/**
 * Finds the key that a request means.
 *
 * @throws {KmsError} NotFoundException, InvalidCiphertextException, IncorrectKeyException, InvalidGrantTokenException, or
 * AccessDeniedException for a ciphertext whose key is unknown: all in AWS's words.
 */
export function resolveKey(vault: Vault, scope: Scope, reference: KeyReference): Promise<ResolvedKey> {
  switch (reference.by) {
    case 'identifier':
      return resolveIdentifier(vault, scope, reference.identifier);
    case 'key identifier':
      return resolveKeyIdentifier(vault, scope, reference.identifier);
    case 'related key':
      return resolveRelatedKey(vault, scope, reference.identifier, reference.region);
    case 'alias name':
      return resolveAliasName(vault, scope, reference.aliasName);
    case 'grant':
      if ('token' in reference) return resolveGrantToken(vault, scope, reference.token);
      return resolveGrant(vault, scope, reference.identifier, reference.grantId);
    case 'ciphertext':
      return resolveCiphertext(vault, scope, reference);
  }
}

async function resolveAliasName(vault: Vault, scope: Scope, aliasName: string): Promise<ResolvedKey> {
  const { alias } = await getAlias(vault, scope, aliasName);
  return await resolveKeyId(vault, scope, scope, alias.targetKeyId);
}

/**
 * The service whose own key is called for by its alias: that key is made when it is not there yet.
 *
 * @param isForAll Whether the operation makes it for whoever in the account asks, and not for its service alone.
 */
export function serviceInNeed(
  caller: Caller,
  reference: KeyReference,
  isForAll: boolean,
): ManagedService | undefined {
  if (!('identifier' in reference)) return undefined;
  const { identifier = '' } = reference;
  const name = parseArn(identifier)?.resource ?? identifier;
  const service = serviceOfAlias(name);
  if (service === undefined) return undefined;
  const viaService = caller.connection?.viaService;
  if (!isForAll && viaService !== viaServiceOf(service, caller.region)) return undefined;
  const isOwn = identifier === name || identifier === aliasArn(caller, name);
  return isOwn ? service : undefined;
}

function resolveIdentifier(vault: Vault, scope: Scope, text: string): Promise<ResolvedKey> {
  const identifier = readIdentifier(text, scope);
  if (identifier.kind === 'key') return resolveKeyId(vault, scope, identifier.scope, identifier.keyId);
  return resolveAlias(vault, scope, identifier);
}

async function resolveAlias(
  vault: Vault,
  scope: Scope,
  identifier: Extract<KeyIdentifier, { kind: 'alias' }>,
): Promise<ResolvedKey> {
  const { aliasName } = identifier;
  const found = await findAlias(vault, identifier.scope, aliasName);
  const arn = aliasArn(identifier.scope, aliasName);
  const isForeign = identifier.scope.account !== scope.account;
  if (found !== undefined) {
    const resolved = await resolveKeyId(vault, scope, identifier.scope, found.alias.targetKeyId);
    return isForeign ? { ...resolved, named: arn } : resolved;
  }
  if (isForeign) return { arn, stored: undefined };
  throw new KmsError('NotFoundException', `Alias ${arn} is not found.`);
}

async function resolveKeyIdentifier(vault: Vault, scope: Scope, text: string): Promise<ResolvedKey> {
  const identifier = readIdentifier(text, scope);
  if (identifier.kind === 'key') return await resolveKeyId(vault, scope, identifier.scope, identifier.keyId);
  throw new KmsError('InvalidArnException', 'Key Aliases are not supported for this operation.');
}

/** A single-Region key stands for itself: that it has no related keys is said when it is looked at. */
async function resolveRelatedKey(
  vault: Vault,
  scope: Scope,
  text: string,
  region: string,
): Promise<ResolvedKey> {
  const named = await resolveKeyIdentifier(vault, scope, text);
  const key = named.stored?.key;
  if (key?.multiRegion === undefined) return named;
  const { account } = scope;
  return await resolveKeyId(vault, { account, region }, { account: key.account, region }, key.keyId);
}

async function resolveKeyId(vault: Vault, caller: Scope, scope: Scope, keyId: string): Promise<ResolvedKey> {
  const arn = keyArn(scope, keyId);
  const stored = await findKey(vault, scope, keyId);
  if (stored !== undefined || scope.account !== caller.account) return { arn, stored };
  throw new KmsError('NotFoundException', `Key '${arn}' does not exist`);
}

/** Whoever has a token has been told of the grant: that it exists is no secret, in whichever account. */
async function resolveGrantToken(vault: Vault, { region }: Scope, token: string): Promise<ResolvedKey> {
  const { grant } = await getGrantByToken(vault, region, token);
  const stored = await findKey(vault, grant, grant.keyId);
  return { arn: keyArn(grant, grant.keyId), stored, grant };
}

async function resolveGrant(vault: Vault, scope: Scope, text: string, grantId: string): Promise<ResolvedKey> {
  const resolved = await resolveKeyIdentifier(vault, scope, text);
  const { stored } = resolved;
  if (stored === undefined) return resolved;
  if (stored.key.account === scope.account) {
    return { ...resolved, grant: (await getGrant(vault, stored.key, grantId)).grant };
  }
  const found = await findGrant(vault, stored.key, grantId);
  return found === undefined ? resolved : { ...resolved, grant: found.grant };
}

/**
 * The blob names its material; an identifier beside it must name the same key. Whether it opens is tried later. What an
 * asymmetric key encrypted is a bare block, which says nothing: such a key is the one that the identifier names.
 */
async function resolveCiphertext(
  vault: Vault,
  scope: Scope,
  { ciphertext, isBlock, identifier }: CiphertextReference,
): Promise<ResolvedKey> {
  const materialId = materialIdOf(ciphertext);
  if (identifier === undefined && materialId === undefined) throw new KmsError('InvalidCiphertextException');
  const owner =
    materialId === undefined ? undefined : await findKeyOfMaterial(vault, scope.region, toHex(materialId));
  if (identifier === undefined) return requireKnown(owner);
  const named = await resolveIdentifier(vault, scope, identifier);
  requireDecryptingKey(named, scope);
  if (owner === undefined || arnOf(owner.key) === named.arn) return named;
  // Of another account it is not told which spec a key has, nor which key is behind an alias.
  const isOwn = parseArn(named.arn)?.account === scope.account;
  if (isOwn && isBlock && named.stored !== undefined && named.stored.key.spec !== DEFAULT_KEY_SPEC)
    return named;
  if (!isOwn && !named.arn.includes(':key/')) return named;
  if (named.named !== undefined) return { ...named, unfit: incorrectKey() };
  throw incorrectKey();
}

/** A key that cannot decrypt is an incorrect key, not a wrong usage: so it was recorded. */
function requireDecryptingKey({ stored }: ResolvedKey, { account }: Scope): void {
  if (stored?.key.account === account && stored.key.usage !== 'ENCRYPT_DECRYPT') throw incorrectKey();
}

const UNKNOWN_KEY =
  'The ciphertext refers to a customer master key that does not exist, does not exist in this region, ' +
  'or you are not allowed to access.';

function requireKnown(owner: StoredKey | undefined): ResolvedKey {
  if (owner !== undefined) return { arn: arnOf(owner.key), stored: owner, denial: UNKNOWN_KEY };
  throw new KmsError('AccessDeniedException', UNKNOWN_KEY);
}

function incorrectKey(): KmsError {
  return new KmsError(
    'IncorrectKeyException',
    'The key ID in the request does not identify a CMK that can perform this operation.',
  );
}
