import { describe, expect, it } from 'vitest';
import { kmsFetchHandler } from '../../src/aws/fetch-handler.ts';
import {
  ApiError,
  type Client,
  type Connection,
  createClient,
  unverifiedAuthorization,
} from '../../src/console/client.ts';
import { signatureHeaders } from '../../src/console/signing.ts';
import { createKms } from '../../src/index.ts';

const AT_MS = Date.UTC(2026, 10, 27);

/** A client over something that answers, and the requests that it sent. */
function clientOver(
  answer: (request: Request) => Response | Promise<Response>,
  connection: Partial<Connection> = {},
): { client: Client; sent: Request[] } {
  const sent: Request[] = [];
  const client = createClient({
    send: async (request) => {
      sent.push(request.clone());
      return await answer(request);
    },
    connection: { endpoint: 'http://localhost:4599', region: '', ...connection },
    sign: signatureHeaders,
    clock: () => AT_MS,
  });
  return { client, sent };
}

const refusalOf = (promise: Promise<unknown>) =>
  promise.catch((error: ApiError) => error) as Promise<ApiError>;

describe('a call', () => {
  it('is a request as AWS KMS takes it, and its answer is the JSON', async () => {
    const kms = await createKms();
    const { client, sent } = clientOver(kmsFetchHandler(kms));
    const { KeyMetadata } = await client.call('CreateKey', { Description: 'é' });
    expect(KeyMetadata).toMatchObject({ Description: 'é', KeyState: 'Enabled' });
    expect(sent[0]?.headers.get('x-amz-target')).toBe('TrentService.CreateKey');
    expect(sent[0]?.headers.has('authorization')).toBe(false);
    await kms.close();
  });

  it('that is refused is an error with the code, the text and the request of AWS', async () => {
    const kms = await createKms();
    const { client } = clientOver(kmsFetchHandler(kms));
    const refusal = await refusalOf(client.call('DescribeKey', { KeyId: 'alias/none' }));
    expect(refusal).toBeInstanceOf(ApiError);
    expect(refusal.code).toBe('NotFoundException');
    expect(refusal.message).toContain('alias/none');
    expect(refusal.status).toBe(400);
    expect(refusal.requestId).toMatch(/^[0-9a-f-]{36}$/);
    await kms.close();
  });

  it('names the Region without a signature where one was chosen and nobody has to sign', async () => {
    const kms = await createKms();
    const { client } = clientOver(kmsFetchHandler(kms), { region: 'eu-west-1' });
    const { KeyMetadata } = await client.call('CreateKey', {});
    expect((KeyMetadata as { Arn: string }).Arn).toContain(':eu-west-1:');
    await kms.close();
  });

  it('is signed where there are credentials, its target too, for the service that it asks', async () => {
    const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'token' };
    const { client, sent } = clientOver(() => new Response('{}'), { credentials });
    await client.call('ListKeys', {});
    await client.lookupEvents({});
    await client.ask('explain', {});
    const [call, lookup, ask] = sent.map(({ headers }) => headers.get('authorization'));
    expect(call).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token;x-amz-target,');
    expect(call).toContain('/us-east-1/kms/');
    expect(lookup).toContain('/us-east-1/cloudtrail/');
    expect(ask).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token,');
    expect(sent[0]?.headers.get('x-amz-security-token')).toBe('token');
  });

  it('that reaches nobody says so, and one that is answered by something else too', async () => {
    const away = clientOver(() => Promise.reject(new TypeError('fetch failed'))).client;
    expect(await refusalOf(away.call('ListKeys', {}))).toMatchObject({ code: 'NetworkError' });
    const page = clientOver(() => new Response('<h1>no</h1>', { status: 404 })).client;
    expect(await refusalOf(page.ask('usage', {}))).toMatchObject({ code: 'HTTP 404', status: 404 });
    const guarded = clientOver(() => new Response('This server does not…', { status: 421 })).client;
    expect((await refusalOf(guarded.call('ListKeys', {}))).message).toBe('This server does not…');
  });
});

describe('what the service says of itself', () => {
  it('is its health, or nothing', async () => {
    const here = clientOver(() => new Response('{"status":"ok"}')).client;
    expect(await here.health()).toEqual({ status: 'ok' });
    expect(await clientOver(() => new Response('', { status: 404 })).client.health()).toBeUndefined();
    expect(await clientOver(() => Promise.reject(new Error())).client.health()).toBeUndefined();
  });
});

describe('what stands for a signature', () => {
  it('has the scope that a server without signatures reads', () => {
    expect(unverifiedAuthorization('111122223333', 'eu-west-1', 'kms', AT_MS)).toMatch(
      /^AWS4-HMAC-SHA256 Credential=111122223333\/20261127\/eu-west-1\/kms\/aws4_request, /,
    );
  });
});
