import { beforeEach, describe, expect, it } from 'vitest';
import { toUtf8 } from '../../src/bytes/utf8.ts';
import { birthOf, countOneLess, countOneMore, deathOf, repetitionName } from '../../src/kms/grant-records.ts';
import { openService, refusalOf, type Service } from '../operations/service.ts';
import { GRANT, grantOf, PRINCIPAL } from './granted.ts';

const PREFIX = 'grant-count/111122223333/us-east-1/1234abcd-12ab-34cd-56ef-1234567890ab/';
const named = grantOf({ name: 'n', retiring: { principal: PRINCIPAL } });

describe('the records of a grant', () => {
  it('are its own, one for its grantee, one for who may retire it, one for its name; and all of them go', () => {
    const names = birthOf(named).map(({ name }) => name.split('/')[0]);
    expect(names).toEqual(['grant', 'grantee', 'retirable', 'named-grant']);
    expect(birthOf(grantOf({})).map(({ name }) => name.split('/')[0])).toEqual(['grant', 'grantee']);
    for (const grant of [named, grantOf({})]) {
      const gone = deathOf({ grant, version: 1 });
      expect(gone.map(({ name }) => name).sort()).toEqual(
        birthOf(grant)
          .map(({ name }) => name)
          .sort(),
      );
      expect(gone.every(({ value, replaces }) => value === undefined && replaces === 1)).toBe(true);
    }
  });
});

describe('a request of the same name', () => {
  const base = { ...GRANT, name: 'n', operations: ['Encrypt', 'Decrypt'] };
  const nameOf = (change: object): string => repetitionName(named, '111122223333', { ...base, ...change });
  const same = nameOf({});

  it('is the same whatever the order of its operations and pairs', () => {
    expect(nameOf({ operations: ['Decrypt', 'Encrypt', 'Decrypt'] })).toBe(same);
    const one = nameOf({ constraints: { encryptionContextSubset: { a: '1', b: '2' } } });
    expect(nameOf({ constraints: { encryptionContextSubset: { b: '2', a: '1' } } })).toBe(one);
  });

  it.each([
    { name: 'm' },
    { grantee: { principal: `${PRINCIPAL}s` } },
    { grantee: { service: 's3.amazonaws.com' } },
    { retiring: { principal: PRINCIPAL } },
    { operations: ['Encrypt'] },
    { constraints: { sourceArn: 'arn:aws:s3:us-east-1:111122223333:b' } },
    { constraints: { encryptionContextSubset: {} } },
    { constraints: { encryptionContextEquals: {} } },
    { constraints: { encryptionContextEquals: { a: '1' } } },
  ])('is another with %j', (change) => {
    expect(nameOf(change)).not.toBe(same);
  });

  it('is another from another account', () => {
    expect(repetitionName(named, '444455556666', base)).not.toBe(same);
  });
});

describe('the count of a key’s grants', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService();
  });

  async function setCounts(counts: Readonly<Record<string, number>>): Promise<void> {
    const writes = Object.entries(counts).map(([digit, count]) => {
      return { name: PREFIX + digit, replaces: 0, value: toUtf8(String(count)) };
    });
    await service.vault.keystore.commit(writes);
  }

  it('goes up and down by one, by the first digit of the id, and holds on to nothing else', async () => {
    const { keystore } = service.vault;
    const { write, unchanged } = await countOneMore(keystore, named);
    expect(write).toEqual({ name: `${PREFIX}a`, replaces: 0, value: toUtf8('1') });
    expect(unchanged).toEqual([]);
    await keystore.commit([write]);
    expect((await countOneMore(keystore, named)).write).toEqual({
      ...write,
      replaces: 1,
      value: toUtf8('2'),
    });
    expect(await countOneLess(keystore, named)).toEqual({ ...write, replaces: 1, value: toUtf8('0') });
  });

  it('holds on to all sixteen counts near the quota, those that there are not yet included', async () => {
    await setCounts({ 0: 24_999, b: 24_000 });
    expect((await countOneMore(service.vault.keystore, named)).unchanged).toEqual([]);
    await service.vault.keystore.commit([{ name: `${PREFIX}1`, replaces: 0, value: toUtf8('1') }]);
    const { unchanged } = await countOneMore(service.vault.keystore, named);
    expect(unchanged).toHaveLength(15);
    expect(unchanged).toContainEqual({ name: `${PREFIX}0`, version: 1 });
    expect(unchanged).toContainEqual({ name: `${PREFIX}f`, version: 0 });
  });

  it('ends at 50,000', async () => {
    await setCounts({ 0: 25_000, f: 24_999 });
    await service.vault.keystore.commit([(await countOneMore(service.vault.keystore, named)).write]);
    expect(await refusalOf(countOneMore(service.vault.keystore, named))).toEqual({
      code: 'LimitExceededException',
      message: 'A key can have at most 50000 grants.',
    });
  });
});
