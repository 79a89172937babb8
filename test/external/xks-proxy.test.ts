/**
 * The client against the test peer, which was written from the specification: in process, and over loopback HTTP.
 *
 * @module
 */
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fromBase64 } from '../../src/bytes/base64.ts';
import { toUtf8 } from '../../src/bytes/utf8.ts';
import { XksFailure } from '../../src/external/xks-failure.ts';
import { XksClient, type XksProxy } from '../../src/external/xks-proxy.ts';
import { signRequest } from '../../src/sigv4/sign-request.ts';
import { testEngine } from '../keystore/engine.ts';
import { CREDENTIAL, ENDPOINT, PATH, XksPeer, xksError } from './xks-peer.ts';

const engine = testEngine();
const PROXY: XksProxy = {
  endpoint: ENDPOINT,
  path: PATH,
  region: 'eu-west-1',
  accessKeyId: CREDENTIAL.AccessKeyId,
  secret: toUtf8(CREDENTIAL.RawSecretAccessKey),
};
const METADATA = { awsPrincipalArn: 'arn:x', kmsOperation: 'Encrypt', kmsRequestId: 'r' };
const PLAINTEXT = toUtf8('Hello World!');
const AAD = toUtf8('project=nile,department=marketing');

function clientOver(fetch: typeof globalThis.fetch, nowMs: () => number = Date.now): XksClient {
  return new XksClient({
    fetch,
    engine,
    sign: async ({ accessKeyId, secret, region }, request) => ({
      ...(await signRequest(
        engine,
        { accessKeyId, secret, region, service: 'kms-xks-proxy', atMs: nowMs() },
        request,
      )),
    }),
  });
}

async function kindOf(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => new XksFailure('internal', 'it succeeded'),
    (one) => one,
  );
  if (!(error instanceof XksFailure)) throw error;
  return error.detail === 'it succeeded' ? 'none' : error.kind;
}

describe('the client of a proxy', () => {
  let peer: XksPeer;
  let client: XksClient;
  beforeEach(() => {
    peer = new XksPeer();
    peer.addKey('key-1');
    client = clientOver(peer.fetch);
  });

  it('asks for health, metadata, encryption and decryption, each at its own path', async () => {
    await client.requireHealth(PROXY, { kmsOperation: 'ConnectCustomKeyStore', kmsRequestId: 'r' });
    expect(await client.getKeyMetadata(PROXY, 'key-1', METADATA)).toMatchObject({ spec: 'AES_256' });
    const sealed = await client.encrypt(PROXY, 'key-1', METADATA, PLAINTEXT, AAD);
    expect(await client.decrypt(PROXY, 'key-1', METADATA, sealed, AAD)).toEqual(PLAINTEXT);
    expect(peer.requests.map(({ path }) => path.slice(PATH.length))).toEqual([
      '/health',
      '/keys/key-1/metadata',
      '/keys/key-1/encrypt',
      '/keys/key-1/decrypt',
    ]);
    expect(peer.requests.every(({ region }) => region === 'eu-west-1')).toBe(true);
    expect(peer.requests[2]?.body).toEqual({
      requestMetadata: METADATA,
      additionalAuthenticatedData: 'cHJvamVjdD1uaWxlLGRlcGFydG1lbnQ9bWFya2V0aW5n',
      plaintext: 'SGVsbG8gV29ybGQh',
      encryptionAlgorithm: 'AES_GCM',
      ciphertextDataIntegrityValueAlgorithm: 'SHA_256',
    });
  });

  it('leaves out of the request what it does not know, and the metadata that the proxy did not give', async () => {
    const sealed = await client.encrypt(PROXY, 'key-1', METADATA, PLAINTEXT, AAD);
    await client.decrypt(PROXY, 'key-1', { ...METADATA, kmsKeyArn: undefined }, sealed, AAD);
    expect(Object.keys(peer.requests[1]?.body ?? {})).not.toContain('ciphertextMetadata');
    expect(peer.requests[1]?.body.requestMetadata).toEqual(METADATA);
  });

  it('believes the example of the specification’s appendix C, and no other integrity value', async () => {
    const example = {
      authenticationTag: 'vBxN2ncH1oEkR8WVXpmyYQ==',
      ciphertext: 'ghxkK1txeDNn3q8Y',
      ciphertextDataIntegrityValue: 'qHA/ImC9h5HsLRXqCyPmWgYx7tzyoTplzILbP0fPXsc=',
      ciphertextMetadata: 'a2V5X3ZlcnNpb249MQ==',
      initializationVector: 'HMrlRw85cAJUd5Ax',
    };
    peer.misbehave = () => Response.json(example);
    const sealed = await client.encrypt(PROXY, 'key-1', METADATA, PLAINTEXT, AAD);
    expect(sealed.metadata).toEqual(fromBase64(example.ciphertextMetadata));
    for (const change of [{ ciphertext: 'ghxkK1txeDNn3q8Z' }, { ciphertextDataIntegrityValue: undefined }]) {
      peer.misbehave = () => Response.json({ ...example, ...change });
      const call = client.encrypt(PROXY, 'key-1', METADATA, PLAINTEXT, AAD);
      expect(await kindOf(call)).toBe('malformed response');
    }
  });

  it.each([
    [400, 'ValidationException', 'validation'],
    [400, 'InvalidStateException', 'invalid state'],
    [403, 'AccessDeniedException', 'access denied'],
    [404, 'KeyNotFoundException', 'key not found'],
    [503, 'DependencyTimeoutException', 'dependency timeout'],
    [500, 'InternalException', 'internal'],
  ])('takes %i %s for what it is', async (status, name, kind) => {
    peer.misbehave = () => xksError(status, name);
    expect(await kindOf(client.getKeyMetadata(PROXY, 'key-1', METADATA))).toBe(kind);
  });

  it('is not believed with another secret, another id, or a clock that is 6 minutes off', async () => {
    const health = (proxy: XksProxy, from = client): Promise<string> =>
      kindOf(from.requireHealth(proxy, METADATA));
    expect(await health({ ...PROXY, secret: toUtf8('another') })).toBe('authentication failed');
    expect(await health({ ...PROXY, accessKeyId: 'ABCDEFGHIJKLMNOPQRSTUVW' })).toBe('authentication failed');
    const late = clientOver(peer.fetch, () => Date.now() - 360_000);
    expect(await health(PROXY, late)).toBe('authentication failed');
    expect(await health(PROXY)).toBe('none');
  });

  it('gives a proxy 250 ms: one that never answers has timed out, and so has one that never ends', async () => {
    peer.misbehave = () => new Promise<Response>(() => {});
    expect(await kindOf(client.requireHealth(PROXY, METADATA))).toBe('timed out');
  });

  it('says that nobody is there', async () => {
    const nobody = clientOver(() => Promise.reject(new TypeError('fetch failed')));
    expect(await kindOf(nobody.requireHealth(PROXY, METADATA))).toBe('unreachable');
  });

  it('does not hide a defect behind a failure of the proxy', async () => {
    const broken = new XksClient({ fetch: peer.fetch, engine, sign: () => Promise.reject(new RangeError()) });
    await expect(broken.requireHealth(PROXY, METADATA)).rejects.toThrow(RangeError);
  });
});

