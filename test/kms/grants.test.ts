import { beforeEach, describe, expect, it } from 'vitest';
import { toUtf8 } from '../../src/bytes/utf8.ts';
import type { NewGrant } from '../../src/kms/grant.ts';
import {
  createGrant,
  deleteGrant,
  eraseGrants,
  findGrant,
  findGrantTo,
  getGrant,
  getGrantByToken,
  type IssuedGrant,
  listGrants,
  listRetirableGrants,
} from '../../src/kms/grants.ts';
import type { StoredKey } from '../../src/kms/key.ts';
import { findKey } from '../../src/kms/keys.ts';
import { StoreConflictError } from '../../src/store/store.ts';
import {
  DAY_MS,
  forgeKey,
  makeKey,
  openService,
  refusalOf,
  SCOPE,
  type Service,
  snapshot,
} from '../operations/service.ts';
import { GRANT, PRINCIPAL } from './granted.ts';

const ALL = { grantId: undefined, grantee: undefined };
const PAGE = { limit: 100, marker: undefined };

let service: Service;
let key: StoredKey;

async function store(keyId: string): Promise<StoredKey> {
  const stored = await findKey(service.vault, SCOPE, keyId);
  if (stored === undefined) throw new Error('no key');
  return stored;
}

const give = (wanted: Partial<NewGrant> = {}, issuer: string = SCOPE.account): Promise<IssuedGrant> =>
  createGrant(service.vault, key, issuer, { ...GRANT, ...wanted });

const namesOf = async (...kinds: readonly string[]): Promise<readonly string[]> =>
  [...(await snapshot(service.store)).keys()].filter((name) => kinds.includes(name.split('/')[0] ?? ''));

beforeEach(async () => {
  service = await openService();
  key = await store((await makeKey(service)).KeyId);
});

describe('a grant', () => {
  it('is found by its key and id, and by every token of it', async () => {
    const { grant, token } = await give();
    expect((await findGrant(service.vault, key.key, grant.grantId))?.grant).toEqual({ ...grant });
    expect((await getGrantByToken(service.vault, 'us-east-1', token)).grant.grantId).toBe(grant.grantId);
    expect(
      await findGrant(service.vault, { ...key.key, account: '444455556666' }, grant.grantId),
    ).toBeUndefined();
  });

  it('is gone with all that led to it when it is taken back, and its tokens with it', async () => {
    const { grant, token } = await give({ name: 'n', retiring: { principal: PRINCIPAL } });
    await deleteGrant(service.vault, await getGrant(service.vault, key.key, grant.grantId));
    expect(await namesOf('grant', 'grantee', 'retirable', 'named-grant')).toEqual([]);
    expect(await refusalOf(getGrant(service.vault, key.key, grant.grantId))).toEqual({
      code: 'NotFoundException',
      message: `Grant ID ${grant.grantId} not found`,
    });
    expect((await refusalOf(getGrantByToken(service.vault, 'us-east-1', token))).code).toBe(
      'InvalidGrantTokenException',
    );
    const again = await give({ name: 'n', retiring: { principal: PRINCIPAL } });
    expect(again.grant.grantId).not.toBe(grant.grantId);
  });

  it('is not reached by a token of another Region, or by one with another proof', async () => {
    const { grant, token } = await give();
    const other = await give();
    const forged = Buffer.from(token, 'base64');
    Buffer.from(other.grant.tokenProof, 'hex').copy(forged, 17);
    for (const [region, text] of [
      ['eu-west-1', token],
      ['us-east-1', forged.toString('base64')],
      ['us-east-1', grant.grantId],
    ] as const) {
      expect(await refusalOf(getGrantByToken(service.vault, region, text))).toEqual({
        code: 'InvalidGrantTokenException',
        message: '',
      });
    }
  });

  it('is not given on a key that was changed since it was looked at', async () => {
    await forgeKey(service, key.key.keyId, { state: 'Disabled' });
    await expect(give()).rejects.toThrow(StoreConflictError);
    expect(await namesOf('grant', 'grantee', 'grant-count')).toEqual([]);
  });
});

