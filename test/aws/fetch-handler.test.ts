import { beforeEach, describe, expect, it } from 'vitest';
import { type Exchange, type FetchHandler, kmsFetchHandler } from '../../src/aws/fetch-handler.ts';
import { toBase64 } from '../../src/bytes/base64.ts';
import { makeKey, openService, refusalOf, type Service, snapshot } from '../operations/service.ts';
import { read, send } from './exchange.ts';

const MAX_LENGTH = 1_048_576;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

describe('the fetch handler', () => {
  let service: Service;
  let handler: FetchHandler;
  let exchanges: Exchange[];
  beforeEach(async () => {
    service = await openService();
    exchanges = [];
    handler = kmsFetchHandler(service.kms, {
      onExchange: (exchange) => void exchanges.push(exchange),
      health: () => ({ version: '1.2.3' }),
    });
  });

  it('answers an operation with 200, its content type, a request id and nothing to be cached', async () => {
    const { status, headers, body } = await send(handler, 'ListKeys', {});
    expect([status, body]).toEqual([200, '{"Keys":[],"Truncated":false}']);
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-amzn-requestid')).toMatch(UUID);
  });

  it('carries bytes in base64 both ways', async () => {
    const { KeyId } = await makeKey(service);
    const Plaintext = toBase64(new Uint8Array([0, 255, 7]));
    const { CiphertextBlob } = (await send(handler, 'Encrypt', { KeyId, Plaintext })).json();
    expect((await send(handler, 'Decrypt', { CiphertextBlob })).json()).toMatchObject({ Plaintext });
  });

  it('answers an empty object where AWS answers nothing', async () => {
    const { KeyId } = await makeKey(service);
    expect((await send(handler, 'DisableKey', { KeyId })).body).toBe('{}');
  });

  it('takes an empty body for a request without members', async () => {
    expect((await send(handler, 'ListKeys', '')).status).toBe(200);
    const { status, body } = await send(handler, 'DescribeKey', '');
    expect(status).toBe(400);
    expect(body).toContain("Value null at 'keyId'");
  });

  it('answers a refusal with its status, code and text, and a request id of its own', async () => {
    const first = await send(handler, 'DescribeKey', { KeyId: 'x' });
    expect([first.status, first.body]).toEqual([
      400,
      '{"__type":"NotFoundException","message":"Invalid keyId \'x\'"}',
    ]);
    const second = await send(handler, 'DescribeKey', { KeyId: 'x' });
    expect(second.headers.get('x-amzn-requestid')).toMatch(UUID);
    expect(second.headers.get('x-amzn-requestid')).not.toBe(first.headers.get('x-amzn-requestid'));
    expect(first.headers.get('content-type')).toBe('application/x-amz-json-1.1');
  });

  it('answers without a text where AWS gives none', async () => {
    const { body } = await send(handler, 'Decrypt', { CiphertextBlob: 'AAAA' });
    expect(body).toBe('{"__type":"InvalidCiphertextException"}');
  });

  it('gives the call the request id that it answers', async () => {
    const { headers } = await send(handler, 'ListKeys', {});
    expect(service.calls.at(-1)?.requestId).toBe(headers.get('x-amzn-requestid'));
  });

  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('does nothing on %s', async (method) => {
    const before = await snapshot(service.store);
    const { status, body } = await send(handler, 'CreateKey', {}, { method });
    expect([status, body]).toEqual([400, '{"__type":"UnknownOperationException"}']);
    expect(await snapshot(service.store)).toEqual(before);
  });

  it.each([
    'text/plain',
    'application/json',
    'application/x-www-form-urlencoded',
    'application/x-amz-json-1.0',
    '',
  ])('takes nothing of the content type %j, which a page of another origin could send', async (type) => {
    const { body } = await send(handler, 'CreateKey', {}, { headers: { 'Content-Type': type } });
    expect(body).toBe('{"__type":"UnknownOperationException"}');
  });

  it.each([
    'application/x-amz-json-1.1; charset=utf-8',
    'Application/X-Amz-JSON-1.1',
    ' application/x-amz-json-1.1 ',
  ])('takes the content type %j', async (type) => {
    expect((await send(handler, 'ListKeys', {}, { headers: { 'Content-Type': type } })).status).toBe(200);
  });

  it.each(['constructor', '__proto__', 'toString', 'createGrant', 'encrypt', ''])(
    'knows no operation %j',
    async (operation) => {
      const { status, body } = await send(handler, operation, {});
      expect([status, body]).toEqual([400, '{"__type":"UnknownOperationException"}']);
    },
  );

  it('knows no operation of another service, nor a request without one', async () => {
    for (const target of ['DynamoDB_20120810.ListTables', 'ListKeys', '']) {
      const { body } = await send(handler, '', {}, { headers: { 'X-Amz-Target': target } });
      expect(body).toBe('{"__type":"UnknownOperationException"}');
    }
  });

  it.each(['[', '[]', '"x"', '5', 'null', '{"a":', `{"a":${'['.repeat(40)}${']'.repeat(40)}}`, '\ufeff{}'])(
    'refuses the body %j',
    async (body) => {
      const answer = await send(handler, 'CreateKey', body);
      expect([answer.status, answer.body]).toEqual([400, '{"__type":"SerializationException"}']);
    },
  );

  it('reaches no prototype by a body', async () => {
    const { KeyId } = await makeKey(service);
    const body = `{"KeyId":"${KeyId}","Plaintext":"AQ==","EncryptionContext":{"__proto__":"x","constructor":"y"},"__proto__":{"DryRun":true}}`;
    const { status } = await send(handler, 'Encrypt', body);
    expect(status).toBe(200);
    expect({}).not.toHaveProperty('DryRun');
  });

  describe('a body', () => {
    const padded = (length: number): string => '{}'.padEnd(length);
    const tooLarge = '{"__type":"RequestEntityTooLargeException"}';

    const sendStream = async (
      body: ReadableStream,
      headers: Record<string, string> = {},
    ): ReturnType<typeof read> => {
      const init = {
        method: 'POST',
        body,
        duplex: 'half',
        headers: {
          'Content-Type': 'application/x-amz-json-1.1',
          'X-Amz-Target': 'TrentService.ListKeys',
          ...headers,
        },
      };
      return await read(await handler(new Request('http://localhost/', init)));
    };
    const streamOf = (length: number): ReadableStream => new Blob([padded(length)]).stream();

    it('of 1 MiB is taken, announced or in pieces', async () => {
      const headers = { 'Content-Length': String(MAX_LENGTH) };
      expect((await send(handler, 'ListKeys', padded(MAX_LENGTH), { headers })).status).toBe(200);
      expect((await sendStream(streamOf(MAX_LENGTH))).status).toBe(200);
    });

    it('of one byte more is refused with 413, announced, in pieces, or announced as less', async () => {
      const headers = { 'Content-Length': String(MAX_LENGTH + 1) };
      const announced = await send(handler, 'ListKeys', padded(MAX_LENGTH + 1), { headers });
      expect([announced.status, announced.body]).toEqual([413, tooLarge]);
      const inPieces = await sendStream(streamOf(MAX_LENGTH + 1));
      expect([inPieces.status, inPieces.body]).toEqual([413, tooLarge]);
      const lying = await sendStream(streamOf(MAX_LENGTH + 1), { 'Content-Length': '2' });
      expect([lying.status, lying.body]).toEqual([413, tooLarge]);
      const odd = await sendStream(streamOf(MAX_LENGTH + 1), { 'Content-Length': 'x' });
      expect([odd.status, odd.body]).toEqual([413, tooLarge]);
    });

    it('without an end is read no further than it must be', async () => {
      let pulled = 0;
      const endless = new ReadableStream({
        pull(controller) {
          pulled++;
          controller.enqueue(new Uint8Array(65_536).fill(0x20));
        },
      });
      expect((await sendStream(endless)).status).toBe(413);
      expect(pulled).toBeLessThan(25);
    });

    it('that breaks off is an internal error, and the handler does not reject', async () => {
      const breaking = new ReadableStream({
        pull() {
          throw new Error('the line was cut');
        },
      });
      const { status, body } = await sendStream(breaking);
      expect([status, body]).toEqual([
        500,
        '{"__type":"KMSInternalException","message":"An internal error occurred."}',
      ]);
    });
  });

  it('takes account and Region from the scope that the signature claims', async () => {
    const arnOf = async (credential?: string): Promise<unknown> => {
      const answer = await send(handler, 'CreateKey', {}, credential === undefined ? {} : { credential });
      return (answer.json()['KeyMetadata'] as { Arn: string }).Arn;
    };
    expect(await arnOf('444455556666/20261124/ap-southeast-2')).toMatch(
      /^arn:aws:kms:ap-southeast-2:444455556666:/,
    );
    expect(await arnOf('AKIDEXAMPLE/20261124/cn-north-1')).toMatch(
      /^arn:aws-cn:kms:cn-north-1:111122223333:/,
    );
    expect(await arnOf()).toMatch(/^arn:aws:kms:us-east-1:111122223333:/);
  });

  it('keeps accounts and Regions apart', async () => {
    const home = '111122223333/20261124/us-east-1';
    const made = await send(handler, 'CreateKey', {}, { credential: home });
    const { KeyId, Arn } = made.json()['KeyMetadata'] as { KeyId: string; Arn: string };
    const describe = async (id: string, credential: string): Promise<unknown> =>
      (await send(handler, 'DescribeKey', { KeyId: id }, { credential })).json()['__type'];
    expect(await describe(KeyId, home)).toBeUndefined();
    for (const elsewhere of ['444455556666/20261124/us-east-1', '111122223333/20261124/eu-west-1']) {
      expect(await describe(KeyId, elsewhere)).toBe('NotFoundException');
      const { Keys } = (await send(handler, 'ListKeys', {}, { credential: elsewhere })).json();
      expect(Keys).toEqual([]);
    }
    expect(await describe(Arn, '444455556666/20261124/us-east-1')).toBe('AccessDeniedException');
    expect(await describe(Arn, '111122223333/20261124/eu-west-1')).toBe('NotFoundException');
  });

  it('answers health with what it is told, and only to GET of that path', async () => {
    const { status, headers, body } = await send(handler, '', '', { method: 'GET', path: '/health' });
    expect([status, body]).toEqual([200, '{"status":"ok","version":"1.2.3"}']);
    expect(headers.get('content-type')).toBe('application/json');
    expect((await send(handler, '', '', { method: 'GET', path: '/health/x' })).status).toBe(400);
    const without = kmsFetchHandler(service.kms);
    expect((await send(without, '', '', { method: 'GET', path: '/health' })).status).toBe(400);
  });

  it('tells of each exchange once, with nothing of what was said', async () => {
    await send(handler, 'CreateKey', { Description: 'hush-hush' });
    await send(handler, 'x'.repeat(1000), {});
    await send(handler, 'DescribeKey', '{"KeyId":"hush-hush"}');
    await send(handler, '', '', { method: 'GET', path: '/health' });
    expect(exchanges).toEqual([
      {
        requestId: expect.stringMatching(UUID),
        operation: 'CreateKey',
        status: 200,
        errorCode: undefined,
        elapsedMs: expect.any(Number),
      },
      expect.objectContaining({
        operation: 'x'.repeat(64),
        status: 400,
        errorCode: 'UnknownOperationException',
      }),
      expect.objectContaining({ operation: 'DescribeKey', status: 400, errorCode: 'NotFoundException' }),
    ]);
    expect(JSON.stringify(exchanges)).not.toContain('hush-hush');
  });

  it('answers an internal failure with one sentence and the status 500', async () => {
    await service.kms.close();
    const { status, body } = await send(handler, 'CreateKey', {});
    expect([status, body]).toEqual([
      500,
      '{"__type":"KMSInternalException","message":"An internal error occurred."}',
    ]);
  });

  it('answers a call whose observer failed the same way', async () => {
    const failing = await openService({
      observer: () => {
        throw new Error('the log is full');
      },
    });
    const { status, body } = await send(kmsFetchHandler(failing.kms), 'ListKeys', {});
    expect([status, body]).toEqual([
      500,
      '{"__type":"KMSInternalException","message":"An internal error occurred."}',
    ]);
  });

  it('says over HTTP what the facade says', async () => {
    const { KeyId } = await makeKey(service);
    for (const [operation, input] of [
      ['Encrypt', { KeyId, Plaintext: '' }],
      ['GenerateDataKey', { KeyId }],
      ['CreateAlias', { AliasName: 'x', TargetKeyId: KeyId }],
      ['ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 3 }],
      ['ListAliases', { Limit: 101 }],
    ] as const) {
      const { code, message } = await refusalOf(
        service.kms.invoke({
          operation,
          input,
          source: 'json',
          caller: service.calls[0]?.caller as never,
          requestId: 'r',
        }),
      );
      expect((await send(handler, operation, input)).json()).toEqual({ __type: code, message });
    }
  });
});
