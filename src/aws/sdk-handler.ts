/**
 * The way out of an AWS SDK client, led back in: a `requestHandler` that answers from a fetch handler in this process.
 *
 *   client.send(command) -> serialised and signed by the SDK -> handle(request) -> Request -> handler -> Response -> the SDK
 *
 * It is what the SDK for JavaScript asks of a handler (`HttpHandler` of `@smithy/core/protocols`), written against its
 * shape alone: nothing of the SDK is imported. Requests are whole and signed, so that signatures are verified as over
 * HTTP where the handler verifies them. It opens no socket, never retries (the SDK does), and cannot take back a call
 * that has begun: an aborted or late call may have been carried out.
 *
 * @module
 */
import { concatBytes } from '../bytes/concat.ts';
import type { Connection } from '../operations/operation.ts';
import type { FetchHandler } from './fetch-handler.ts';

/** A request as the SDK hands it on. */
export interface SdkRequest {
  readonly method: string;
  /** With its colon: `https:`. */
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>> | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** A string, bytes in any form, a Blob, a web stream, or whatever gives out pieces (a stream of Node); or nothing. */
  readonly body?: unknown;
}

/** An answer as the SDK takes it: names in lower case, the body whole. */
export interface SdkResponse {
  readonly statusCode: number;
  readonly reason: string;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** What ends a wait; the SDK's own older form of it has `onabort` alone. */
export interface SdkAbortSignal {
  readonly aborted: boolean;
  readonly reason?: unknown;
  onabort: unknown;
  addEventListener?(type: 'abort', listener: () => void, options?: { readonly once: boolean }): void;
  removeEventListener?(type: 'abort', listener: () => void): void;
}

export interface SdkCallOptions {
  readonly abortSignal?: SdkAbortSignal | undefined;
  /** Milliseconds until the SDK is told of a timeout, which it may retry; 0 waits for ever. */
  readonly requestTimeout?: number | undefined;
}

/** What can be set, at once or later by `updateHttpClientConfig`. */
export interface SdkHandlerConfig {
  /** Milliseconds; none when absent or 0. A call's own goes before. */
  requestTimeout?: number;
}

export interface SdkHandlerOptions extends SdkHandlerConfig {
  /** What policies are to know of the caller's connection; it is secure where the endpoint's URL is one of HTTPS. */
  readonly connection?: Partial<Connection>;
}

/** To be handed to any client of the AWS SDK for JavaScript as `requestHandler`. */
export interface SdkRequestHandler {
  readonly metadata: { readonly handlerProtocol: string };
  /** @throws {Error} AbortError or TimeoutError, as the SDK's own handlers throw them. */
  handle(request: SdkRequest, options?: SdkCallOptions): Promise<{ response: SdkResponse }>;
  /** Called by the client's `destroy`. The service stays: other clients may use it. */
  destroy(): void;
  updateHttpClientConfig(key: never, value: never): void;
  httpHandlerConfigs(): SdkHandlerConfig;
}

/**
 * A request handler over any fetch handler.
 *
 * @param handler What answers: `kmsFetchHandler(kms)`, or anything that takes a Request and answers a Response.
 *
 * @example
 * const requestHandler = sdkRequestHandler(kmsFetchHandler(await createKms()));
 * const headers = { 'X-Amz-Target': 'TrentService.ListKeys', 'Content-Type': 'application/x-amz-json-1.1' };
 * const call = { method: 'POST', protocol: 'https:', hostname: 'kms.us-east-1.amazonaws.com', path: '/', headers };
 * const { response } = await requestHandler.handle({ ...call, body: '{}' });
 * response.statusCode; // 200
 */
export function sdkRequestHandler(
  handler: FetchHandler,
  { connection, ...initial }: SdkHandlerOptions = {},
): SdkRequestHandler {
  const config: SdkHandlerConfig = { ...initial };
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request, { abortSignal, requestTimeout = config.requestTimeout } = {}) {
      if (abortSignal?.aborted === true) throw abortError(abortSignal);
      const answer = exchange(handler, request, connection, abortSignal);
      return await endedEarly(answer, abortSignal, requestTimeout);
    },
    destroy: () => undefined,
    updateHttpClientConfig(key, value) {
      Object.assign(config, { [key]: value });
    },
    httpHandlerConfigs: () => config,
  };
}