describe('a request with a name', () => {
  it('gives the same grant again under another token, and a new one when it differs or has none', async () => {
    const first = await give({ name: 'n', operations: ['Encrypt', 'Decrypt'] });
    const again = await give({ name: 'n', operations: ['Decrypt', 'Encrypt'] });
    expect(again.grant).toEqual(first.grant);
    expect(again.token).not.toBe(first.token);
    const ids = [first.grant.grantId];
    ids.push((await give({ name: 'n', operations: ['Decrypt'] })).grant.grantId);
    ids.push((await give({ name: 'n', operations: ['Encrypt', 'Decrypt'] }, '444455556666')).grant.grantId);
    ids.push((await give()).grant.grantId, (await give()).grant.grantId);
    key = await store((await makeKey(service)).KeyId);
    ids.push((await give({ name: 'n', operations: ['Encrypt', 'Decrypt'] })).grant.grantId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('gives one grant however often it is sent at one moment', async () => {
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => give({ name: 'n' })));
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(StoreConflictError);
    }
    expect(await namesOf('grant')).toHaveLength(1);
  });
});

describe('a grant to one of some parties', () => {
  it('is found among grants to others, beyond the first page', async () => {
    for (let i = 0; i < 250; i++) await give();
    const other = { principal: 'arn:aws:iam::111122223333:role/reader/of/books' };
    const { grant } = await give({ grantee: other, operations: ['Encrypt'] });
    const seen: string[] = [];
    const found = await findGrantTo(service.vault, key.key, [other], ({ grantId }) => seen.push(grantId) > 0);
    expect([found?.grantId, seen]).toEqual([grant.grantId, [grant.grantId]]);
    const last = await give({ operations: ['Decrypt'] });
    const parties = [other, { principal: PRINCIPAL }];
    const byTest = await findGrantTo(service.vault, key.key, parties, ({ operations }) =>
      operations.includes('Decrypt'),
    );
    expect(byTest?.grantId).toBe(last.grant.grantId);
    expect(await findGrantTo(service.vault, key.key, parties, () => false)).toBeUndefined();
    expect(await findGrantTo(service.vault, key.key, [{ service: PRINCIPAL }], () => true)).toBeUndefined();
  });
});

describe('the list of grants', () => {
  it.each([1, 7, 50])('goes through 60 grants in pages of %i, each once', async (limit) => {
    const given = new Set<string>();
    for (let i = 0; i < 60; i++)
      given.add((await give({ grantee: { principal: `${PRINCIPAL}${i % 2}` } })).grant.grantId);
    for (const grantee of [undefined, { principal: `${PRINCIPAL}1` }]) {
      const seen: string[] = [];
      let marker: string | undefined;
      do {
        const page = await listGrants(service.vault, key.key, { ...ALL, grantee }, { limit, marker });
        expect(page.items.length).toBeLessThanOrEqual(limit);
        seen.push(...page.items.map(({ grantId }) => grantId));
        marker = page.nextMarker;
      } while (marker !== undefined);
      expect(seen).toHaveLength(grantee === undefined ? 60 : 30);
      expect(seen.every((id, i) => given.has(id) && (i === 0 || (seen[i - 1] ?? '') < id))).toBe(true);
    }
  });

  it('finds one by its id, if it is to the grantee asked for', async () => {
    const { grant } = await give();
    const ask = async (grantId: string, grantee?: { principal: string }): Promise<number> =>
      (await listGrants(service.vault, key.key, { grantId, grantee }, PAGE)).items.length;
    expect(await ask(grant.grantId)).toBe(1);
    expect(await ask(grant.grantId, { principal: PRINCIPAL })).toBe(1);
    expect(await ask(grant.grantId, { principal: `${PRINCIPAL}s` })).toBe(0);
    expect(await ask('0'.repeat(64))).toBe(0);
    expect((await refusalOf(ask('x'))).code).toBe('InvalidGrantIdException');
  });

  it('takes no marker of another list', async () => {
    for (let i = 0; i < 2; i++) await give({ retiring: { principal: PRINCIPAL } });
    const retiring = { principal: PRINCIPAL };
    const one = { limit: 1, marker: undefined };
    const { nextMarker } = await listGrants(service.vault, key.key, ALL, one);
    const other = await listRetirableGrants(service.vault, SCOPE, retiring, one);
    for (const call of [
      listGrants(service.vault, key.key, ALL, { limit: 1, marker: other.nextMarker }),
      listRetirableGrants(service.vault, SCOPE, retiring, { limit: 1, marker: nextMarker }),
    ]) {
      expect((await refusalOf(call)).code).toBe('InvalidMarkerException');
    }
  });
});

