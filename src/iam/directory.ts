/**
 * The directory: accounts, users, roles, access keys and policies, read from one JSON document (docs/PRINCIPALS.md).
 *
 *   { "accounts": { "111122223333": {
 *       "accessKeys": [...],                                   the root's
 *       "policies":   { "<name>": <policy> },                  managed policies, to be attached by name
 *       "users":      { "<name>": { "path", "accessKeys", "policies", …, "services" } },
 *       "roles":      { "<name>": { "path", "trustPolicy", "policies", …, "maxSessionSeconds" } } } } }
 *
 * It is read whole or refused whole, with the place of what is wrong and never a value. Secrets pass through it: who
 * reads a directory seals them. It is pure: it reads no file and knows no time.
 *
 * @module
 */

import { formatArn } from './arn.ts';
import { DirectoryError } from './directory-error.ts';
import type { NamedPolicy, PrincipalPolicies } from './evaluate.ts';
import { type Identity, rootIdentity } from './identity.ts';
import { type PolicyKind, PolicySyntaxError, parsePolicy } from './policy.ts';
import { principalOf } from './principal.ts';

/** A long-term credential of somebody. */
export interface AccessKey {
  readonly id: string;
  /** In the clear, or sealed by `strongroom seal-secret`: base64. */
  readonly secret: { readonly clear: string } | { readonly sealed: string };
  readonly identity: Identity;
}

/** A role, which sessions take on. */
export interface Role {
  readonly arn: string;
  readonly account: string;
  readonly name: string;
  readonly roleId: string;
  readonly trustPolicy: NamedPolicy;
  readonly policies: PrincipalPolicies;
  readonly tags: ReadonlyMap<string, string>;
  readonly maxSessionSeconds: number;
}

export interface Directory {
  readonly accessKeys: ReadonlyMap<string, AccessKey>;
  /** By ARN. */
  readonly roles: ReadonlyMap<string, Role>;
  /** By ARN. */
  readonly users: ReadonlyMap<string, Identity>;
  /** The documents of managed policies, by ARN. */
  readonly documents: ReadonlyMap<string, string>;
  readonly accounts: ReadonlySet<string>;
}

/** What a directory cannot know of itself. */
export interface DirectoryOptions {
  /** Such as `aws`. */
  readonly partition: string;
  /** A unique id in AWS's form for what an ARN names, such as `AIDA` and 17 characters. */
  readonly uniqueId: (prefix: 'AIDA' | 'AROA', arn: string) => string;
}

type Json = Readonly<Record<string, unknown>>;

const ACCOUNT = /^\d{12}$/;
const NAME = /^[\w+=,.@-]{1,64}$/;
const PATH = /^\/([\w+=,.@-]+\/)*$/;
const ACCESS_KEY_ID = /^[A-Za-z0-9_-]{1,128}$/;
const TEMPORARY_ID = /^ASIA.{16}$/;
/** IAM: from one hour, when nothing is said, to twelve. */
const DEFAULT_SESSION_SECONDS = 3600;
const MAX_SESSION_SECONDS = 43_200;

const MEMBERS = {
  directory: ['accounts'],
  account: ['accessKeys', 'policies', 'users', 'roles'],
  user: ['path', 'accessKeys', 'policies', 'attachedPolicies', 'permissionsBoundary', 'tags', 'services'],
  role: [
    'path',
    'trustPolicy',
    'policies',
    'attachedPolicies',
    'permissionsBoundary',
    'tags',
    'maxSessionSeconds',
  ],
  accessKey: ['id', 'secretAccessKey', 'sealedSecretAccessKey'],
} as const;

/**
 * Reads a directory.
 *
 * @throws {DirectoryError} It is not one.
 *
 * @example
 * const text = '{"accounts":{"111122223333":{"users":{"alice":{}}}}}';
 * const directory = readDirectory(text, { partition: 'aws', uniqueId: (prefix) => `${prefix}EXAMPLE` });
 * [...directory.users.keys()]; // ['arn:aws:iam::111122223333:user/alice']
 */
