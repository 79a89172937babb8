/**
 * Talking to a handler: requests of the AWS JSON protocol, and what comes back, read.
 *
 * @module
 */
import type { FetchHandler } from '../../src/aws/fetch-handler.ts';

/** What a client sends besides operation and body. */
export interface SendOptions {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whose account and Region the signature claims. */
  readonly credential?: string;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** The body as JSON. */
  json(): Record<string, unknown>;
}

/** Sends one operation; a text is sent as it is, anything else as JSON. */
export async function send(
  handler: FetchHandler,
  operation: string,
  body: unknown,
  { method = 'POST', path = '/', headers = {}, credential }: SendOptions = {},
): Promise<Answer> {
  const request = new Request(`http://localhost${path}`, {
    method,
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': `TrentService.${operation}`,
      ...(credential === undefined ? {} : { Authorization: authorization(credential) }),
      ...headers,
    },
    ...(method === 'GET' || method === 'HEAD'
      ? {}
      : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return await read(await handler(request));
}

/** A response, read to its end. */
export async function read(response: Response): Promise<Answer> {
  const { status, headers } = response;
  const body = await response.text();
  return { status, headers, body, json: () => JSON.parse(body) };
}

function authorization(credential: string): string {
  return `AWS4-HMAC-SHA256 Credential=${credential}/kms/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`;
}
