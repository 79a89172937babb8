/**
 * A seed: keys that are to be there when a service starts, with what AWS would choose fixed.
 *
 * This file says what a seed may hold (docs/SEEDING.md) and reads it whole before anything is planted; seeding.ts plants.
 * A policy that shuts everybody out is taken: whoever writes the seed owns the store.
 *
 * @module
 */
import { principalOf } from '../iam/principal.ts';
import { isAliasName, MAX_ALIASES_OF_KEY, requireAliasName } from './aliases.ts';
import { KmsError } from './errors.ts';
import { isKeyId, isMultiRegionKeyId } from './identifier.ts';
import type { Tag } from './key.ts';
import { defaultPolicy, requirePolicy } from './key-policy.ts';
import { DEFAULT_KEY_SPEC, KEY_SPECS, type KeyUsage, keySpecRow, requireUsage } from './key-spec.ts';
import { isRegion, rootArn, type Scope } from './scope.ts';
import { SeedError, type SeedPath } from './seed-error.ts';
import { SeedNode } from './seed-reader.ts';
import { addTags } from './tags.ts';

/** What each key has of its own in its Region. */
export interface SeedOfRegion {
  /** Where in the seed it stands. */
  readonly path: SeedPath;
  readonly region: string;
  readonly description: string;
  readonly policy: string;
  readonly tags: readonly Tag[];
  readonly aliases: readonly string[];
  readonly isEnabled: boolean;
}

/** A key of a seed. */
export interface SeedKey extends SeedOfRegion {
  readonly account: string;
  readonly keyId: string;
  readonly spec: string;
  readonly usage: KeyUsage;
  readonly origin: 'AWS_KMS' | 'EXTERNAL';
  /** The last one is current; none when material is to be made, or imported later. */
  readonly materials: readonly Uint8Array[];
  readonly rotationPeriodDays: number | undefined;
  readonly replicas: readonly SeedOfRegion[];
}

const OWN_MEMBERS = ['region', 'description', 'policy', 'tags', 'aliases', 'enabled'] as const;
const KEY_MEMBERS = [
  'id',
  'account',
  'spec',
  'usage',
  'origin',
  'material',
  'rotationPeriodDays',
  'multiRegion',
  'replicas',
  ...OWN_MEMBERS,
] as const;

/**
 * Reads a seed.
 *
 * @param document What its file holds: mappings, lists and scalars.
 * @param defaults Account and Region of keys that name none.
 * @throws {SeedError} Something in it is not what it must be.
 *
 * @example
 * const defaults = { account: '111122223333', region: 'us-east-1' };
 * const document = { keys: [{ id: 'bc436485-5092-42b8-92a3-0aa8b93536dc', aliases: ['alias/demo'] }] };
 * readSeed(document, defaults)[0].spec; // 'SYMMETRIC_DEFAULT'
 */
export function readSeed(document: unknown, defaults: Scope): readonly SeedKey[] {
  const root = new SeedNode(document).members(['account', 'region', 'keys']);
  const scope = { account: readAccount(root, defaults.account), region: readRegion(root, defaults.region) };
  if (root.member('keys').isAbsent) throw root.member('keys').refuse('is missing: expected a list');
  const keys = root
    .member('keys')
    .items()
    .map((node) => readKey(node.members(KEY_MEMBERS), scope));
  requireDifferent(keys);
  return keys;
}

function readKey(node: SeedNode, defaults: Scope): SeedKey {
  const account = readAccount(node, defaults.account);
  const keyId = readId(node);
  const spec = node.member('spec').choice([...KEY_SPECS.keys()], DEFAULT_KEY_SPEC);
  const own = readOwn(node, { account, region: defaults.region });
  const key: SeedKey = {
    ...own,
    account,
    keyId,
    spec,
    usage: readUsage(node.member('usage'), spec),
    origin: node.member('origin').choice(['AWS_KMS', 'EXTERNAL'], 'AWS_KMS'),
    materials: readMaterials(node.member('material'), spec),
    rotationPeriodDays: node.member('rotationPeriodDays').integer(90, 2560),
    replicas: readReplicas(node.member('replicas'), { account, region: own.region }),
  };
  requireRotatable(node, key);
  requireMultiRegion(node, key);
  return key;
}

function readOwn(node: SeedNode, defaults: Scope): SeedOfRegion {
  const region = readRegion(node, defaults.region);
  return {
    path: node.path,
    region,
    description: node.member('description').text('', 8192),
    policy: readPolicy(node.member('policy'), { account: defaults.account, region }),
    tags: readTags(node.member('tags')),
    aliases: readAliases(node.member('aliases')),
    isEnabled: node.member('enabled').flag(true),
  };
}

function readAccount(node: SeedNode, fallback: string): string {
  const account = node.member('account').text(fallback);
  if (/^\d{12}$/.test(account)) return account;
  throw node.member('account').refuse('expected 12 digits');
}

function readRegion(node: SeedNode, fallback: string): string {
  const region = node.member('region').text(fallback);
  if (isRegion(region)) return region;
  throw node.member('region').refuse('expected the name of a Region');
}

