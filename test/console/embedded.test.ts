import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Client, createClient } from '../../src/console/client.ts';
import { type EmbeddedService, openEmbedded } from '../../src/console/embedded.ts';

afterEach(() => vi.unstubAllGlobals());

function clientOf(service: EmbeddedService): Client {
  return createClient({
    send: service.send,
    connection: { endpoint: 'http://localhost', region: '' },
    sign: async () => ({}),
    clock: Date.now,
  });
}

describe('the service in the page', () => {
  it('keeps keys in the browser, for the next time and for other tabs', async () => {
    const first = await openEmbedded('');
    expect(first.keeping).toContain('in this browser');
    const { KeyMetadata } = await clientOf(first).call('CreateKey', {});
    const { KeyId } = KeyMetadata as { KeyId: string };
    const second = clientOf(await openEmbedded(''));
    expect(await second.call('DescribeKey', { KeyId })).toMatchObject({ KeyMetadata: { KeyId } });
    expect(await second.health()).toMatchObject({ store: 'indexeddb' });
  });

  it('keeps keys in memory where the browser keeps nothing', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const service = await openEmbedded('');
    expect(service.keeping).toContain('in the memory of this page');
    expect(await clientOf(service).call('ListKeys', {})).toEqual({ Keys: [], Truncated: false });
  });

  it('answers the API, the question of access and its health', async () => {
    const client = clientOf(await openEmbedded('1.2.3'));
    expect(await client.call('ListKeys', {})).toMatchObject({ Truncated: false });
    expect(await client.health()).toMatchObject({ version: '1.2.3', status: 'ok' });
    const question = { principal: 'arn:aws:iam::000000000000:root', action: 'kms:CreateKey' };
    expect(await client.ask('explain', question)).toMatchObject({ allowed: true });
    expect(await client.ask('usage', { by: 'operation' })).toHaveProperty('rows');
  });

  it('tests its engine, and says who does what', async () => {
    const { state, primitives } = await (await openEmbedded('')).testEngine();
    expect(state).toBe('ready');
    for (const { selfTest } of primitives) expect(selfTest).toBe('passed');
  });
});
