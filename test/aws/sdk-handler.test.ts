/**
 * The SDK's clients without a network: what they send, how they are told to stop, what they retry, whom they prove to be.
 *
 * test/aws/sdk.test.ts sends every operation through the same entrance.
 */
import { Readable } from 'node:stream';
import * as sdk from '@aws-sdk/client-kms';
import { describe, expect, it } from 'vitest';
import type { FetchHandler } from '../../src/aws/fetch-handler.ts';
import { type SdkAbortSignal, type SdkRequest, sdkRequestHandler } from '../../src/aws/sdk-handler.ts';
import { createKms, type EmbeddedKms, KmsError, type KmsOptions } from '../../src/index.ts';
import { ACCOUNT, PRINCIPALS, ROLE, signedRequest } from './door.ts';

const REQUEST: SdkRequest = {
  method: 'POST',
  protocol: 'https:',
  hostname: 'kms.us-east-1.amazonaws.com',
  path: '/',
  headers: { host: 'kms.us-east-1.amazonaws.com', 'content-type': 'text/plain' },
};
const CREDENTIALS = { accessKeyId: 'any', secretAccessKey: 'any' };

/** Answers with what it got. */
const echo: FetchHandler = async (request, connection) => {
  const { method, url, headers } = request;
  const body = await request.text();
  return Response.json({ method, url, headers: Object.fromEntries(headers), body, connection });
};
const never: FetchHandler = () => new Promise(() => undefined);

interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly connection: object;
}

async function echoOf(request: Partial<SdkRequest>): Promise<Echo> {
  const { response } = await sdkRequestHandler(echo).handle({ ...REQUEST, ...request });
  return JSON.parse(new TextDecoder().decode(response.body)) as Echo;
}

function clientOf(kms: EmbeddedKms, config: sdk.KMSClientConfig = {}): sdk.KMSClient {
  return new sdk.KMSClient({
    region: 'us-east-1',
    credentials: CREDENTIALS,
    requestHandler: kms.requestHandler(),
    ...config,
  } as sdk.KMSClientConfig);
}

async function withClient(
  options: KmsOptions,
  use: (client: sdk.KMSClient, kms: EmbeddedKms) => Promise<void>,
): Promise<void> {
  const kms = await createKms(options);
  const client = clientOf(kms);
  try {
    await use(client, kms);
  } finally {
    client.destroy();
    await kms.close();
  }
}

const refusalOf = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => {
      throw new Error('it was answered');
    },
    (error: Error) => error,
  );

