/**
 * Bad input over HTTP: each kind is answered with AWS's own code and text, and changes nothing.
 *
 * "Nothing" is every byte of the store, which the test holds in its hands. The texts are AWS's as recorded by clients;
 * those that AWS does not publish are listed in docs/DIFFERENCES.md.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kmsFetchHandler } from '../../src/aws/fetch-handler.ts';
import { createKms, type Kms, rootKeyFromBytes } from '../../src/index.ts';
import { type RunningServer, serve } from '../../src/node/server.ts';
import { memoryStore } from '../../src/store/memory.ts';

const REGION = 'us-east-1';
const ACCOUNT = '000000000000';
const UNKNOWN = '1234abcd-12ab-34cd-56ef-1234567890ab';
const JSON11 = 'application/x-amz-json-1.1';

const store = memoryStore();
let kms: Kms;
let server: RunningServer;
let ready: { readonly id: string; readonly arn: string; readonly blob: string };
let disabled: { readonly id: string; readonly arn: string };
let pending: { readonly id: string; readonly arn: string };

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const arnOf = (resource: string, region: string = REGION): string =>
  `arn:aws:kms:${region}:${ACCOUNT}:${resource}`;

beforeAll(async () => {
  kms = await createKms({ store, rootKey: rootKeyFromBytes(new Uint8Array(32).fill(1)) });
  server = await serve({ fetch: kmsFetchHandler(kms), port: 0 });
  const make = async (): Promise<{ id: string; arn: string }> => {
    const { KeyMetadata } = await kms.createKey({});
    return { id: KeyMetadata.KeyId, arn: KeyMetadata.Arn };
  };
  const key = await make();
  const { CiphertextBlob } = await kms.encrypt({
    KeyId: key.id,
    Plaintext: new Uint8Array([1, 2, 3]),
    EncryptionContext: { purpose: 'test' },
  });
  ready = { ...key, blob: base64(CiphertextBlob) };
  disabled = await make();
  await kms.disableKey({ KeyId: disabled.id });
  pending = await make();
  await kms.scheduleKeyDeletion({ KeyId: pending.id });
  await kms.createAlias({ AliasName: 'alias/taken', TargetKeyId: ready.id });
});

afterAll(async () => {
  await server.close(0);
  await kms.close();
});

/** Everything that is stored, byte for byte, but for the trail, which tells of refusals too. */
async function snapshot(): Promise<readonly string[]> {
  const records = await store.list('', undefined, 1_000_000);
  const others = records.filter(({ name }) => !name.startsWith('journal/'));
  return others.map(({ name, version, value }) => `${name} ${version} ${base64(value)}`);
}

