/**
 * The AWS SDK for JavaScript through both entrances, over HTTP and by the request handler in this process: it must read
 * every answer and every error.
 *
 * @module
 */
import * as sdk from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kmsFetchHandler } from '../../src/aws/fetch-handler.ts';
import { sdkRequestHandler } from '../../src/aws/sdk-handler.ts';
import { serve } from '../../src/node/server.ts';
import {
  answeredMembers,
  makeWorld,
  OPERATION_NAMES,
  VALID_REQUESTS,
  type World,
} from '../operations/requests.ts';
import { DAY_MS, makeKey, openService, type Service } from '../operations/service.ts';
import { wrapFor } from '../operations/wrapping.ts';

/** What of a client's configuration leads to the service. */
interface Entrance {
  readonly config: Pick<sdk.KMSClientConfig, 'endpoint' | 'requestHandler'>;
  close(): Promise<void>;
}

const ENTRANCES: Readonly<Record<string, (service: Service) => Promise<Entrance>>> = {
  'by the request handler in this process': async ({ kms }) => ({
    config: { requestHandler: sdkRequestHandler(kmsFetchHandler(kms)) },
    close: async () => undefined,
  }),
  'over HTTP': async ({ kms }) => {
    const server = await serve({ fetch: kmsFetchHandler(kms), port: 0 });
    return { config: { endpoint: server.url }, close: () => server.close(0) };
  },
};

type AnyCommand = new (input: object) => Parameters<sdk.KMSClient['send']>[0];
const commandOf = (name: string): AnyCommand =>
  (sdk as unknown as Record<string, AnyCommand>)[`${name}Command`] as AnyCommand;

describe.each(Object.entries(ENTRANCES))('the AWS SDK, %s,', (_entrance, enter) => {
  let service: Service;
  let client: sdk.KMSClient;
  let world: World;
  let entrance: Entrance;
  const clientOf = (account = '111122223333', region = 'us-east-1'): sdk.KMSClient =>
    new sdk.KMSClient({
      region,
      maxAttempts: 1,
      credentials: { accessKeyId: account, secretAccessKey: 'any' },
      ...entrance.config,
    });
  beforeAll(async () => {
    service = await openService();
    entrance = await enter(service);
    client = clientOf();
    world = await makeWorld(service);
    await service.kms.createAlias({ AliasName: 'alias/signing', TargetKeyId: world.signing.keyId });
    await service.kms.createAlias({ AliasName: 'alias/mac', TargetKeyId: world.authenticating.keyId });
  });
  afterAll(async () => {
    client.destroy();
    await entrance.close();
  });

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

  it('imports material until a date, to the millisecond, and is told of refusals by class', async () => {
    const { KeyId } = await makeKey(service, { Origin: 'EXTERNAL' });
    const parcel = await wrapFor(service, KeyId, new Uint8Array(32).fill(9));
    const ValidTo = new Date(service.nowMs() + 1234);
    await client.send(new sdk.ImportKeyMaterialCommand({ KeyId, ...parcel, ValidTo }));
    const { KeyMetadata } = await client.send(new sdk.DescribeKeyCommand({ KeyId }));
    expect(KeyMetadata).toMatchObject({ ValidTo, ExpirationModel: 'KEY_MATERIAL_EXPIRES' });
    const ImportToken = new Uint8Array([1]);
    const bad = new sdk.ImportKeyMaterialCommand({ KeyId, ...parcel, ImportToken, ValidTo });
    await expect(client.send(bad)).rejects.toThrow(sdk.InvalidImportTokenException);
  });

  it('goes through all pages of every list', async () => {
    const own = clientOf('999999999999');
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
    // AWS's own are listed too, without a target.
    for await (const { Aliases = [] } of sdk.paginateListAliases({ client: own }, {}))
      aliases += Aliases.filter(({ TargetKeyId }) => TargetKeyId !== undefined).length;
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
  ])('makes %s of the refusal', async (name, type, command, message) => {
    const error: unknown = await client
      .send(command as unknown as InstanceType<AnyCommand>)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ name, $fault: 'client', $metadata: { httpStatusCode: 400 } });
    if (message !== undefined) expect((error as Error).message).toBe(message);
  });

  it('is in the Region and the account of its configuration', async () => {
    const own = clientOf('888877776666', 'eu-central-1');
    const { KeyMetadata } = await own.send(new sdk.CreateKeyCommand({}));
    expect(KeyMetadata?.Arn).toMatch(/^arn:aws:kms:eu-central-1:888877776666:key\//);
    own.destroy();
  });
});
