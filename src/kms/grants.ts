/**
 * Grants: given, found, listed, taken back.
 *
 * Giving one holds on to the version of the key's record, so that no key that was disabled or deleted meanwhile is
 * granted. The records that lead to a grant have names in clear, for which nobody vouches: what they lead to is opened,
 * and asked once more whether it is to be found that way. Source: KMS Developer Guide, "Grants in AWS KMS"; what is written for a grant stands in grant-records.ts.
 *
 * @module
 */
import { toHex } from '../bytes/hex.ts';
import { fromUtf8 } from '../bytes/utf8.ts';
import { KmsError } from './errors.ts';
import {
  decodeGrant,
  type Grant,
  type GrantParty,
  isGrantId,
  type NewGrant,
  partyText,
  requireGrantable,
  requireGrantId,
  type StoredGrant,
} from './grant.ts';
import type { KeyPlace } from './grant-records.ts';
import { readGrantToken, TOKEN_NONCE_LENGTH, TOKEN_PROOF_LENGTH, writeGrantToken } from './grant-token.ts';
import type { Key, StoredKey } from './key.ts';
import { granteePrefix, grantName, grantPrefix, keyName, retirablePrefix } from './keyspace.ts';
import { type Page, type PageRequest, pageOf, readMarker } from './paging.ts';
import type { Vault } from './vault.ts';

/** What is written for grants; it comes with the first that is given or taken back. */
const grantRecords = (): Promise<typeof import('./grant-records.ts')> => import('./grant-records.ts');

const GRANT_ID_LENGTH = 32;
const PAGE = 200;

/** A grant, and a token of it that nobody was given before. */
export interface IssuedGrant {
  readonly grant: Grant;
  readonly token: string;
}

/**
 * Gives a grant on a key. A request that has a name and is the same as an earlier one in everything gives the same
 * grant once more, under a new token.
 *
 * @param issuingAccount The account of whoever gives it.
 * @throws {KmsError} ValidationException, InvalidArnException; LimitExceededException at 50,000 grants.
 */
export async function createGrant(
  vault: Vault,
  stored: StoredKey,
  issuingAccount: string,
  wanted: NewGrant,
): Promise<IssuedGrant> {
  requireGrantable(stored.key, wanted);
  const earlier = await findRepeated(vault, stored.key, issuingAccount, wanted);
  if (earlier !== undefined) return issue(vault, earlier);
  const grant = newGrant(vault, stored.key, issuingAccount, wanted);
  const { birthOf, countOneMore } = await grantRecords();
  const { write, unchanged } = await countOneMore(vault.keystore, grant);
  const keyCondition = { name: keyName(stored.key, stored.key.keyId), version: stored.version };
  await vault.keystore.commit([...birthOf(grant), write], [keyCondition, ...unchanged]);
  return issue(vault, grant);
}

/** Takes a grant back, by whichever right. @throws {StoreConflictError} Somebody else did so at the same moment. */
export async function deleteGrant(vault: Vault, stored: StoredGrant): Promise<void> {
  const { countOneLess, deathOf } = await grantRecords();
  await vault.keystore.commit([...deathOf(stored), await countOneLess(vault.keystore, stored.grant)]);
}

/** The grant of that id on a key; `undefined` when there is none, or none any more. */
export async function findGrant(
  { keystore }: Vault,
  key: KeyPlace,
  grantId: string,
): Promise<StoredGrant | undefined> {
  const record = await keystore.read(grantName(key, grantId));
  if (record === undefined) return undefined;
  return { grant: decodeGrant(record.value), version: record.version };
}

/**
 * The grant of that id on a key.
 *
 * @throws {KmsError} InvalidGrantIdException: the text is no grant id. NotFoundException: there is no such grant.
 */
export async function getGrant(vault: Vault, key: KeyPlace, grantId: string): Promise<StoredGrant> {
  requireGrantId(grantId);
  const found = await findGrant(vault, key, grantId);
  if (found !== undefined) return found;
  throw new KmsError('NotFoundException', `Grant ID ${grantId} not found`);
}

/**
 * The grant that a token names, on a key of any account in the Region.
 *
 * @throws {KmsError} InvalidGrantTokenException: no grant has that token, or none has it any more.
 */
export async function getGrantByToken(vault: Vault, region: string, token: string): Promise<StoredGrant> {
  const reference = readGrantToken(token);
  if (reference?.scope.region === region) {
    const { scope, keyId, grantId, proof } = reference;
    const found = await findGrant(vault, { ...scope, keyId }, grantId);
    if (found?.grant.tokenProof === proof) return found;
  }
  throw new KmsError('InvalidGrantTokenException');
}

/**
 * A grant on a key to one of the parties, of which the test holds; found by index, whatever other grants there are.
 *
 * @param test Such as one by grant-rules.ts.
 */
export async function findGrantTo(
  vault: Vault,
  key: KeyPlace,
  parties: readonly GrantParty[],
  test: (grant: Grant) => boolean,
): Promise<Grant | undefined> {
  for (const party of parties) {
    const prefix = granteePrefix(key, partyText(party));
    for await (const grantId of idsUnder(vault, prefix)) {
      const found = await findGrant(vault, key, grantId);
      if (found !== undefined && isOf(found.grant.grantee, party) && test(found.grant)) return found.grant;
    }
  }
  return undefined;
}

/** Which of a key's grants are to be listed; all of them when nothing is said. */
export interface GrantFilter {
  readonly grantId: string | undefined;
  readonly grantee: GrantParty | undefined;
}

