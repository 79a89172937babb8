/**
 * The AWS SDK for JavaScript against the handler in this process: it must read every answer and every error.
 *
 * @module
 */
import * as sdk from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FetchHandler, kmsFetchHandler } from '../../src/aws/fetch-handler.ts';
import {
  answeredMembers,
  makeWorld,
  OPERATION_NAMES,
  VALID_REQUESTS,
  type World,
} from '../operations/requests.ts';
import { DAY_MS, makeKey, openService, type Service } from '../operations/service.ts';

type RequestHandler = NonNullable<sdk.KMSClientConfig['requestHandler']>;

/** The SDK's way out, led back in. */
function requestHandlerOf(handler: FetchHandler): RequestHandler {
  const handle = async (request: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: unknown;
  }): Promise<unknown> => {
    const { method, headers } = request;
    const body = request.body as string | Uint8Array<ArrayBuffer>;
    const response = await handler(new Request('http://localhost/', { method, headers, body }));
    return {
      response: {
        statusCode: response.status,
        headers: Object.fromEntries(response.headers),
        body: new Uint8Array(await response.arrayBuffer()),
      },
    };
  };
  return { handle } as unknown as RequestHandler;
}

function clientOf(service: Service, account = '111122223333', region = 'us-east-1'): sdk.KMSClient {
  return new sdk.KMSClient({
    region,
    endpoint: 'http://localhost',
    maxAttempts: 1,
    credentials: { accessKeyId: account, secretAccessKey: 'any' },
    requestHandler: requestHandlerOf(kmsFetchHandler(service.kms)),
  });
}

type AnyCommand = new (input: object) => Parameters<sdk.KMSClient['send']>[0];
const commandOf = (name: string): AnyCommand =>
  (sdk as unknown as Record<string, AnyCommand>)[`${name}Command`] as AnyCommand;