describe('what the handler gets of a request', () => {
  it('is method, URL and every header, those that a page may not set among them', async () => {
    const headers = { host: 'localhost:4599', 'content-length': '2', 'X-Amz-Date': 'now', cookie: 'a=b' };
    const sent = await echoOf({ protocol: 'http:', hostname: 'localhost', port: 4599, headers, body: '{}' });
    expect(sent).toMatchObject({ method: 'POST', url: 'http://localhost:4599/', body: '{}' });
    expect(sent.headers).toEqual({ ...headers, 'x-amz-date': 'now', 'X-Amz-Date': undefined });
  });

  it('is the query as it is signed: names without values, several values, and every reserved character', async () => {
    const query = { flag: null, list: ['a', 'b c'], "o'(*)!": '&=/+' };
    expect((await echoOf({ path: '/p', query })).url).toBe(
      'https://kms.us-east-1.amazonaws.com/p?flag&list=a&list=b%20c&o%27%28%2A%29%21=%26%3D%2F%2B',
    );
  });

  it('is no body of a GET', async () => {
    expect(await echoOf({ method: 'GET', body: 'ignored' })).toMatchObject({ method: 'GET', body: '' });
  });

  it('is told that the connection is secure where the URL says so, or what the options say', async () => {
    expect((await echoOf({})).connection).toEqual({ secureTransport: true });
    expect((await echoOf({ protocol: 'http:' })).connection).toEqual({ secureTransport: false });
    const connection = { sourceIp: '192.0.2.1' };
    const { response } = await sdkRequestHandler(echo, { connection }).handle(REQUEST);
    expect(JSON.parse(new TextDecoder().decode(response.body))).toMatchObject({
      connection: { secureTransport: true, sourceIp: '192.0.2.1' },
    });
  });

  const bytes = new TextEncoder().encode('a text');
  it.each<readonly [string, () => unknown, string]>([
    ['text', () => 'a text', 'a text'],
    ['nothing', () => undefined, ''],
    ['null', () => null, ''],
    ['bytes', () => bytes, 'a text'],
    ['a part of a buffer', () => bytes.subarray(2), 'text'],
    ['a Buffer of Node', () => Buffer.from('a text'), 'a text'],
    ['an ArrayBuffer', () => bytes.slice().buffer, 'a text'],
    ['a DataView', () => new DataView(bytes.buffer, 2), 'text'],
    ['a Blob', () => new Blob(['a ', 'text']), 'a text'],
    ['a web stream', () => new Blob(['a ', 'text']).stream(), 'a text'],
    ['a stream of Node, in bytes', () => Readable.from([Buffer.from('a '), Buffer.from('text')]), 'a text'],
    ['a stream of Node, in text', () => Readable.from(['ä ', 'text']), 'ä text'],
    ['an empty stream', () => Readable.from([]), ''],
  ])('is the whole body when it comes as %s', async (_, body, text) => {
    expect((await echoOf({ body: body() })).body).toBe(text);
  });

  it('is refused when the body is something else', async () => {
    await expect(echoOf({ body: 7 })).rejects.toThrow(TypeError);
  });

  it('is not sent when its stream breaks', async () => {
    const broken = new ReadableStream({
      pull(controller) {
        controller.error(new RangeError('the disk'));
      },
    });
    await expect(echoOf({ body: broken })).rejects.toThrow('the disk');
  });
});

describe('what the SDK gets of an answer', () => {
  it('is status, reason, headers in lower case and the body as bytes', async () => {
    const handler: FetchHandler = async () =>
      new Response('late', { status: 503, statusText: 'Busy', headers: { 'X-Amzn-RequestId': '7' } });
    const { response } = await sdkRequestHandler(handler).handle(REQUEST);
    expect(response).toMatchObject({ statusCode: 503, reason: 'Busy', headers: { 'x-amzn-requestid': '7' } });
    expect(response.body).toEqual(new TextEncoder().encode('late'));
  });

  it('is what the handler threw, when it threw', async () => {
    const handler: FetchHandler = () => Promise.reject(new RangeError('mine'));
    await expect(sdkRequestHandler(handler).handle(REQUEST)).rejects.toThrow('mine');
  });
});

