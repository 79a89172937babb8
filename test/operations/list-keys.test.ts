import { beforeEach, describe, expect, it } from 'vitest';
import { toBase64 } from '../../src/bytes/base64.ts';
import { toUtf8 } from '../../src/bytes/utf8.ts';
import { callerIn, expectRefusal, invoke, makeKey, NEIGHBOUR, openService, type Service } from './service.ts';

describe('ListKeys', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService();
  });

  it('is empty before there is a key', async () => {
    expect(await service.kms.listKeys({})).toEqual({ Keys: [], Truncated: false });
  });

  it('goes through 250 keys in pages of any size, each once and in one order', async () => {
    const made = await Promise.all(Array.from({ length: 250 }, () => makeKey(service)));
    const all = made
      .map(({ KeyId, Arn }) => ({ KeyId, KeyArn: Arn }))
      .sort((a, b) => (a.KeyId < b.KeyId ? -1 : 1));
    for (const Limit of [1, 7, 100, 249, 250, 1000]) {
      const seen: unknown[] = [];
      let Marker: string | undefined;
      do {
        const page = await service.kms.listKeys({ Limit, Marker });
        expect(page.Keys.length).toBe(Math.min(Limit, 250 - seen.length));
        expect(page.Truncated).toBe(page.NextMarker !== undefined);
        seen.push(...page.Keys);
        Marker = page.NextMarker;
      } while (Marker !== undefined);
      expect(seen).toEqual(all);
    }
  });

  it('gives 100 when no limit is given', async () => {
    await Promise.all(Array.from({ length: 101 }, () => makeKey(service)));
    const page = await service.kms.listKeys({});
    expect(page.Keys).toHaveLength(100);
    expect((await service.kms.listKeys({ Marker: page.NextMarker })).Keys).toHaveLength(1);
  });

  it('lists keys of every state, also those that are pending deletion', async () => {
    const { KeyId } = await makeKey(service);
    await service.kms.scheduleKeyDeletion({ KeyId });
    expect((await service.kms.listKeys({})).Keys).toHaveLength(1);
  });

  it('lists the keys of one account in one Region', async () => {
    await makeKey(service);
    const elsewhere = callerIn({ account: '111122223333', region: 'eu-west-1' });
    for (const caller of [NEIGHBOUR, elsewhere]) {
      expect(await invoke(service, 'ListKeys', {}, { caller })).toEqual({ Keys: [], Truncated: false });
    }
  });

  it.each([
    ['nothing', ' '],
    ['no base64', 'zzz'],
    ['another kind', toBase64(toUtf8('alias alias/x'))],
    ['no key id', toBase64(toUtf8('key nope'))],
    ['a blank', toBase64(toUtf8('key  '))],
    ['an empty key id', toBase64(toUtf8('key '))],
    ['a name beyond ASCII', toBase64(toUtf8('key \u00e9'))],
    ['an earlier format', toBase64(toUtf8('{"key":"x"}'))],
    ['half a character', toBase64(new Uint8Array([0x6b, 0x65, 0x79, 0x20, 0xc3]))],
  ])('refuses a marker that it never gave: %s', async (_, Marker) => {
    await expectRefusal(service, () => service.kms.listKeys({ Marker }), 'InvalidMarkerException');
  });
});