describe('the AWS SDK', () => {
  let service: Service;
  let client: sdk.KMSClient;
  let world: World;
  beforeAll(async () => {
    service = await openService();
    client = clientOf(service);
    world = await makeWorld(service);
    await service.kms.createAlias({ AliasName: 'alias/signing', TargetKeyId: world.signing.keyId });
    await service.kms.createAlias({ AliasName: 'alias/mac', TargetKeyId: world.authenticating.keyId });
  });
  afterAll(() => client.destroy());

  it.each(OPERATION_NAMES)('reads the answer of %s', async (operation) => {
    const own = await makeWorld(service);
    if (operation === 'CancelKeyDeletion') await service.kms.scheduleKeyDeletion({ KeyId: own.keyId });
    const command = new (commandOf(operation))(VALID_REQUESTS[operation](own));
    const { $metadata, ...answer } = await client.send(command);
    expect($metadata).toMatchObject({
      httpStatusCode: 200,
      requestId: service.calls.at(-1)?.requestId,
      attempts: 1,
    });
    const given = Object.entries(answer).filter(([, value]) => value !== undefined);
    const members = given.map(([member]) => member).filter((member) => member !== 'NextMarker');
    expect(members.sort()).toEqual(answeredMembers(operation));
  });

  it('gives times as Date and bytes as Uint8Array, as the facade does', async () => {
    const KeyId = world.keyId;
    const { KeyMetadata } = await client.send(new sdk.DescribeKeyCommand({ KeyId }));
    expect(KeyMetadata).toEqual((await service.kms.describeKey({ KeyId })).KeyMetadata);
    expect(KeyMetadata?.CreationDate).toBeInstanceOf(Date);
    const Plaintext = new Uint8Array([0, 255]);
    const EncryptionContext = { a: 'b', constructor: 'c', '\u{1f511}': '' };
    const { CiphertextBlob } = await client.send(
      new sdk.EncryptCommand({ KeyId, Plaintext, EncryptionContext }),
    );
    const opened = await client.send(new sdk.DecryptCommand({ CiphertextBlob, EncryptionContext }));
    expect(new Uint8Array(opened.Plaintext ?? [])).toEqual(Plaintext);
  });

  it('reads to the millisecond when a key will be deleted', async () => {
    const { KeyId } = await makeKey(service);
    const { DeletionDate } = await client.send(
      new sdk.ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }),
    );
    expect(DeletionDate).toEqual(new Date(service.nowMs() + 7 * DAY_MS));
  });

  it('goes through all pages of every list', async () => {
    const own = clientOf(service, '999999999999');
    const keyIds: (string | undefined)[] = [];
    for (let i = 0; i < 250; i++) {
      const { KeyMetadata } = await own.send(new sdk.CreateKeyCommand({}));
      keyIds.push(KeyMetadata?.KeyId);
      const AliasName = `alias/n${i}`;
      await own.send(new sdk.CreateAliasCommand({ AliasName, TargetKeyId: KeyMetadata?.KeyId }));
    }
    const keys: (string | undefined)[] = [];
    for await (const { Keys = [] } of sdk.paginateListKeys({ client: own, pageSize: 33 }, {})) {
      keys.push(...Keys.map(({ KeyId }) => KeyId));
    }
    expect(keys).toHaveLength(250);
    expect(new Set(keys)).toEqual(new Set(keyIds));
    let aliases = 0;
    for await (const { Aliases = [] } of sdk.paginateListAliases({ client: own }, {}))
      aliases += Aliases.length;
    expect(aliases).toBe(250);
    own.destroy();
  });

  it.each([
    [
      'NotFoundException',
      sdk.NotFoundException,
      new sdk.DescribeKeyCommand({ KeyId: 'x' }),
      "Invalid keyId 'x'",
    ],
    [
      'InvalidCiphertextException',
      sdk.InvalidCiphertextException,
      new sdk.DecryptCommand({ CiphertextBlob: new Uint8Array(9) }),
      undefined,
    ],
    [
      'InvalidMarkerException',
      sdk.InvalidMarkerException,
      new sdk.ListKeysCommand({ Marker: 'x' }),
      undefined,
    ],
    [
      'ValidationException',
      sdk.KMSServiceException,
      new sdk.GenerateRandomCommand({ NumberOfBytes: 2000 }),
      "1 validation error detected: Value '2000' at 'numberOfBytes' failed to satisfy constraint: Member must have value less than or equal to 1024",
    ],
    [
      'KMSInvalidSignatureException',
      sdk.KMSInvalidSignatureException,
      new sdk.VerifyCommand({
        KeyId: 'alias/signing',
        Message: new Uint8Array(1),
        Signature: new Uint8Array(9),
        SigningAlgorithm: 'ECDSA_SHA_256',
      }),
      undefined,
    ],
    [
      'KMSInvalidMacException',
      sdk.KMSInvalidMacException,
      new sdk.VerifyMacCommand({
        KeyId: 'alias/mac',
        Message: new Uint8Array(1),
        Mac: new Uint8Array(32),
        MacAlgorithm: 'HMAC_SHA_256',
      }),
      undefined,
    ],
    [
      'UnknownOperationException',
      sdk.KMSServiceException,
      new sdk.GetKeyLastUsageCommand({ KeyId: 'x' }),
      undefined,
    ],
  ])('makes %s of the refusal', async (name, type, command, message) => {
    const error: unknown = await client
      .send(command as unknown as InstanceType<AnyCommand>)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ name, $fault: 'client', $metadata: { httpStatusCode: 400 } });
    if (message !== undefined) expect((error as Error).message).toBe(message);
  });

  it('is in the Region and the account of its configuration', async () => {
    const own = clientOf(service, '888877776666', 'eu-central-1');
    const { KeyMetadata } = await own.send(new sdk.CreateKeyCommand({}));
    expect(KeyMetadata?.Arn).toMatch(/^arn:aws:kms:eu-central-1:888877776666:key\//);
    own.destroy();
  });
});
