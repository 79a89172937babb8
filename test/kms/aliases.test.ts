import { beforeEach, describe, expect, it } from 'vitest';
import {
  createAlias,
  deleteAlias,
  findAlias,
  getAlias,
  isAliasName,
  listAliases,
  listAliasesOf,
  requireAliasName,
  requireKeyAsTarget,
  updateAlias,
} from '../../src/kms/aliases.ts';
import type { StoredKey } from '../../src/kms/key.ts';
import { findKey } from '../../src/kms/keys.ts';
import { StoreConflictError } from '../../src/store/store.ts';
import { makeKey, openService, refusalOf, SCOPE, type Service } from '../operations/service.ts';

describe('the name of an alias', () => {
  it('is alias/ and letters, digits, slashes, hyphens and underscores, 256 characters in all', () => {
    for (const name of ['alias/a', 'alias/A/b_c-9', `alias/${'x'.repeat(250)}`])
      expect(isAliasName(name)).toBe(true);
    for (const name of [
      '',
      'alias/',
      'a',
      'alias/a b',
      'alias/a:b',
      'alias/\u00e9',
      'alias/a\n',
      `alias/${'x'.repeat(251)}`,
    ]) {
      expect(isAliasName(name)).toBe(false);
    }
  });

  it('is refused with AWS’s texts', async () => {
    const refusal = (name: string): Promise<unknown> => refusalOf((async () => requireAliasName(name))());
    const prefix = expect.stringMatching(/^Alias must start with the prefix "alias\/"\. Please see https:/);
    expect(await refusal('x')).toEqual({ code: 'ValidationException', message: prefix });
    expect(await refusal('alias/')).toEqual({ code: 'ValidationException', message: prefix });
    expect(await refusal('alias/aws/s3')).toEqual({ code: 'NotAuthorizedException', message: '' });
    expect(await refusal('alias/a:b')).toEqual({
      code: 'ValidationException',
      message: 'alias/a:b contains invalid characters for an alias',
    });
    requireAliasName('alias/aws');
    requireAliasName('alias/awsome/x');
  });

  it('is no target', async () => {
    for (const target of ['alias/x', 'arn:aws:kms:us-east-1:111122223333:alias/x']) {
      expect(await refusalOf((async () => requireKeyAsTarget(target))())).toEqual({
        code: 'ValidationException',
        message: 'Aliases must refer to keys. Not aliases',
      });
    }
    requireKeyAsTarget('arn:aws:kms:us-east-1:111122223333:key/x');
  });
});

describe('an alias', () => {
  let service: Service;
  let first: string;
  let second: string;
  beforeEach(async () => {
    service = await openService();
    ({ KeyId: first } = await makeKey(service));
    ({ KeyId: second } = await makeKey(service));
  });

  async function read(keyId: string): Promise<StoredKey> {
    const stored = await findKey(service.vault, SCOPE, keyId);
    if (stored === undefined) throw new Error(`there is no key ${keyId}`);
    return stored;
  }

  it('stands in a record of its own and in its key’s', async () => {
    await createAlias(service.vault, await read(first), 'alias/x');
    const { alias, version } = await getAlias(service.vault, SCOPE, 'alias/x');
    expect(alias).toEqual({
      name: 'alias/x',
      targetKeyId: first,
      createdAtMs: service.nowMs(),
      updatedAtMs: service.nowMs(),
    });
    expect(version).toBe(1);
    expect((await read(first)).key.aliases).toEqual(['alias/x']);
  });

  it('moves in one commit from one key to the other', async () => {
    await createAlias(service.vault, await read(first), 'alias/x');
    await updateAlias(service.vault, await read(second), 'alias/x');
    expect((await read(first)).key.aliases).toEqual([]);
    expect((await read(second)).key.aliases).toEqual(['alias/x']);
  });

  it('goes from both places', async () => {
    await createAlias(service.vault, await read(first), 'alias/x');
    await deleteAlias(service.vault, SCOPE, 'alias/x');
    expect(await findAlias(service.vault, SCOPE, 'alias/x')).toBeUndefined();
    expect((await read(first)).key.aliases).toEqual([]);
  });

  it('is not written on a key that has changed since it was read', async () => {
    const stale = await read(first);
    await createAlias(service.vault, stale, 'alias/x');
    await expect(createAlias(service.vault, stale, 'alias/y')).rejects.toThrow(StoreConflictError);
    await expect(
      updateAlias(service.vault, { ...(await read(second)), version: 9 }, 'alias/x'),
    ).rejects.toThrow(StoreConflictError);
    expect((await read(first)).key.aliases).toEqual(['alias/x']);
    expect(await findAlias(service.vault, SCOPE, 'alias/y')).toBeUndefined();
  });

  it('that is no possible name is simply not there', async () => {
    for (const name of ['alias/two words', 'alias/\u00e9', `alias/${'x'.repeat(3000)}`]) {
      expect(await findAlias(service.vault, SCOPE, name)).toBeUndefined();
    }
  });

  it('is listed in the order of names, by scope or by key', async () => {
    for (const name of ['alias/b', 'alias/a/z', 'alias/a'])
      await createAlias(service.vault, await read(first), name);
    await createAlias(service.vault, await read(second), 'alias/aa');
    const request = { limit: 10, marker: undefined };
    const all = await listAliases(service.vault, SCOPE, request, []);
    expect(all.items.map(({ name }) => name)).toEqual(['alias/a', 'alias/a/z', 'alias/aa', 'alias/b']);
    const own = await listAliasesOf(service.vault, await read(first), request);
    expect(own.items.map(({ name }) => name)).toEqual(['alias/a', 'alias/a/z', 'alias/b']);
    const elsewhere = { ...SCOPE, region: 'eu-west-1' };
    expect((await listAliases(service.vault, elsewhere, request, [])).items).toEqual([]);
  });
});