async function exchange(
  handler: FetchHandler,
  request: SdkRequest,
  connection: Partial<Connection> | undefined,
  signal: SdkAbortSignal | undefined,
): Promise<{ response: SdkResponse }> {
  const secureTransport = request.protocol === 'https:';
  const sent = toRequest(request, await wholeBody(request.body, signal));
  const response = await handler(sent, { secureTransport, ...connection });
  const body = new Uint8Array(await response.arrayBuffer());
  const headers = Object.fromEntries(response.headers);
  return { response: { statusCode: response.status, reason: response.statusText, headers, body } };
}

/** The request with all of its headers: a Request drops what pages may not set, and the signature covers two of those. */
function toRequest(request: SdkRequest, body: BodyInit | undefined): Request {
  const { method, headers } = request;
  const bodiless = method === 'GET' || method === 'HEAD' || body === undefined;
  const made = new Request(urlOf(request), { method, ...(bodiless ? {} : { body }) });
  Object.defineProperty(made, 'headers', { value: new Headers({ ...headers }) });
  return made;
}

function urlOf({ protocol, hostname, port, path, query = {} }: SdkRequest): string {
  const search = Object.entries(query).flatMap(([name, value]) => {
    const values = Array.isArray(value) ? (value as readonly string[]) : [value as string | null];
    return values.map((one) => escapeQuery(name) + (one === null ? '' : `=${escapeQuery(one)}`));
  });
  const authority = port === undefined ? hostname : `${hostname}:${port}`;
  return `${protocol}//${authority}${path}${search.length === 0 ? '' : `?${search.join('&')}`}`;
}

/** As Signature Version 4 wants it: also the five characters that `encodeURIComponent` leaves. */
function escapeQuery(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The body as every host's Request takes it; not all of them take streams. */
async function wholeBody(body: unknown, signal: SdkAbortSignal | undefined): Promise<BodyInit | undefined> {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string' || body instanceof ArrayBuffer || body instanceof Blob) return body;
  if (ArrayBuffer.isView(body)) return body as ArrayBufferView<ArrayBuffer>;
  if (isStream(body)) return await collect(piecesOf(body), signal);
  if (isIterable(body)) return await collect(body, signal);
  throw new TypeError(`"body" expected text, bytes, a Blob or a stream, got ${typeof body}`);
}

const isStream = (body: unknown): body is ReadableStream<unknown> =>
  typeof (body as ReadableStream).getReader === 'function';

const isIterable = (body: unknown): body is AsyncIterable<unknown> =>
  typeof (body as AsyncIterable<unknown>)[Symbol.asyncIterator] === 'function';

/** Not every browser can iterate over a stream. */
async function* piecesOf(stream: ReadableStream<unknown>): AsyncGenerator<unknown> {
  const reader = stream.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function collect(
  pieces: AsyncIterable<unknown>,
  signal: SdkAbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) {
    if (signal?.aborted === true) throw abortError(signal);
    parts.push(typeof piece === 'string' ? new TextEncoder().encode(piece) : (piece as Uint8Array));
  }
  return new Uint8Array(concatBytes(...parts));
}

/** The answer, or what the SDK's own handlers throw when they are told to stop or have waited for too long. */
async function endedEarly<T>(
  answer: Promise<T>,
  signal: SdkAbortSignal | undefined,
  timeoutMs: number | undefined,
): Promise<T> {
  if (signal === undefined && !timeoutMs) return await answer;
  let release = (): void => undefined;
  const end = new Promise<never>((_resolve, reject) => {
    const timer = timeoutMs ? setTimeout(() => reject(timeoutError(timeoutMs)), timeoutMs) : undefined;
    const forget = signal === undefined ? undefined : onAbort(signal, () => reject(abortError(signal)));
    release = () => {
      clearTimeout(timer);
      forget?.();
    };
  });
  return await Promise.race([answer, end]).finally(() => release());
}

function onAbort(signal: SdkAbortSignal, listener: () => void): () => void {
  if (signal.addEventListener === undefined) {
    signal.onabort = listener;
    return () => {
      signal.onabort = null;
    };
  }
  signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener?.('abort', listener);
}

function abortError({ reason }: SdkAbortSignal): Error {
  return named('AbortError', 'Request aborted', reason === undefined ? undefined : { cause: reason });
}

function timeoutError(timeoutMs: number): Error {
  return named('TimeoutError', `Request did not complete within ${timeoutMs} ms`);
}

function named(name: string, message: string, options?: ErrorOptions): Error {
  return Object.assign(new Error(message, options), { name });
}