function readId(node: SeedNode): string {
  const id = node.member('id');
  const text = id.text();
  if (isKeyId(text)) return text;
  throw id.refuse('expected a UUID, or mrk- and 32 hexadecimal digits, in lower case');
}

/** A spec that has one usage alone need not say it. */
function readUsage(node: SeedNode, spec: string): KeyUsage {
  const usages = Object.keys(keySpecRow(spec).algorithms) as KeyUsage[];
  const fallback = usages.length === 1 ? usages[0] : undefined;
  if (node.isAbsent && fallback === undefined) {
    throw node.refuse(`is missing: a key of ${spec} is for ${usages.join(' or ')}`);
  }
  return requireUsage(spec, node.choice(usages, fallback));
}

/** One, or for a symmetric key a list of what it was rotated through. */
function readMaterials(node: SeedNode, spec: string): readonly Uint8Array[] {
  if (node.isAbsent) return [];
  if (!Array.isArray(node.value)) return [node.bytes()];
  if (spec !== DEFAULT_KEY_SPEC) throw node.refuse(`a key of ${spec} has one material, not a list`);
  return node.items().map((item) => item.bytes());
}

/** A mapping, or JSON text. */
function readPolicy(node: SeedNode, scope: Scope): string {
  if (node.isAbsent) return defaultPolicy(scope);
  const text = typeof node.value === 'object' ? JSON.stringify(node.value, undefined, 2) : node.text();
  const author = {
    principal: principalOf(rootArn(scope)),
    context: () => undefined,
    bypassLockoutCheck: true,
  };
  asSeedError(node, () => requirePolicy(text, author));
  return text;
}

function readTags(node: SeedNode): readonly Tag[] {
  if (node.isAbsent) return [];
  const tags = node.names().map((key) => ({ key, value: node.member(key).text(undefined, 256) }));
  const wrong = tags.find(({ key }) => key.length < 1 || key.length > 128);
  if (wrong !== undefined) throw node.member(wrong.key).refuse('a tag’s key has 1 to 128 characters');
  return asSeedError(node, () => addTags([], tags));
}

function readAliases(node: SeedNode): readonly string[] {
  const aliases = node.items().map((item) => {
    const name = item.text();
    asSeedError(item, () => requireAliasName(name));
    if (!isAliasName(name)) throw item.refuse('expected alias/ and up to 250 letters, digits, /, _ or -');
    return name;
  });
  if (aliases.length <= MAX_ALIASES_OF_KEY) return aliases;
  throw node.refuse(`a key has at most ${MAX_ALIASES_OF_KEY} aliases`);
}

/** The name of a Region alone, or a mapping with what the replica has of its own. */
function readReplicas(node: SeedNode, scope: Scope): readonly SeedOfRegion[] {
  return node.items().map((item) => {
    const named = typeof item.value === 'string' ? { region: item.value } : item.value;
    const replica = new SeedNode(named, item.path).members(OWN_MEMBERS);
    if (replica.member('region').isAbsent) throw replica.member('region').refuse('is missing');
    return readOwn(replica, scope);
  });
}

function requireRotatable(node: SeedNode, { rotationPeriodDays, spec, origin }: SeedKey): void {
  if (rotationPeriodDays === undefined || (spec === DEFAULT_KEY_SPEC && origin === 'AWS_KMS')) return;
  throw node
    .member('rotationPeriodDays')
    .refuse('only symmetric keys whose material is made here rotate by themselves');
}

function requireMultiRegion(node: SeedNode, { keyId, replicas }: SeedKey): void {
  const isMultiRegion = isMultiRegionKeyId(keyId);
  if (node.member('multiRegion').flag(isMultiRegion) !== isMultiRegion) {
    throw node
      .member('multiRegion')
      .refuse('the id says it: multi-Region keys, and no others, begin with mrk-');
  }
  if (replicas.length === 0 || isMultiRegion) return;
  throw node.member('replicas').refuse('only a multi-Region key, whose id begins with mrk-, has replicas');
}

/** No two keys of one id, and no two aliases of one name, in one account and Region. */
function requireDifferent(keys: readonly SeedKey[]): void {
  const taken = new Set<string>();
  const take = (name: string, path: SeedPath, reason: string): void => {
    if (taken.has(name)) throw new SeedError(path, reason);
    taken.add(name);
  };
  for (const { account, keyId, ...key } of keys) {
    for (const { path, region, aliases } of [key, ...key.replicas]) {
      take(`${account}/${region}/${keyId}`, path, `there is a second key ${keyId} in ${region}`);
      for (const [i, name] of aliases.entries()) {
        take(
          `${account}/${region}/${name}`,
          [...path, 'aliases', i],
          `there is a second ${name} in ${region}`,
        );
      }
    }
  }
}

/** What the service would refuse in its own words is refused here in the same, and with its place. */
function asSeedError<T>(node: SeedNode, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof KmsError)) throw error;
    throw node.refuse(reasonOf(error), error);
  }
}

function reasonOf({ code, message, cause }: KmsError): string {
  if (message !== '') return message;
  return cause instanceof Error ? `refused with ${code}: ${cause.message}` : `refused with ${code}`;
}
