import { afterEach, describe, expect, it } from 'vitest';
import { AskError, askService } from '../../src/node/ask.ts';
import { type RunningServer, serve } from '../../src/node/server.ts';

let server: RunningServer | undefined;
afterEach(async () => await server?.close(0));

async function ask(
  answer: (request: Request) => Response | Promise<Response>,
  environment: Record<string, string> = {},
): Promise<unknown> {
  server = await serve({ fetch: answer, port: 0 });
  const flags = { 'endpoint-url': server.url, region: 'eu-west-1' };
  return await askService('/_strongroom/q', { a: 1 }, flags, { environment });
}

describe('asking a service', () => {
  it('posts the question in JSON and reads the answer', async () => {
    const seen = await ask(async (request) =>
      Response.json([request.method, new URL(request.url).pathname, await request.json()]),
    );
    expect(seen).toEqual(['POST', '/_strongroom/q', { a: 1 }]);
  });

  it('signs with what the environment has, and with nothing where that is nothing', async () => {
    const echo = (request: Request): Response =>
      Response.json([request.headers.get('authorization'), request.headers.get('x-amz-security-token')]);
    expect(await ask(echo)).toEqual([null, null]);
    await server?.close(0);
    const credentials = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' };
    expect(await ask(echo, credentials)).toEqual([expect.stringContaining('Credential=AKIA/'), 't']);
  });

  it('says in one sentence why there is no answer', async () => {
    const refused = (body: string): Promise<unknown> => ask(() => new Response(body, { status: 400 }));
    await expect(refused('{"message":"not you"}')).rejects.toThrow(new AskError('not you'));
    await server?.close(0);
    await expect(refused('{"__type":"X"}')).rejects.toThrow('X');
    await server?.close(0);
    await expect(refused('<html>')).rejects.toThrow('The service answered 400');
    await server?.close(0);
    const flags = { 'endpoint-url': server?.url as string, region: 'eu-west-1' };
    await expect(askService('/q', {}, flags, { environment: {} })).rejects.toThrow('does not answer');
  });
});
