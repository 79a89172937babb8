/**
 * A request as Node's parser has it, in the shape of the web's Request.
 *
 * Making a whole Request costs more than everything else that Node does for a request. What handlers read of nearly every
 * one (method, URL, a header by its name, the body at once) is answered from what was parsed; whatever else is asked for
 * makes the whole Request, once. It is no instance of the host's Request class, and cannot be copied by its constructor;
 * `clone` gives one that can.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { ServedHeaders } from './served-headers.ts';

/** See the file's head. */
export class ServedRequest implements Request {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly #incoming: IncomingMessage;
  readonly #outgoing: ServerResponse | undefined;
  #controller: AbortController | undefined;
  #whole: Request | undefined;
  #isRead = false;

  /**
   * @param url As {@link urlOf} gives it.
   * @param outgoing Where the answer goes: who waits for it may go away, and then the signal says so.
   */
  constructor(incoming: IncomingMessage, url: string, outgoing?: ServerResponse) {
    this.method = incoming.method ?? 'GET';
    this.url = url;
    this.headers = new ServedHeaders(incoming.rawHeaders);
    this.#incoming = incoming;
    this.#outgoing = outgoing;
  }

  get signal(): AbortSignal {
    this.#controller ??= controllerOf(this.#outgoing);
    return this.#controller.signal;
  }

  get bodyUsed(): boolean {
    return this.#isRead || this.#whole?.bodyUsed === true;
  }

  /** The body; the bytes are the caller's own. */
  bytes(): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#whole !== undefined) return this.#whole.arrayBuffer().then((buffer) => new Uint8Array(buffer));
    if (this.#isRead) return Promise.reject(new TypeError('Body is unusable: Body has already been read'));
    this.#isRead = true;
    return readAll(this.#incoming);
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    const { buffer, byteOffset, length } = await this.bytes();
    return buffer.slice(byteOffset, byteOffset + length);
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes());
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  get body(): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    return this.#request.body;
  }

  blob(): Promise<Blob> {
    return this.#request.blob();
  }

  formData(): Promise<FormData> {
    return this.#request.formData();
  }

  clone(): Request {
    return this.#request.clone();
  }

  get cache(): RequestCache {
    return this.#request.cache;
  }

  get credentials(): RequestCredentials {
    return this.#request.credentials;
  }

  get destination(): RequestDestination {
    return this.#request.destination;
  }

  get integrity(): string {
    return this.#request.integrity;
  }

  get keepalive(): boolean {
    return this.#request.keepalive;
  }

  get mode(): RequestMode {
    return this.#request.mode;
  }

  get redirect(): RequestRedirect {
    return this.#request.redirect;
  }

  get referrer(): string {
    return this.#request.referrer;
  }

  get referrerPolicy(): ReferrerPolicy {
    return this.#request.referrerPolicy;
  }

  get #request(): Request {
    if (this.#isRead) throw new TypeError('Body is unusable: Body has already been read');
    this.#whole ??= this.#make();
    return this.#whole;
  }

  #make(): Request {
    const { method, url, signal } = this;
    const init = { method, signal, headers: new Headers([...this.headers]) };
    if (method === 'GET' || method === 'HEAD') return new Request(url, init);
    const body = Readable.toWeb(this.#incoming) as unknown as ReadableStream;
    return new Request(url, { ...init, body, duplex: 'half' } as RequestInit);
  }
}

/** Aborts when nobody waits for an answer any more, or nobody did already. */
function controllerOf(outgoing: ServerResponse | undefined): AbortController {
  const controller = new AbortController();
  const abortUnfinished = (): void => {
    if (outgoing?.writableFinished === false) controller.abort();
  };
  if (outgoing?.destroyed === true) abortUnfinished();
  else outgoing?.on('close', abortUnfinished);
  return controller;
}

const PLAIN_HOST = /^[a-z0-9.-]+(:[1-9]\d{3}|:[1-5]\d{4})?$/;

/**
 * The URL that a request asks for; `undefined` when its target or its `Host` makes none.
 *
 * @example
 * urlOf({ url: '/', headers: { host: 'localhost:4599' } }); // 'http://localhost:4599/'
 */
export function urlOf({
  url = '',
  headers: { host = '' },
}: Pick<IncomingMessage, 'url' | 'headers'>): string | undefined {
  // What nearly every request asks for needs no parser.
  if (url === '/' && PLAIN_HOST.test(host)) return `http://${host}/`;
  // Another form of target, or what the URL parser would read as a slash.
  if (!url.startsWith('/') || /^[^?]*\\/.test(url)) return undefined;
  try {
    const parsed = new URL(`http://${host}${url}`);
    return parsed.username === '' && parsed.password === '' && !/[/?#\\]/.test(host)
      ? parsed.href
      : undefined;
  } catch {
    return undefined;
  }
}

/** Everything that comes. What is cut off is an error, never a shorter body. */
function readAll(incoming: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    incoming.on('data', (part: Buffer<ArrayBuffer>) => parts.push(part));
    incoming.on('end', () =>
      resolve(parts.length === 1 ? (parts[0] as Uint8Array<ArrayBuffer>) : Buffer.concat(parts)),
    );
    incoming.on('error', reject);
    incoming.on('close', () => {
      if (!incoming.complete) reject(new Error('the client closed the connection'));
    });
  });
}
