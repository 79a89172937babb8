/**
 * Aliases: names for keys, unique in an account and Region.
 *
 * An alias is a record of its own, and its name stands in its key's record too, so that the list of a key's aliases is
 * as true as the key. Both are written in one commit. Source: KMS Developer Guide, "Aliases in AWS KMS"; texts as
 * recorded from AWS.
 *
 * @module
 */
import { fromUtf8, toUtf8 } from '../bytes/utf8.ts';
import { parseArn } from '../iam/arn.ts';
import type { RecordChange } from '../keystore/keystore.ts';
import { KmsError } from './errors.ts';
import type { Key, StoredKey } from './key.ts';
import { keyPairKindOf } from './key-spec.ts';
import { changeKey, findKey } from './keys.ts';
import { aliasPrefix, aliasRecordName } from './keyspace.ts';
import { type Page, type PageRequest, pageOf, readMarker } from './paging.ts';
import { aliasArn, type Scope } from './scope.ts';
import type { Vault } from './vault.ts';

const PREFIX = 'alias/';
const NAME = /^alias\/[a-zA-Z0-9/_-]{1,250}$/;
/** KMS Developer Guide, "Resource quotas". */
export const MAX_ALIASES_OF_KEY = 50;

export interface Alias {
  /** With its prefix, `alias/`. */
  readonly name: string;
  readonly targetKeyId: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** An alias and the version of its record. */
export interface StoredAlias {
  readonly alias: Alias;
  readonly version: number;
}

/**
 * Whether an alias can have this name, as far as its characters and its length go.
 *
 * @example
 * isAliasName('alias/no blanks'); // false
 */
export function isAliasName(text: string): boolean {
  return NAME.test(text);
}

/**
 * Requires a name that a customer may give to an alias.
 *
 * @throws {KmsError} ValidationException, or NotAuthorizedException for AWS's own.
 *
 * @example
 * requireAliasName('alias/acgdemo');
 */
export function requireAliasName(name: string): void {
  if (!name.startsWith(PREFIX) || name === PREFIX) {
    throw new KmsError(
      'ValidationException',
      'Alias must start with the prefix "alias/". Please see ' +
        'https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
    );
  }
  if (name.includes(':')) {
    throw new KmsError('ValidationException', `${name} contains invalid characters for an alias`);
  }
  if (name.startsWith('alias/aws/')) throw new KmsError('NotAuthorizedException');
}

/**
 * Requires that the target of an alias is called by id or ARN.
 *
 * @throws {KmsError} ValidationException: it is an alias itself.
 *
 * @example
 * requireKeyAsTarget('1234abcd-12ab-34cd-56ef-1234567890ab');
 */
export function requireKeyAsTarget(identifier: string): void {
  const resource = parseArn(identifier)?.resource ?? identifier;
  if (resource.startsWith(PREFIX))
    throw new KmsError('ValidationException', 'Aliases must refer to keys. Not aliases');
}

/**
 * Gives a key one more name.
 *
 * @throws {KmsError} AlreadyExistsException; LimitExceededException at 50 aliases.
 */
export async function createAlias(vault: Vault, target: StoredKey, name: string): Promise<void> {
  const existing = await findAlias(vault, target.key, name);
  if (existing !== undefined) {
    throw new KmsError(
      'AlreadyExistsException',
      `An alias with the name ${arnIn(target.key, name)} already exists`,
    );
  }
  const now = vault.clock();
  const alias: Alias = { name, targetKeyId: target.key.keyId, createdAtMs: now, updatedAtMs: now };
  await vault.keystore.commit([writeAlias(target.key, alias, 0), addName(target, name)]);
}

/**
 * Makes a name mean another key of the same account and Region.
 *
 * @throws {KmsError} NotFoundException: there is no such alias. ValidationException: the keys are not of one kind.
 */
export async function updateAlias(vault: Vault, target: StoredKey, name: string): Promise<void> {
  const { alias, version } = await getAlias(vault, target.key, name);
  const moved = { ...alias, targetKeyId: target.key.keyId, updatedAtMs: vault.clock() };
  const write = writeAlias(target.key, moved, version);
  if (alias.targetKeyId === target.key.keyId) return await vault.keystore.commit([write]);
  const former = await findKey(vault, target.key, alias.targetKeyId);
  if (former !== undefined) requireSameKind(former, target);
  const rename = former === undefined ? [] : [removeName(former, name)];
  await vault.keystore.commit([write, addName(target, name), ...rename]);
}

/** Takes a name away. @throws {KmsError} NotFoundException: there is no such alias. */
export async function deleteAlias(vault: Vault, scope: Scope, name: string): Promise<void> {
  const { alias, version } = await getAlias(vault, scope, name);
  const former = await findKey(vault, scope, alias.targetKeyId);
  const removal = { name: aliasRecordName(scope, name), replaces: version, value: undefined };
  await vault.keystore.commit(former === undefined ? [removal] : [removal, removeName(former, name)]);
}

/** The write that makes an alias where there is none. */
export function insertAlias(scope: Scope, alias: Alias): RecordChange {
  return writeAlias(scope, alias, 0);
}

/** The alias of that name, if there is one. */
export async function findAlias(vault: Vault, scope: Scope, name: string): Promise<StoredAlias | undefined> {
  if (!isAliasName(name)) return undefined;
  const record = await vault.keystore.read(aliasRecordName(scope, name));
  if (record === undefined) return undefined;
  return { alias: decodeAlias(record.value), version: record.version };
}

/** The alias of that name. @throws {KmsError} NotFoundException. */
export async function getAlias(vault: Vault, scope: Scope, name: string): Promise<StoredAlias> {
  const found = await findAlias(vault, scope, name);
  if (found !== undefined) return found;
  throw new KmsError('NotFoundException', `Alias ${arnIn(scope, name)} is not found.`);
}

/** An alias in a list; one that only has its name is AWS's and means no key yet. */
export type ListedAlias = Alias | { readonly name: string };

/**
 * A page of a scope's aliases, in the order of their names.
 *
 * @param predefined Names that are listed although they mean no key, in their order.
 * @throws {KmsError} InvalidMarkerException.
 */
export async function listAliases(
  { keystore }: Vault,
  scope: Scope,
  request: PageRequest,
  predefined: readonly string[],
): Promise<Page<ListedAlias>> {
  const cursor = readMarker('alias', request.marker, isAliasName);
  const after = cursor === undefined ? undefined : aliasRecordName(scope, cursor);
  const records = await keystore.list(aliasPrefix(scope), after, request.limit + 1);
  const aliases = records.map(({ value }) => decodeAlias(value));
  // A full page tells nothing of what comes after its last name.
  const end = aliases.length > request.limit ? aliases.at(-1)?.name : undefined;
  const known = new Set(aliases.map(({ name }) => name));
  const unmade = predefined.filter(
    (name) => name > (cursor ?? '') && (end === undefined || name < end) && !known.has(name),
  );
  const all = [...aliases, ...unmade.map((name) => ({ name }))];
  all.sort((a, b) => (a.name < b.name ? -1 : 1));
  return pageOf('alias', all.slice(0, request.limit + 1), request.limit, ({ name }) => name);
}

/** A page of one key's aliases, in the order of their names. @throws {KmsError} InvalidMarkerException. */
export async function listAliasesOf(
  vault: Vault,
  { key }: StoredKey,
  request: PageRequest,
): Promise<Page<Alias>> {
  const cursor = readMarker('alias', request.marker, isAliasName) ?? '';
  const names = [...key.aliases].sort().filter((name) => name > cursor);
  const found = await Promise.all(
    names.slice(0, request.limit + 1).map((name) => findAlias(vault, key, name)),
  );
  const aliases = found.flatMap((stored) => (stored === undefined ? [] : [stored.alias]));
  return pageOf('alias', aliases, request.limit, ({ name }) => name);
}

function addName(stored: StoredKey, name: string): RecordChange {
  if (stored.key.aliases.length >= MAX_ALIASES_OF_KEY) {
    throw new KmsError('LimitExceededException', `A key can have at most ${MAX_ALIASES_OF_KEY} aliases.`);
  }
  return changeKey(stored, { aliases: [...stored.key.aliases, name] });
}

function removeName(stored: StoredKey, name: string): RecordChange {
  return changeKey(stored, { aliases: stored.key.aliases.filter((other) => other !== name) });
}

/** Symmetric, asymmetric or HMAC, and of one usage; the spec may be another (KMS API reference, UpdateAlias). */
function requireSameKind({ key: former }: StoredKey, { key: target }: StoredKey): void {
  const sameType = isPair(former) === isPair(target);
  if (sameType && former.usage === target.usage) return;
  throw new KmsError(
    'ValidationException',
    'The current and the new KMS key of an alias must have the same key type and usage.',
  );
}

function isPair({ spec }: Key): boolean {
  return keyPairKindOf(spec) !== undefined;
}

function writeAlias(scope: Scope, alias: Alias, replaces: number): RecordChange {
  const value = toUtf8(JSON.stringify(alias));
  return { name: aliasRecordName(scope, alias.name), replaces, value };
}

function decodeAlias(value: Uint8Array): Alias {
  return JSON.parse(fromUtf8(value)) as Alias;
}

function arnIn({ account, region }: Scope, name: string): string {
  return aliasArn({ account, region }, name);
}
