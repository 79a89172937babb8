import { describe, expect, it } from 'vitest';
import { kmsFetchHandler } from '../../src/aws/fetch-handler.ts';
import { createClient } from '../../src/console/client.ts';
import {
  aliasesByKey,
  filterKeys,
  inLanes,
  type KeyLine,
  readAll,
  readKeyPage,
} from '../../src/console/key-list.ts';
import { createKms } from '../../src/index.ts';

async function open() {
  const kms = await createKms();
  const client = createClient({
    send: kmsFetchHandler(kms),
    connection: { endpoint: 'http://localhost', region: '' },
    sign: async () => ({}),
    clock: Date.now,
  });
  return { kms, client };
}

describe('the list of keys', () => {
  it('is read page by page, each key with its state and its aliases', async () => {
    const { kms, client } = await open();
    for (let i = 0; i < 60; i++) await kms.createKey({ Description: `key ${i}` });
    const { Keys } = await kms.listKeys({ Limit: 1 });
    const first = Keys[0]?.KeyId ?? '';
    await kms.createAlias({ AliasName: 'alias/first', TargetKeyId: first });
    const aliases = aliasesByKey(await readAll(client, 'ListAliases', 'Aliases'));
    const one = await readKeyPage(client, aliases, undefined);
    expect(one.lines).toHaveLength(50);
    expect(one.lines[0]).toMatchObject({ keyId: first, state: 'Enabled', aliases: ['alias/first'] });
    const two = await readKeyPage(client, aliases, one.next);
    expect(two.lines).toHaveLength(10);
    expect(two.next).toBeUndefined();
    expect(new Set([...one.lines, ...two.lines].map(({ keyId }) => keyId)).size).toBe(60);
    await kms.close();
  });

  it('has a line for a key that may be listed and not described', async () => {
    const client = createClient({
      send: async (request) =>
        request.headers.get('x-amz-target')?.endsWith('ListKeys') === true
          ? new Response('{"Keys":[{"KeyId":"1","KeyArn":"arn:aws:kms:r:1:key/1"}],"Truncated":false}')
          : new Response('{"__type":"AccessDeniedException"}', { status: 400 }),
      connection: { endpoint: 'http://localhost', region: '' },
      sign: async () => ({}),
      clock: Date.now,
    });
    const { lines } = await readKeyPage(client, new Map(), undefined);
    expect(lines).toMatchObject([{ keyId: '1', arn: 'arn:aws:kms:r:1:key/1', state: '' }]);
  });

  it('is narrowed by a text in id, alias or description, by state and by spec', () => {
    const line = (part: Partial<KeyLine>) =>
      ({ arn: 'arn', description: '', aliases: [], state: 'Enabled', spec: 'HMAC_256', ...part }) as KeyLine;
    const lines = [
      line({ aliases: ['alias/Orders'] }),
      line({ description: 'orders', state: 'Disabled' }),
      line({}),
    ];
    const count = (filter: object) => filterKeys(lines, { text: '', state: '', spec: '', ...filter }).length;
    expect(count({})).toBe(3);
    expect(count({ text: ' ORDERS ' })).toBe(2);
    expect(count({ text: 'orders', state: 'Disabled' })).toBe(1);
    expect(count({ spec: 'RSA_2048' })).toBe(0);
  });
});

describe('every page of a list', () => {
  it('is read until there are no more, or enough', async () => {
    const { kms, client } = await open();
    for (let i = 0; i < 5; i++) await kms.createKey({});
    expect(await readAll(client, 'ListKeys', 'Keys', { Limit: 2 })).toHaveLength(5);
    expect(await readAll(client, 'ListKeys', 'Keys', { Limit: 2 }, 3)).toHaveLength(4);
    await kms.close();
  });
});

describe('work in lanes', () => {
  it('keeps its order and its bound', async () => {
    let running = 0;
    let most = 0;
    const results = await inLanes([...Array(20).keys()], async (n) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 20 - n));
      running--;
      return n;
    });
    expect(results).toEqual([...Array(20).keys()]);
    expect(most).toBe(6);
  });
});