export function readDirectory(text: string, options: DirectoryOptions): Directory {
  const reader = new DirectoryReader(options);
  const document = objectAt(parseJson(text), '', MEMBERS.directory);
  for (const [account, value] of entriesAt(document['accounts'], 'accounts')) {
    const place = `accounts.${account}`;
    if (!ACCOUNT.test(account)) throw wrong(place, 'an account id of 12 digits');
    reader.readAccount(account, value, place);
  }
  return reader;
}

class DirectoryReader implements Directory {
  readonly accessKeys = new Map<string, AccessKey>();
  readonly roles = new Map<string, Role>();
  readonly users = new Map<string, Identity>();
  readonly documents = new Map<string, string>();
  readonly accounts = new Set<string>();
  readonly #options: DirectoryOptions;

  constructor(options: DirectoryOptions) {
    this.#options = options;
  }

  readAccount(account: string, value: unknown, place: string): void {
    const members = objectAt(value, place, MEMBERS.account);
    this.accounts.add(account);
    const managed = new Map<string, NamedPolicy>();
    for (const [name, document] of entriesAt(members['policies'], `${place}.policies`)) {
      const arn = this.#arn(account, `policy/${name}`);
      managed.set(name, policyAt(document, `${place}.policies.${name}`, 'identity policy', arn));
      this.documents.set(arn, JSON.stringify(document));
    }
    this.#readKeys(members['accessKeys'], `${place}.accessKeys`, rootIdentity(this.#arn(account, 'root')));
    for (const [name, user] of entriesAt(members['users'], `${place}.users`)) {
      this.#readUser(account, name, user, `${place}.users.${name}`, managed);
    }
    for (const [name, role] of entriesAt(members['roles'], `${place}.roles`)) {
      this.#readRole(account, name, role, `${place}.roles.${name}`, managed);
    }
  }

  #readUser(
    account: string,
    name: string,
    value: unknown,
    place: string,
    managed: ReadonlyMap<string, NamedPolicy>,
  ): void {
    const members = objectAt(value, place, MEMBERS.user);
    const arn = this.#arn(account, `user${pathOf(members, place)}${nameAt(name, place)}`);
    const identity: Identity = {
      principal: principalOf(arn),
      policies: policiesOf(members, place, managed),
      userId: this.#options.uniqueId('AIDA', arn),
      userName: name,
      tags: tagsOf(members, place),
      services: servicesOf(members, place),
    };
    this.users.set(arn, identity);
    this.#readKeys(members['accessKeys'], `${place}.accessKeys`, identity);
  }

  #readRole(
    account: string,
    name: string,
    value: unknown,
    place: string,
    managed: ReadonlyMap<string, NamedPolicy>,
  ): void {
    const members = objectAt(value, place, MEMBERS.role);
    const arn = this.#arn(account, `role${pathOf(members, place)}${nameAt(name, place)}`);
    this.roles.set(arn, {
      arn,
      account,
      name,
      roleId: this.#options.uniqueId('AROA', arn),
      trustPolicy: policyAt(members['trustPolicy'], `${place}.trustPolicy`, 'trust policy', 'trust policy'),
      policies: policiesOf(members, place, managed),
      tags: tagsOf(members, place),
      maxSessionSeconds: sessionSecondsOf(members, place),
    });
  }

  #readKeys(value: unknown, place: string, identity: Identity): void {
    for (const [i, one] of listAt(value, place).entries()) {
      const key = objectAt(one, `${place}[${i}]`, MEMBERS.accessKey);
      const id = key['id'];
      if (typeof id !== 'string' || !ACCESS_KEY_ID.test(id))
        throw wrong(`${place}[${i}].id`, 'an access key id');
      // Whoever signs with such an id is looked for among sessions.
      if (TEMPORARY_ID.test(id)) throw wrong(`${place}[${i}].id`, 'an access key id that is no session’s');
      if (this.accessKeys.has(id)) throw wrong(`${place}[${i}].id`, 'an access key id that nobody else has');
      this.accessKeys.set(id, { id, secret: secretOf(key, `${place}[${i}]`), identity });
    }
  }

  #arn(account: string, resource: string): string {
    return formatArn({ partition: this.#options.partition, service: 'iam', region: '', account, resource });
  }
}