interface Sent {
  readonly operation?: string | undefined;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends bytes as they are. */
async function send({ operation, body = '{}', method = 'POST', headers = {} }: Sent): Promise<Response> {
  const target = operation === undefined ? {} : { 'X-Amz-Target': `TrentService.${operation}` };
  return await fetch(server.url, {
    method,
    headers: { 'Content-Type': JSON11, ...target, ...headers },
    ...(method === 'GET' ? {} : { body }),
  });
}

/** Requires an answer: its status, code and text to the letter, its headers, and a store in which nothing moved. */
async function expectRefused(sent: Sent, code: string, message?: string, status = 400): Promise<void> {
  const before = await snapshot();
  const response = await send(sent);
  const text = await response.text();
  expect(JSON.parse(text)).toEqual(message === undefined ? { __type: code } : { __type: code, message });
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe(JSON11);
  expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(await snapshot()).toEqual(before);
}

function expectInputRefused(
  operation: string,
  input: unknown,
  code: string,
  message?: string,
): Promise<void> {
  return expectRefused({ operation, body: JSON.stringify(input) }, code, message);
}

const invalid = (where: string, constraint: string): string =>
  `1 validation error detected: Value ${where} failed to satisfy constraint: ${constraint}`;

describe('a plaintext', () => {
  it('of 4,097 bytes is refused without being shown', async () => {
    await expectInputRefused(
      'Encrypt',
      { KeyId: ready.id, Plaintext: base64(new Uint8Array(4097)) },
      'ValidationException',
      invalid("at 'plaintext'", 'Member must have length less than or equal to 4096'),
    );
  });

  it('of no bytes is refused', async () => {
    await expectInputRefused(
      'Encrypt',
      { KeyId: ready.id, Plaintext: '' },
      'ValidationException',
      invalid("at 'plaintext'", 'Member must have length greater than or equal to 1'),
    );
  });

  it('of 4,096 bytes is taken', async () => {
    const Plaintext = base64(new Uint8Array(4096));
    const response = await send({
      operation: 'Encrypt',
      body: JSON.stringify({ KeyId: ready.id, Plaintext }),
    });
    expect(response.status).toBe(200);
  });
});

describe('a ciphertext', () => {
  const EncryptionContext = { purpose: 'test' };

  it.each([
    ['another value', { purpose: 'Test' }],
    ['another name', { Purpose: 'test' }],
    ['one pair more', { purpose: 'test', more: 'x' }],
    ['none', undefined],
  ])('under a wrong encryption context is refused without a text: %s', async (_, context) => {
    const input = { CiphertextBlob: ready.blob, EncryptionContext: context };
    await expectInputRefused('Decrypt', input, 'InvalidCiphertextException');
  });

  it('with a flipped bit is refused, whichever bit it is', async () => {
    const blob = Buffer.from(ready.blob, 'base64');
    for (let bit = 0; bit < 8 * blob.length; bit += 5) {
      const flipped = Uint8Array.from(blob);
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      const input = { CiphertextBlob: base64(flipped), EncryptionContext, KeyId: ready.id };
      const response = await send({ operation: 'Decrypt', body: JSON.stringify(input) });
      expect([response.status, await response.json()]).toEqual([
        400,
        { __type: 'InvalidCiphertextException' },
      ]);
    }
  });

  it('with a flipped bit in its last byte is refused without a text', async () => {
    const flipped = Uint8Array.from(Buffer.from(ready.blob, 'base64'));
    flipped[flipped.length - 1] = (flipped.at(-1) as number) ^ 1;
    const input = { CiphertextBlob: base64(flipped), EncryptionContext };
    await expectInputRefused('Decrypt', input, 'InvalidCiphertextException');
  });

  it('that is cut short, wherever, or has a byte too many is refused without a text', async () => {
    const blob = Uint8Array.from(Buffer.from(ready.blob, 'base64'));
    for (let length = 1; length < blob.length; length += 7) {
      const input = { CiphertextBlob: base64(blob.subarray(0, length)), EncryptionContext, KeyId: ready.id };
      await expectInputRefused('Decrypt', input, 'InvalidCiphertextException');
    }
    const input = { CiphertextBlob: base64(Uint8Array.of(...blob, 0)), EncryptionContext };
    await expectInputRefused('Decrypt', input, 'InvalidCiphertextException');
  });

  it('of another key than the one named is refused', async () => {
    const { KeyMetadata } = await kms.createKey({});
    await expectInputRefused(
      'Decrypt',
      { CiphertextBlob: ready.blob, EncryptionContext, KeyId: KeyMetadata.KeyId },
      'IncorrectKeyException',
      'The key ID in the request does not identify a CMK that can perform this operation.',
    );
  });

  it('of 6,145 bytes is refused', async () => {
    await expectInputRefused(
      'Decrypt',
      { CiphertextBlob: base64(new Uint8Array(6145)) },
      'ValidationException',
      invalid("at 'ciphertextBlob'", 'Member must have length less than or equal to 6144'),
    );
  });
});

describe('a key', () => {
  it.each(['Encrypt', 'GenerateDataKey'])('that is disabled does not %s', async (operation) => {
    const input = {
      KeyId: disabled.id,
      ...(operation === 'Encrypt' ? { Plaintext: 'AQID' } : { KeySpec: 'AES_256' }),
    };
    await expectInputRefused(operation, input, 'DisabledException', `${disabled.arn} is disabled.`);
  });

  it.each([
    ['Encrypt', { Plaintext: 'AQID' }],
    ['GenerateDataKey', { KeySpec: 'AES_256' }],
    ['EnableKey', {}],
    ['ScheduleKeyDeletion', {}],
    ['UpdateKeyDescription', { Description: 'x' }],
    ['TagResource', { Tags: [{ TagKey: 'a', TagValue: 'b' }] }],
  ])('that is pending deletion refuses %s', async (operation, more) => {
    const input = { KeyId: pending.id, ...more };
    await expectInputRefused(
      operation,
      input,
      'KMSInvalidStateException',
      `${pending.arn} is pending deletion.`,
    );
  });

  it('that is not pending deletion refuses to have it cancelled', async () => {
    await expectInputRefused(
      'CancelKeyDeletion',
      { KeyId: ready.id },
      'KMSInvalidStateException',
      `${ready.arn} is not pending deletion.`,
    );
  });

  it.each(['id', 'arn'])('that is unknown is not found by its %s', async (form) => {
    const arn = arnOf(`key/${UNKNOWN}`);
    const KeyId = form === 'id' ? UNKNOWN : arn;
    await expectInputRefused('DescribeKey', { KeyId }, 'NotFoundException', `Key '${arn}' does not exist`);
  });

  it('whose ARN is of another Region is not found here', async () => {
    const KeyId = ready.arn.replace(REGION, 'eu-west-1');
    await expectInputRefused('DescribeKey', { KeyId }, 'NotFoundException', 'Invalid arn eu-west-1');
  });

  it('whose Region the signature names elsewhere is not found there', async () => {
    const authorization =
      'AWS4-HMAC-SHA256 Credential=AK/20261124/ap-southeast-2/kms/aws4_request, SignedHeaders=host';
    await expectRefused(
      {
        operation: 'DescribeKey',
        body: JSON.stringify({ KeyId: ready.id }),
        headers: { Authorization: authorization },
      },
      'NotFoundException',
      `Key '${arnOf(`key/${ready.id}`, 'ap-southeast-2')}' does not exist`,
    );
  });

  it('cannot be named by nothing', async () => {
    await expectInputRefused(
      'DescribeKey',
      {},
      'ValidationException',
      invalid("null at 'keyId'", 'Member must not be null'),
    );
  });
});

describe('an alias', () => {
  it.each(['alias/aws/s3', 'alias/aws/'])('that is reserved cannot be made: %s', async (AliasName) => {
    await expectInputRefused('CreateAlias', { AliasName, TargetKeyId: ready.id }, 'NotAuthorizedException');
  });

  it('without its prefix cannot be made', async () => {
    await expectInputRefused(
      'CreateAlias',
      { AliasName: 'demo', TargetKeyId: ready.id },
      'ValidationException',
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
    );
  });

  it('that exists cannot be made again', async () => {
    await expectInputRefused(
      'CreateAlias',
      { AliasName: 'alias/taken', TargetKeyId: ready.id },
      'AlreadyExistsException',
      `An alias with the name ${arnOf('alias/taken')} already exists`,
    );
  });

  it('that does not exist leads to no key and cannot be deleted', async () => {
    const sentence = `Alias ${arnOf('alias/none')} is not found.`;
    await expectInputRefused('DeleteAlias', { AliasName: 'alias/none' }, 'NotFoundException', sentence);
    await expectInputRefused(
      'Encrypt',
      { KeyId: 'alias/none', Plaintext: 'AQID' },
      'NotFoundException',
      sentence,
    );
  });
});

describe('a member', () => {
  it('with a value outside of its enumeration is refused with the values that there are', async () => {
    const response = await send({ operation: 'CreateKey', body: '{"KeyUsage":"DECORATE"}' });
    const { __type, message } = (await response.json()) as { __type: string; message: string };
    expect(__type).toBe('ValidationException');
    expect(message).toMatch(
      /^1 validation error detected: Value 'DECORATE' at 'keyUsage' failed to satisfy constraint: Member must satisfy enum value set: \[(.*)\]$/,
    );
    for (const usage of [
      'ENCRYPT_DECRYPT',
      'SIGN_VERIFY',
      'GENERATE_VERIFY_MAC',
      'KEY_AGREEMENT',
      'ENCAPSULATE_DECAPSULATE',
    ])
      expect(message).toContain(usage);
  });

  it('below or above its bounds is refused with the bound', async () => {
    const at = "at 'numberOfBytes'";
    await expectInputRefused(
      'GenerateRandom',
      { NumberOfBytes: 0 },
      'ValidationException',
      invalid(`'0' ${at}`, 'Member must have value greater than or equal to 1'),
    );
    await expectInputRefused(
      'GenerateRandom',
      { NumberOfBytes: 1025 },
      'ValidationException',
      invalid(`'1025' ${at}`, 'Member must have value less than or equal to 1024'),
    );
  });

  it.each([
    ['a number for a text', 'DescribeKey', { KeyId: 7 }],
    ['an object for a text', 'DescribeKey', { KeyId: { $ne: '' } }],
    ['a list for a text', 'DescribeKey', { KeyId: ['a'] }],
    ['a text for a number', 'GenerateRandom', { NumberOfBytes: '16' }],
    ['a text for a boolean', 'CreateKey', { BypassPolicyLockoutSafetyCheck: 'true' }],
    ['a text for a list', 'CreateKey', { Tags: 'a' }],
    ['a list for a map', 'Encrypt', { KeyId: 'a', Plaintext: 'AQID', EncryptionContext: ['a'] }],
    ['a list in a map of texts', 'Encrypt', { KeyId: 'a', Plaintext: 'AQID', EncryptionContext: { a: [1] } }],
    ['what is no base64 for bytes', 'Encrypt', { KeyId: 'a', Plaintext: '%%%' }],
  ])('of a wrong type is no request at all: %s', async (_, operation, input) => {
    const before = await snapshot();
    const response = await send({ operation, body: JSON.stringify(input) });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: 'SerializationException' });
    expect(await snapshot()).toEqual(before);
  });

