import { describe, expect, it } from 'vitest';
import { createClient } from '../../src/console/client.ts';
import { openEmbedded } from '../../src/console/embedded.ts';

describe('the service in the page', () => {
  it('answers the API, the question of access and its health', async () => {
    const service = await openEmbedded('1.2.3');
    const client = createClient({
      send: service.send,
      connection: { endpoint: 'http://localhost', region: '' },
      sign: async () => ({}),
      clock: Date.now,
    });
    expect(await client.call('ListKeys', {})).toEqual({ Keys: [], Truncated: false });
    expect(await client.health()).toMatchObject({ version: '1.2.3', status: 'ok' });
    const question = { principal: 'arn:aws:iam::000000000000:root', action: 'kms:CreateKey' };
    expect(await client.ask('explain', question)).toMatchObject({ allowed: true });
  });

  it('tests its engine, and says who does what', async () => {
    const { state, primitives } = await (await openEmbedded('')).testEngine();
    expect(state).toBe('ready');
    for (const { selfTest } of primitives) expect(selfTest).toBe('passed');
  });
});