describe('a request that is told to stop', () => {
  it('is not begun when it was told before', async () => {
    let calls = 0;
    const counting: FetchHandler = async () => {
      calls += 1;
      return new Response();
    };
    const abortSignal = AbortSignal.abort('enough');
    const error = await refusalOf(sdkRequestHandler(counting).handle(REQUEST, { abortSignal }));
    expect(error).toMatchObject({ name: 'AbortError', message: 'Request aborted', cause: 'enough' });
    expect(calls).toBe(0);
  });

  it('ends with AbortError in the middle, and lets go of the signal', async () => {
    const controller = new AbortController();
    const { signal: abortSignal } = controller;
    const answer = sdkRequestHandler(never).handle(REQUEST, { abortSignal });
    controller.abort();
    expect((await refusalOf(answer)).name).toBe('AbortError');
    const listeners: string[] = [];
    const watched = Object.assign(new AbortController().signal, {
      addEventListener: () => listeners.push('added'),
      removeEventListener: () => listeners.push('removed'),
    });
    await sdkRequestHandler(echo).handle(REQUEST, { abortSignal: watched });
    expect(listeners).toEqual(['added', 'removed']);
  });

  it("takes the SDK's older signals, which have onabort alone", async () => {
    const abortSignal: SdkAbortSignal = { aborted: false, onabort: null };
    const answer = sdkRequestHandler(never).handle(REQUEST, { abortSignal });
    (abortSignal.onabort as () => void)();
    expect((await refusalOf(answer)).name).toBe('AbortError');
    expect(abortSignal.onabort).toBeNull();
  });

  it('stops reading a body without an end', async () => {
    const controller = new AbortController();
    let pieces = 0;
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      for (;;) {
        pieces += 1;
        if (pieces === 3) controller.abort();
        yield new Uint8Array(1);
      }
    };
    const { signal: abortSignal } = controller;
    await refusalOf(sdkRequestHandler(echo).handle({ ...REQUEST, body: endless() }, { abortSignal }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(pieces).toBe(3);
  });

  it('ends with TimeoutError after the time of the call, of the handler, or of a later setting', async () => {
    const handler = sdkRequestHandler(never, { requestTimeout: 60_000 });
    const late = { name: 'TimeoutError', message: 'Request did not complete within 2 ms' };
    expect(await refusalOf(handler.handle(REQUEST, { requestTimeout: 2 }))).toMatchObject(late);
    handler.updateHttpClientConfig('requestTimeout' as never, 2 as never);
    expect(handler.httpHandlerConfigs()).toEqual({ requestTimeout: 2 });
    expect(await refusalOf(handler.handle(REQUEST))).toMatchObject(late);
  });

  it('is answered when it is in time', async () => {
    const handler = sdkRequestHandler(echo, { requestTimeout: 60_000 });
    expect((await handler.handle(REQUEST, { requestTimeout: 0 })).response.statusCode).toBe(200);
    expect((await handler.handle(REQUEST)).response.statusCode).toBe(200);
  });
});

describe("the AWS SDK's client without a network", () => {
  it('makes, uses and lists keys at the endpoint that it has by default', async () => {
    await withClient({ account: ACCOUNT }, async (client) => {
      const { KeyMetadata } = await client.send(new sdk.CreateKeyCommand({ Description: 'offline' }));
      expect(KeyMetadata?.Arn).toMatch(`arn:aws:kms:us-east-1:${ACCOUNT}:key/`);
      const KeyId = KeyMetadata?.KeyId;
      const EncryptionContext = { tenant: '42' };
      const Plaintext = new Uint8Array([1, 2, 3]);
      const sealed = await client.send(new sdk.EncryptCommand({ KeyId, Plaintext, EncryptionContext }));
      const { CiphertextBlob } = sealed;
      const opened = await client.send(new sdk.DecryptCommand({ CiphertextBlob, EncryptionContext }));
      expect(new Uint8Array(opened.Plaintext ?? [])).toEqual(Plaintext);
      await expect(client.send(new sdk.DecryptCommand({ CiphertextBlob }))).rejects.toThrow(
        sdk.InvalidCiphertextException,
      );
      await client.send(new sdk.DisableKeyCommand({ KeyId }));
      await expect(client.send(new sdk.EncryptCommand({ KeyId, Plaintext }))).rejects.toThrow(
        sdk.DisabledException,
      );
    });
  });

  it("takes the Region of the client, and an account of 12 digits as its access key id's", async () => {
    await withClient({}, async (_, kms) => {
      const credentials = { accessKeyId: '999988887777', secretAccessKey: 'any' };
      const own = clientOf(kms, { region: 'eu-central-1', credentials });
      const { KeyMetadata } = await own.send(new sdk.CreateKeyCommand({}));
      expect(KeyMetadata?.Arn).toMatch('arn:aws:kms:eu-central-1:999988887777:key/');
      own.destroy();
    });
  });

  it('keeps 200 calls at once apart', async () => {
    await withClient({}, async (client) => {
      const { KeyMetadata } = await client.send(new sdk.CreateKeyCommand({}));
      const KeyId = KeyMetadata?.KeyId;
      const texts = Array.from({ length: 200 }, (_, i) => new Uint8Array([i, 200 - i]));
      const opened = await Promise.all(
        texts.map(async (Plaintext) => {
          const { CiphertextBlob } = await client.send(new sdk.EncryptCommand({ KeyId, Plaintext }));
          return (await client.send(new sdk.DecryptCommand({ CiphertextBlob }))).Plaintext;
        }),
      );
      expect(opened.map((text) => [...(text ?? [])])).toEqual(texts.map((text) => [...text]));
    });
  });

  it('is aborted by a signal, and goes on after', async () => {
    await withClient({}, async (client) => {
      const controller = new AbortController();
      const sending = client.send(new sdk.CreateKeyCommand({}), { abortSignal: controller.signal });
      controller.abort();
      expect((await refusalOf(sending)).name).toBe('AbortError');
      expect((await client.send(new sdk.GenerateRandomCommand({ NumberOfBytes: 8 }))).Plaintext).toHaveLength(
        8,
      );
    });
  });

  it('serves other clients after one was destroyed', async () => {
    await withClient({}, async (client, kms) => {
      const other = clientOf(kms, { requestHandler: client.config.requestHandler });
      other.destroy();
      expect((await client.send(new sdk.ListKeysCommand({}))).Keys).toEqual([]);
    });
  });

  it('retries what the service failed at, until it answers', async () => {
    let failures = 2;
    const authorizer = (): { readonly allowed: true } => {
      if (failures-- > 0) throw new KmsError('KMSInternalException', 'once more');
      return { allowed: true };
    };
    await withClient({ authorizer }, async (client) => {
      const { $metadata } = await client.send(new sdk.ListKeysCommand({}));
      expect($metadata).toMatchObject({ attempts: 3, httpStatusCode: 200 });
    });
  });

  it('retries what came too fast, as often as it is told, and never what was refused', async () => {
    await withClient({ requestRates: { ListKeys: 1 }, clock: () => 0 }, async (client) => {
      await client.send(new sdk.ListKeysCommand({}));
      const throttled = await refusalOf(client.send(new sdk.ListKeysCommand({})));
      expect(throttled).toMatchObject({ name: 'ThrottlingException', $metadata: { attempts: 3 } });
      const refused = await refusalOf(client.send(new sdk.DescribeKeyCommand({ KeyId: 'alias/none' })));
      expect(refused).toBeInstanceOf(sdk.NotFoundException);
      expect(refused).toMatchObject({ $metadata: { attempts: 1 } });
    });
  });
});

describe("the AWS SDK's client at a service whose callers prove themselves", () => {
  const principals = JSON.stringify(PRINCIPALS);
  const alice = { accessKeyId: 'AKIAALICE', secretAccessKey: 'alice secret' };

  it('is who its secret says, and nobody with another secret or none that is known', async () => {
    await withClient({ account: ACCOUNT, principals }, async (_, kms) => {
      const root = clientOf(kms, {
        credentials: { accessKeyId: 'AKIAROOT', secretAccessKey: 'root secret' },
      });
      const { KeyMetadata } = await root.send(new sdk.CreateKeyCommand({}));
      const encrypt = new sdk.EncryptCommand({ KeyId: KeyMetadata?.KeyId, Plaintext: new Uint8Array(1) });
      expect((await clientOf(kms, { credentials: alice }).send(encrypt)).CiphertextBlob).toBeDefined();
      const errors = [
        { accessKeyId: 'AKIABOB', secretAccessKey: 'bob secret' },
        { accessKeyId: 'AKIAALICE', secretAccessKey: 'wrong' },
        CREDENTIALS,
      ].map((credentials) => refusalOf(clientOf(kms, { credentials }).send(encrypt)));
      expect((await Promise.all(errors)).map(({ name }) => name)).toEqual([
        'AccessDeniedException',
        'InvalidSignatureException',
        'UnrecognizedClientException',
      ]);
    });
  });

  it('answers AWS STS by the same handler', async () => {
    await withClient({ account: ACCOUNT, principals }, async (_, kms) => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const form = { Action: 'AssumeRole', Version: '2011-06-15', RoleArn: ROLE, RoleSessionName: 'run' };
      const draft = { service: 'sts', headers, body: new URLSearchParams(form).toString() };
      const signed = await signedRequest(alice, draft, Date.now());
      const place = { protocol: 'http:', hostname: 'localhost' };
      const sent = { ...REQUEST, ...place, headers: Object.fromEntries(signed.headers), body: draft.body };
      const { response } = await kms.requestHandler().handle(sent);
      expect(new TextDecoder().decode(response.body)).toContain('<AssumeRoleResponse');
    });
  });
});