describe('the client over HTTP', () => {
  const peer = new XksPeer();
  peer.addKey('key-1');
  const server = createServer(async (request, response) => {
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
    const init: RequestInit = {
      method: request.method ?? 'GET',
      headers: new Headers(headers.map(([n, v]) => [n, v])),
    };
    if (request.method === 'POST') init.body = await text(request);
    const answer = await peer.handle(new Request(`http://x${request.url}`, init), request.headers.host ?? '');
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(await answer.text());
  });
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => void server.close());

  /** What an operator would put before a private name: the connection goes elsewhere, the request stays as it is. */
  const overLoopback: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(String(input));
    return await new Promise((resolve, reject) => {
      const headers = { ...(init?.headers as Record<string, string>), host: url.host };
      const options = { port, host: '127.0.0.1', path: url.pathname, method: init?.method ?? 'GET', headers };
      const sent = httpRequest(options, async (answer) => {
        resolve(new Response(await text(answer), { status: answer.statusCode ?? 0 }));
      });
      sent.on('error', reject).end(init?.body);
    });
  };

  it('encrypts and decrypts, signed for the name that it calls', async () => {
    const client = clientOver(overLoopback);
    const sealed = await client.encrypt(PROXY, 'key-1', METADATA, PLAINTEXT, AAD);
    expect(await client.decrypt(PROXY, 'key-1', METADATA, sealed, AAD)).toEqual(PLAINTEXT);
    expect(await kindOf(client.decrypt(PROXY, 'key-1', METADATA, sealed, PLAINTEXT))).toBe(
      'invalid ciphertext',
    );
  });

  it('says that nobody listens, through the host’s own fetch', async () => {
    const client = clientOver(globalThis.fetch);
    const proxy = { ...PROXY, endpoint: 'http://127.0.0.1:1' };
    expect(await kindOf(client.requireHealth(proxy, METADATA))).toBe('unreachable');
    const secure = { ...PROXY, endpoint: `https://127.0.0.1:${port}` };
    expect(['insecure', 'unreachable']).toContain(await kindOf(client.requireHealth(secure, METADATA)));
  });
});
