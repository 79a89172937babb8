/**
 * A house for the conformance suite: a service behind a real socket, and the AWS SDK for JavaScript in front of it.
 *
 * The service is the one of the operations' tests, so that a test can put a key into a state that no call reaches; every
 * request and every answer goes over HTTP all the same.
 *
 * @module
 */
import * as sdk from '@aws-sdk/client-kms';
import { kmsFetchHandler } from '../../src/aws/fetch-handler.ts';
import { serve } from '../../src/node/server.ts';
import type { OperationName } from '../../src/operations/table.ts';
import { SCOPE } from '../operations/service.ts';
import { openStoreHouse, type StoreHouse } from '../operations/stores.ts';
import { FOR_EVER, wrapFor } from '../operations/wrapping.ts';

/** What became of a request: granted, or refused with a code and a text, `null` where the body carried none. */
export type Outcome = 'granted' | { readonly code: string; readonly message: string | null };

export type Answer = Readonly<Record<string, unknown>>;

export interface House {
  readonly service: StoreHouse;
  /** Sends a request by the SDK. @throws {Error} The SDK's exception. */
  send(operation: OperationName, input: object, region?: string): Promise<Answer>;
  /** Sends a request that may be refused. */
  try(operation: OperationName, input: object, region?: string): Promise<Outcome>;
  /** A new key, described. */
  make(
    request: object,
    region?: string,
  ): Promise<sdk.KeyMetadata & { readonly KeyId: string; readonly Arn: string }>;
  /** A new symmetric key with imported material that does not expire. */
  makeImported(): Promise<{ readonly KeyId: string; readonly Arn: string }>;
  close(): Promise<void>;
}

type AnyCommand = new (input: object) => Parameters<sdk.KMSClient['send']>[0];

/** The SDK's command of an operation. */
export function commandOf(operation: string): AnyCommand {
  const command = (sdk as unknown as Record<string, AnyCommand | undefined>)[`${operation}Command`];
  if (command === undefined) throw new Error(`the SDK has no ${operation}Command`);
  return command;
}

/** An empty service that listens. */
export async function openHouse(): Promise<House> {
  const service = await openStoreHouse();
  const server = await serve({ fetch: kmsFetchHandler(service.kms), port: 0 });
  const clients = new Map<string, sdk.KMSClient>();
  const send: House['send'] = async (operation, input, region = SCOPE.region) => {
    const client = clients.get(region) ?? clientOf(server.url, region);
    clients.set(region, client);
    return (await client.send(new (commandOf(operation))(input))) as unknown as Answer;
  };
  const make: House['make'] = async (request, region) => {
    const { KeyMetadata } = await send('CreateKey', request, region);
    return KeyMetadata as Awaited<ReturnType<House['make']>>;
  };
  return {
    service,
    send,
    make,
    try: (operation, input, region) => outcomeOf(send(operation, input, region)),
    async makeImported() {
      const key = await make({ Origin: 'EXTERNAL' });
      const parcel = await wrapFor(service, key.KeyId, new Uint8Array(32).fill(1));
      await send('ImportKeyMaterial', { KeyId: key.KeyId, ...parcel, ...FOR_EVER });
      return key;
    },
    async close() {
      for (const client of clients.values()) client.destroy();
      await server.close(0);
      await service.kms.close();
    },
  };
}

function clientOf(endpoint: string, region: string): sdk.KMSClient {
  const credentials = { accessKeyId: SCOPE.account, secretAccessKey: 'any' };
  return new sdk.KMSClient({ endpoint, region, credentials, maxAttempts: 1 });
}

async function outcomeOf(sending: Promise<Answer>): Promise<Outcome> {
  try {
    await sending;
    return 'granted';
  } catch (error) {
    if (!(error instanceof sdk.KMSServiceException)) throw error;
    const { httpStatusCode } = error.$metadata;
    if (httpStatusCode !== 400)
      throw new Error(`${error.name} came with ${httpStatusCode}`, { cause: error });
    // What the SDK says of a body without a message.
    return { code: error.name, message: error.message === 'UnknownError' ? null : error.message };
  }
}
