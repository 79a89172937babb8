/**
 * A handler in this process as the way out of an AWS SDK client.
 *
 * @module
 */
import type { KMSClientConfig } from '@aws-sdk/client-kms';
import type { FetchHandler } from '../../src/aws/fetch-handler.ts';
import type { Connection } from '../../src/operations/operation.ts';

type RequestHandler = NonNullable<KMSClientConfig['requestHandler']>;

/** The SDK's way out, led back in. */
export function requestHandlerOf(handler: FetchHandler, connection?: Partial<Connection>): RequestHandler {
  const handle = async (request: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: unknown;
  }): Promise<unknown> => {
    const { method, headers } = request;
    const body = request.body as string | Uint8Array<ArrayBuffer>;
    const sent = new Request('http://localhost/', { method, headers, body });
    const response = await handler(sent, connection);
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