  it('that no operation knows is passed over, whatever its name', async () => {
    for (const body of [
      '{"Limit":1,"Unknown":{}}',
      '{"Limit":1,"__proto__":{"Limit":9}}',
      '{"Limit":1,"toString":1}',
    ])
      expect((await send({ operation: 'ListKeys', body })).status).toBe(200);
  });
});

describe('a body', () => {
  it.each([
    ['is not JSON', 'KeyId=a'],
    ['ends too early', '{"Limit":'],
    ['has something after its end', '{}{}'],
    ['is a list', '[]'],
    ['is a text', '"ListKeys"'],
    ['is a number', '7'],
    ['is null', 'null'],
    ['is not UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)],
    ['nests 33 deep', `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`],
    ['nests 100,000 deep', '['.repeat(100_000)],
    ['has 100,000 members', `{${Array.from({ length: 100_000 }, (_, i) => `"${i}":1`).join(',')}}`],
  ])('that %s is no request', async (_, body) => {
    await expectRefused({ operation: 'ListKeys', body }, 'SerializationException');
  });

  it('of more than 1 MiB is refused, whether it announces its length or not', async () => {
    const body = `{"Description":"${'a'.repeat(1_048_576)}"}`;
    await expectRefused({ operation: 'CreateKey', body }, 'RequestEntityTooLargeException', undefined, 413);
    const before = await snapshot();
    const stream = new Blob([body]).stream();
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'Content-Type': JSON11, 'X-Amz-Target': 'TrentService.CreateKey' },
      body: stream,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(413);
    expect(await response.json()).toEqual({ __type: 'RequestEntityTooLargeException' });
    expect(await snapshot()).toEqual(before);
  });

  it('of 10 MiB is refused while others are served', async () => {
    const body = 'a'.repeat(10 * 1_048_576);
    const [large, small] = await Promise.all([
      send({ operation: 'CreateKey', body }),
      send({ operation: 'ListKeys' }),
    ]);
    expect([large.status, small.status]).toEqual([413, 200]);
  });
});

describe('an operation', () => {
  it.each([
    'Bake',
    'encrypt',
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    'invoke',
    'close',
    'sweep',
    '',
    'Encrypt.',
    'Encrypt%20',
    'a'.repeat(5000),
  ])('of the name %j is unknown', async (operation) => {
    await expectRefused({ operation }, 'UnknownOperationException');
  });

  it('that is not named, or is another service’s, is unknown', async () => {
    await expectRefused({ operation: undefined }, 'UnknownOperationException');
    await expectRefused(
      { headers: { 'X-Amz-Target': 'DynamoDB_20120810.ListTables' } },
      'UnknownOperationException',
    );
  });

  it.each(['text/plain', 'application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'])(
    'asked for as %s, which a page of any origin may send, is unknown',
    async (type) => {
      await expectRefused(
        { operation: 'CreateKey', headers: { 'Content-Type': type } },
        'UnknownOperationException',
      );
    },
  );

  it.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])('asked for by %s is unknown', async (method) => {
    await expectRefused({ operation: 'CreateKey', method }, 'UnknownOperationException');
  });
});
