/**
 * The load: so many clients, each with a connection of its own and one request at a time, over plain sockets, so that the
 * clients cost less than the server.
 *
 * @module
 */
import { connect, type Socket } from 'node:net';

/** A request: which operation, and its body. */
export interface Shot {
  readonly operation: string;
  readonly body: string;
}

/** What was seen of a burst. */
export interface Burst {
  readonly requests: number;
  readonly elapsedMs: number;
  /** Of each request, in the order in which they ended. */
  readonly latenciesNs: readonly number[];
}

const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=111122223333/20261127/us-east-1/kms/aws4_request, ' +
  'SignedHeaders=content-type;host;x-amz-date;x-amz-target, ' +
  `Signature=${'0'.repeat(64)}`;

/** The bytes of a request, as the SDK sends it. */
export function requestBytes({ operation, body }: Shot): Buffer {
  const lines = [
    'POST / HTTP/1.1',
    'host: 127.0.0.1',
    'content-type: application/x-amz-json-1.1',
    `x-amz-target: TrentService.${operation}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'user-agent: strongroom-bench',
    'x-amz-date: 20261127T000000Z',
    `authorization: ${AUTHORIZATION}`,
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

/** One answer: its status and its body. */
export interface Reply {
  readonly status: number;
  readonly body: string;
}

/** One connection that sends one request at a time. */
export class Client {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #settle: { resolve: (reply: Reply) => void; reject: (error: Error) => void } | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', (error) => this.#settle?.reject(error));
    socket.on('close', () => this.#settle?.reject(new Error('the server closed the connection')));
  }

  static async open(port: number): Promise<Client> {
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new Client(socket);
  }

  async send(request: Buffer): Promise<Reply> {
    if (this.#socket.destroyed) throw new Error('the server has closed the connection');
    const reply = new Promise<Reply>((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.#socket.write(request);
    return await reply;
  }

  close(): void {
    this.#settle = undefined;
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const reply = replyIn(this.#received);
    if (reply === undefined) return;
    this.#received = Buffer.alloc(0);
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.resolve(reply);
  }
}

/** The answer, when all of it is there: by its length, or as the one chunk and the end of a chunked body. */
function replyIn(received: Buffer): Reply | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = received.toString('latin1', 0, end);
  const status = Number(head.slice(9, 12));
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const from = end + 4;
    if (received.length < from + Number(length)) return undefined;
    return { status, body: received.toString('utf8', from) };
  }
  const tail = received.toString('latin1', received.length - 5);
  return tail === '0\r\n\r\n' ? { status, body: received.toString('utf8', end + 4) } : undefined;
}

/**
 * Sends for so long from all clients at once.
 *
 * @throws {Error} An answer that is not granted: its rate would mean nothing.
 */
export async function burst(
  clients: readonly Client[],
  next: () => Buffer,
  durationMs: number,
): Promise<Burst> {
  const latenciesNs: number[] = [];
  const start = performance.now();
  const end = start + durationMs;
  const loop = async (client: Client): Promise<void> => {
    for (let now = performance.now(); now < end; ) {
      const { status, body } = await client.send(next());
      if (status !== 200) throw new Error(`${status} ${body.slice(0, 300)}`);
      const later = performance.now();
      latenciesNs.push((later - now) * 1e6);
      now = later;
    }
  };
  await Promise.all(clients.map(loop));
  return { requests: latenciesNs.length, elapsedMs: performance.now() - start, latenciesNs };
}