function secretOf(key: Json, place: string): AccessKey['secret'] {
  const [clear, sealed] = [key['secretAccessKey'], key['sealedSecretAccessKey']];
  if (typeof clear === 'string' && clear !== '' && sealed === undefined) return { clear };
  if (typeof sealed === 'string' && sealed !== '' && clear === undefined) return { sealed };
  throw wrong(place, 'either secretAccessKey or sealedSecretAccessKey, a text');
}

function policiesOf(
  members: Json,
  place: string,
  managed: ReadonlyMap<string, NamedPolicy>,
): PrincipalPolicies {
  const inline = entriesAt(members['policies'], `${place}.policies`).map(([name, document]) =>
    policyAt(document, `${place}.policies.${name}`, 'identity policy', name),
  );
  const attached = listAt(members['attachedPolicies'], `${place}.attachedPolicies`).map((name, i) =>
    managedAt(name, `${place}.attachedPolicies[${i}]`, managed),
  );
  return { identity: [...inline, ...attached], boundary: boundaryOf(members, place, managed) };
}

/** By name when it is a managed policy, or written out. */
function boundaryOf(
  members: Json,
  place: string,
  managed: ReadonlyMap<string, NamedPolicy>,
): NamedPolicy | undefined {
  const [boundary, at] = [members['permissionsBoundary'], `${place}.permissionsBoundary`];
  if (boundary === undefined) return undefined;
  if (typeof boundary === 'string') return managedAt(boundary, at, managed);
  return policyAt(boundary, at, 'identity policy', 'permissions boundary');
}

function managedAt(name: unknown, place: string, managed: ReadonlyMap<string, NamedPolicy>): NamedPolicy {
  const policy = typeof name === 'string' ? managed.get(name) : undefined;
  if (policy === undefined) throw wrong(place, 'the name of one of the policies of the account');
  return policy;
}

function policyAt(document: unknown, place: string, kind: PolicyKind, name: string): NamedPolicy {
  try {
    return { name, policy: parsePolicy(JSON.stringify(document) ?? '', kind) };
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error;
    throw new DirectoryError(`${place}: the policy is malformed: ${error.message}`);
  }
}

function tagsOf(members: Json, place: string): ReadonlyMap<string, string> {
  return new Map(
    entriesAt(members['tags'], `${place}.tags`).map(([key, value]) => {
      if (typeof value !== 'string') throw wrong(`${place}.tags.${key}`, 'a text');
      return [key, value];
    }),
  );
}

function servicesOf(members: Json, place: string): readonly string[] {
  return listAt(members['services'], `${place}.services`).map((name, i) => {
    if (typeof name === 'string' && /^[a-z0-9-]{1,63}$/.test(name)) return name;
    throw wrong(`${place}.services[${i}]`, 'the name of a service, such as s3');
  });
}

function sessionSecondsOf(members: Json, place: string): number {
  const seconds = members['maxSessionSeconds'] ?? DEFAULT_SESSION_SECONDS;
  const fits = Number.isInteger(seconds) && Number(seconds) >= DEFAULT_SESSION_SECONDS;
  if (fits && Number(seconds) <= MAX_SESSION_SECONDS) return Number(seconds);
  throw wrong(`${place}.maxSessionSeconds`, 'a number of seconds from 3600 to 43200');
}

function pathOf(members: Json, place: string): string {
  const path = members['path'] ?? '/';
  if (typeof path === 'string' && PATH.test(path)) return path;
  throw wrong(`${place}.path`, 'a path that begins and ends with a slash');
}

function nameAt(name: string, place: string): string {
  if (NAME.test(name)) return name;
  throw wrong(place, 'a name of letters, digits and _+=,.@-');
}

function objectAt(value: unknown, place: string, allowed: readonly string[]): Json {
  const object = Object.fromEntries(entriesAt(value ?? null, place));
  const unknown = Object.keys(object).find((member) => !allowed.includes(member));
  if (unknown !== undefined) throw wrong(place, `no member but ${allowed.join(', ')}`);
  return object;
}

function entriesAt(value: unknown, place: string): readonly [string, unknown][] {
  if (value === undefined) return [];
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value);
  throw wrong(place, 'an object');
}

function listAt(value: unknown, place: string): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw wrong(place, 'a list');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DirectoryError('the document is not JSON');
  }
}

function wrong(place: string, expected: string): DirectoryError {
  return new DirectoryError(`${place === '' ? 'the document' : place}: expected ${expected}`);
}
