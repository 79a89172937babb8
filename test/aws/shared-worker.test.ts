import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sdkRequestHandler } from '../../src/aws/sdk-handler.ts';
import { fetchThroughPort, serveFromSharedWorker, serveOnPort } from '../../src/aws/shared-worker.ts';
import { createKms } from '../../src/index.ts';

const KMS_HEADERS = {
  'x-amz-target': 'TrentService.CreateKey',
  'content-type': 'application/x-amz-json-1.1',
};

describe('a bridge over message ports', () => {
  let channel: MessageChannel;
  beforeEach(() => {
    channel = new MessageChannel();
  });
  afterEach(() => {
    channel.port1.close();
  });

  it('serves one service to every page that connects', async () => {
    let connect: ((event: MessageEvent) => void) | undefined;
    const scope = {
      addEventListener: (_type: 'connect', listener: (event: MessageEvent) => void) => {
        connect = listener;
      },
    };
    serveFromSharedWorker(scope, { kms: () => createKms() });
    const other = new MessageChannel();
    connect?.({ ports: [channel.port1] } as unknown as MessageEvent);
    connect?.({ ports: [other.port1] } as unknown as MessageEvent);
    const [one, two] = [fetchThroughPort(channel.port2), fetchThroughPort(other.port2)];
    const made = await one('http://localhost/kms', { method: 'POST', headers: KMS_HEADERS, body: '{}' });
    expect(made.status).toBe(200);
    const client = new KMSClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      requestHandler: sdkRequestHandler((request) => two(request)),
    });
    expect((await client.send(new ListKeysCommand({}))).Keys).toHaveLength(1);
    other.port1.close();
  });

  it('gives each request its own answer, whichever comes first', async () => {
    serveOnPort(channel.port1, async (request) => {
      const text = await request.text();
      await new Promise((resolve) => setTimeout(resolve, text === 'first' ? 20 : 0));
      return new Response(text, { status: 201, headers: { 'x-of': request.headers.get('x-of') ?? '' } });
    });
    const send = fetchThroughPort(channel.port2);
    const answers = await Promise.all(
      ['first', 'second'].map(async (body) => {
        const init = { method: 'POST', headers: { 'x-of': body }, body };
        const response = await send('http://localhost/kms', init);
        return [response.status, response.headers.get('x-of'), await response.text()];
      }),
    );
    expect(answers).toEqual([
      [201, 'first', 'first'],
      [201, 'second', 'second'],
    ]);
  });

  it('carries requests without a body', async () => {
    serveOnPort(channel.port1, async ({ method, url }) => new Response(`${method} ${url}`));
    const response = await fetchThroughPort(channel.port2)('http://localhost/health');
    expect(await response.text()).toBe('GET http://localhost/health');
  });
});