/** A page of a key's grants, in the order of their ids. @throws {KmsError} InvalidMarker- or InvalidGrantIdException. */
export async function listGrants(
  vault: Vault,
  key: KeyPlace,
  { grantId, grantee }: GrantFilter,
  request: PageRequest,
): Promise<Page<Grant>> {
  const cursor = readMarker('grant', request.marker, isGrantId);
  if (grantId !== undefined) return await listOne(vault, key, grantId, grantee);
  const prefix = grantee === undefined ? grantPrefix('grant', key) : granteePrefix(key, partyText(grantee));
  const after = cursor === undefined ? undefined : prefix + cursor;
  const names = await vault.keystore.listNames(prefix, after, request.limit + 1);
  const ids = names.map((name) => name.slice(prefix.length));
  const page = pageOf('grant', ids, request.limit, (id) => id);
  const grants = await readAll(vault, page.items, (id) => [key, id]);
  return { ...page, items: grants.filter((grant) => grantee === undefined || isOf(grant.grantee, grantee)) };
}

const RETIRABLE_CURSOR = /^(?:\d{12}\/)?[0-9a-z-]{36}\/[0-9a-f]{64}$/;

/**
 * A page of the grants of a Region that somebody may retire, on keys of any account or of one.
 *
 * @throws {KmsError} InvalidMarkerException.
 */
export async function listRetirableGrants(
  vault: Vault,
  { region, account }: { readonly region: string; readonly account?: string | undefined },
  retiring: GrantParty,
  request: PageRequest,
): Promise<Page<Grant>> {
  const isCursor = (text: string): boolean => RETIRABLE_CURSOR.test(text);
  const cursor = readMarker('retirable grant', request.marker, isCursor);
  const prefix = retirablePrefix(region, partyText(retiring), account);
  const after = cursor === undefined ? undefined : prefix + cursor;
  const names = await vault.keystore.listNames(prefix, after, request.limit + 1);
  const rests = names.map((name) => name.slice(prefix.length));
  const page = pageOf('retirable grant', rests, request.limit, (rest) => rest);
  const placeOf = (rest: string): [KeyPlace, string] => {
    const [grantId = '', keyId = '', owner = account ?? ''] = rest.split('/').reverse();
    return [{ account: owner, region, keyId }, grantId];
  };
  const grants = await readAll(vault, page.items, placeOf);
  return { ...page, items: grants.filter((grant) => isOf(grant.retiring, retiring)) };
}

/**
 * Erases every grant of a key that is being deleted. The caller deletes the key afterwards: as long as its record is
 * as it was, no grant can have been added.
 *
 * @throws {StoreConflictError} The key or a grant changed meanwhile.
 */
export async function eraseGrants({ keystore }: Vault, { key, version }: StoredKey): Promise<void> {
  const unchanged = [{ name: keyName(key, key.keyId), version }];
  const { deathOf } = await grantRecords();
  for (;;) {
    const records = await keystore.list(grantPrefix('grant', key), undefined, PAGE);
    if (records.length === 0) break;
    const grants = records.map((record) => ({ grant: decodeGrant(record.value), version: record.version }));
    await keystore.commit(grants.flatMap(deathOf), unchanged);
  }
  const counts = await keystore.list(grantPrefix('grant-count', key), undefined, PAGE);
  const erasures = counts.map(({ name, version: replaces }) => ({ name, replaces, value: undefined }));
  if (erasures.length > 0) await keystore.commit(erasures, unchanged);
}

function newGrant({ keystore, clock }: Vault, key: Key, issuingAccount: string, wanted: NewGrant): Grant {
  return {
    ...wanted,
    account: key.account,
    region: key.region,
    keyId: key.keyId,
    grantId: toHex(keystore.random(GRANT_ID_LENGTH)),
    createdAtMs: clock(),
    issuingAccount,
    tokenProof: toHex(keystore.random(TOKEN_PROOF_LENGTH)),
  };
}

function issue({ keystore }: Vault, grant: Grant): IssuedGrant {
  return { grant, token: writeGrantToken(grant, keystore.random(TOKEN_NONCE_LENGTH)) };
}

async function findRepeated(
  vault: Vault,
  key: Key,
  issuingAccount: string,
  wanted: NewGrant,
): Promise<Grant | undefined> {
  if (wanted.name === undefined) return undefined;
  const { repetitionName } = await grantRecords();
  const record = await vault.keystore.read(repetitionName(key, issuingAccount, wanted));
  if (record === undefined) return undefined;
  return (await findGrant(vault, key, fromUtf8(record.value)))?.grant;
}

async function listOne(
  vault: Vault,
  key: KeyPlace,
  grantId: string,
  grantee: GrantParty | undefined,
): Promise<Page<Grant>> {
  requireGrantId(grantId);
  const found = await findGrant(vault, key, grantId);
  const fits = found !== undefined && (grantee === undefined || isOf(found.grant.grantee, grantee));
  return { items: fits ? [found.grant] : [], nextMarker: undefined };
}

function isOf(party: GrantParty | undefined, wanted: GrantParty): boolean {
  return party !== undefined && partyText(party) === partyText(wanted);
}

/** Grants by what their names say; one that went meanwhile is left out. */
async function readAll(
  vault: Vault,
  rests: readonly string[],
  placeOf: (rest: string) => readonly [key: KeyPlace, grantId: string],
): Promise<readonly Grant[]> {
  const found = await Promise.all(rests.map((rest) => findGrant(vault, ...placeOf(rest))));
  return found.flatMap((stored) => (stored === undefined ? [] : [stored.grant]));
}

async function* idsUnder({ keystore }: Vault, prefix: string): AsyncGenerator<string> {
  let after: string | undefined;
  for (;;) {
    const names = await keystore.listNames(prefix, after, PAGE);
    for (const name of names) yield name.slice(prefix.length);
    after = names.at(-1);
    if (after === undefined || names.length < PAGE) return;
  }
}