it('a record that leads to a grant from where it is not to be found leads nowhere', async () => {
  const { grant } = await give({ retiring: { principal: PRINCIPAL } });
  const other = { principal: `${PRINCIPAL}s` };
  const forged = (await namesOf('grantee', 'retirable')).map((name) =>
    name.replace('role~reader', 'role~readers'),
  );
  await service.vault.keystore.commit(forged.map((name) => ({ name, replaces: 0, value: new Uint8Array() })));
  expect(await namesOf('grantee', 'retirable')).toHaveLength(4);
  expect((await listGrants(service.vault, key.key, { ...ALL, grantee: other }, PAGE)).items).toEqual([]);
  expect((await listRetirableGrants(service.vault, SCOPE, other, PAGE)).items).toEqual([]);
  expect(await findGrantTo(service.vault, key.key, [other], () => true)).toBeUndefined();
  expect((await findGrantTo(service.vault, key.key, [grant.grantee], () => true))?.grantId).toBe(
    grant.grantId,
  );
});

describe('the list of grants that somebody may retire', () => {
  const retiring = { principal: PRINCIPAL };

  it('goes over the keys of every account of one Region, or of one account', async () => {
    const place = (account: string, region: string): StoredKey => ({
      ...key,
      key: { ...key.key, account, region },
    });
    const given: string[] = [];
    for (const [account, region] of [
      ['111122223333', 'us-east-1'],
      ['444455556666', 'us-east-1'],
      ['111122223333', 'eu-west-1'],
    ] as const) {
      const stored = place(account, region);
      // The condition on the key's record needs one.
      if (account !== SCOPE.account || region !== SCOPE.region) {
        await service.vault.keystore.commit([
          {
            name: `key/${account}/${region}/${key.key.keyId}`,
            replaces: 0,
            value: toUtf8(JSON.stringify(stored.key)),
          },
        ]);
      }
      const version = account === SCOPE.account && region === SCOPE.region ? key.version : 1;
      const { grant } = await createGrant(service.vault, { ...stored, version }, account, {
        ...GRANT,
        retiring,
      });
      given.push(grant.grantId);
    }
    await give({ retiring: { principal: `${PRINCIPAL}/s` } });
    const list = async (account?: string): Promise<readonly string[]> => {
      const seen: string[] = [];
      let marker: string | undefined;
      do {
        const page = await listRetirableGrants(service.vault, { region: 'us-east-1', account }, retiring, {
          limit: 1,
          marker,
        });
        seen.push(...page.items.map(({ grantId }) => grantId));
        marker = page.nextMarker;
      } while (marker !== undefined);
      return seen;
    };
    expect(await list()).toEqual(given.slice(0, 2));
    expect(await list('444455556666')).toEqual([given[1]]);
  });
});

describe('the grants of a key that is deleted', () => {
  it('are erased with it, 450 of them and their counts, and no others', async () => {
    const doomed = key;
    key = await store((await makeKey(service)).KeyId);
    await give({ name: 'n' });
    const spared = await namesOf('grant', 'grantee', 'named-grant', 'grant-count');
    key = doomed;
    for (let i = 0; i < 450; i++) await give({ name: `n${i}`, retiring: { principal: PRINCIPAL } });
    await service.kms.scheduleKeyDeletion({ KeyId: key.key.keyId, PendingWindowInDays: 7 });
    service.wait(7 * DAY_MS);
    await service.kms.sweep();
    expect(await namesOf('grant', 'grantee', 'named-grant', 'grant-count', 'retirable')).toEqual(spared);
  });

  it('stay when the key was changed meanwhile', async () => {
    await give();
    await forgeKey(service, key.key.keyId, { description: 'changed' });
    await expect(eraseGrants(service.vault, key)).rejects.toThrow(StoreConflictError);
    expect(await namesOf('grant')).toHaveLength(1);
  });
});
