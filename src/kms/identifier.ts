/**
 * Key identifiers: what a request may call a key, and what is said of a text that calls none.
 *
 * Four forms: key id, key ARN, alias name, alias ARN (KMS Developer Guide, "Key identifiers"). The texts are those that
 * were recorded from AWS. This file looks nothing up.
 *
 * @module
 */
import { parseArn, partitionOf } from '../iam/arn.ts';
import { KmsError } from './errors.ts';
import type { Scope } from './scope.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const MULTI_REGION = /^mrk-[0-9a-f]{32}$/;
/** What AWS takes for the form of an id; it writes them in lower case alone. */
const UUID_OF_ANY_CASE = new RegExp(UUID.source, 'i');
const ALIAS_PREFIX = 'alias/';

/** What an identifier names: a key by id, or an alias by name, in a scope. */
export type KeyIdentifier =
  | { readonly kind: 'key'; readonly scope: Scope; readonly keyId: string }
  | { readonly kind: 'alias'; readonly scope: Scope; readonly aliasName: string };

/**
 * Reads an identifier.
 *
 * @param scope Where the request arrived: bare ids and names belong there, and no ARN leads to another Region.
 * @throws {KmsError} NotFoundException: the text identifies nothing here.
 *
 * @example
 * readIdentifier('alias/a', { account: '111122223333', region: 'us-east-1' }).kind; // 'alias'
 */
export function readIdentifier(text: string, scope: Scope): KeyIdentifier {
  if (text.startsWith('arn:')) return readArn(text, scope);
  if (text.startsWith(ALIAS_PREFIX)) return { kind: 'alias', scope, aliasName: text };
  if (hasFormOfKeyId(text)) return { kind: 'key', scope, keyId: text };
  throw new KmsError('NotFoundException', `Invalid keyId '${text}'`);
}

/**
 * Whether a text has the form of a key id.
 *
 * @example
 * isKeyId('mrk-fake-key-id'); // false
 */
export function isKeyId(text: string): boolean {
  return UUID.test(text) || MULTI_REGION.test(text);
}

/**
 * Whether a text has the form of a multi-Region key's id.
 *
 * @example
 * isMultiRegionKeyId('1234abcd-12ab-34cd-56ef-1234567890ab'); // false
 */
export function isMultiRegionKeyId(text: string): boolean {
  return MULTI_REGION.test(text);
}

/** An id in upper case is one that no key has. */
function hasFormOfKeyId(text: string): boolean {
  return UUID_OF_ANY_CASE.test(text) || MULTI_REGION.test(text);
}

function readArn(text: string, { region }: Scope): KeyIdentifier {
  const arn = parseArn(text);
  if (arn === undefined || arn.service !== 'kms') throw invalidArn(text);
  if (arn.region !== region) throw invalidArn(arn.region);
  if (arn.partition !== partitionOf(region)) throw invalidArn(arn.partition);
  const scope = { account: arn.account, region };
  if (!/^\d{12}$/.test(arn.account)) throw invalidArn(text);
  if (arn.resource.startsWith(ALIAS_PREFIX)) return { kind: 'alias', scope, aliasName: arn.resource };
  const keyId = arn.resource.slice('key/'.length);
  if (!arn.resource.startsWith('key/')) throw invalidArn(text);
  // In quotes when it is the whole identifier, without when it is a part: so it was recorded.
  if (!hasFormOfKeyId(keyId)) throw new KmsError('NotFoundException', `Invalid keyId ${keyId}`);
  return { kind: 'key', scope, keyId };
}

function invalidArn(part: string): KmsError {
  return new KmsError('NotFoundException', `Invalid arn ${part}`);
}
