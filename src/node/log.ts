/**
 * Log lines: one for each request and each event, for people or for machines. Never a body, a key, or a context.
 *
 * Text that a stranger chose (the name of an operation) is reduced to visible ASCII, so that it cannot forge a line.
 *
 * @module
 */

export type LogFormat = 'text' | 'json';

/** A request that was answered. */
export interface RequestEntry {
  readonly requestId: string;
  /** As it was asked for; `undefined` when there was none. */
  readonly operation: string | undefined;
  readonly status: number;
  readonly errorCode: string | undefined;
  readonly elapsedMs: number;
  /** The keys it touched, as far as it came. */
  readonly keyArns: readonly string[];
  /** Why the service failed, when it was its own failure. */
  readonly cause: string | undefined;
}

export interface Log {
  request(entry: RequestEntry): void;
  /** Something else that an operator should see: one sentence. */
  event(sentence: string): void;
}

/** Where lines go, each with its line feed, one or several. */
export type LogSink = (line: string) => void;

/**
 * A log in a format.
 *
 * @param clock Milliseconds since 1970.
 *
 * @example
 * const lines = [];
 * createLog('text', (line) => lines.push(line), () => 0).event('The store is full.');
 * lines[0]; // '1970-01-01T00:00:00.000Z The store is full.\n'
 */
export function createLog(format: LogFormat, sink: LogSink, clock: () => number): Log {
  const time = (): string => new Date(clock()).toISOString();
  if (format === 'json') {
    const write = (line: object): void => sink(`${JSON.stringify({ time: time(), ...line })}\n`);
    return {
      request: ({ elapsedMs, ...entry }) =>
        write({ ...entry, elapsedMs: Math.round(elapsedMs * 1000) / 1000 }),
      event: (event) => write({ event }),
    };
  }
  return {
    request: (entry) => sink(`${time()} ${textOf(entry)}\n`),
    event: (sentence) => sink(`${time()} ${sentence}\n`),
  };
}

/**
 * A sink that hands on at once what came in one turn of the event loop: a write to a file or a terminal is waited for, and
 * requests that are answered together need one of them.
 *
 * @example
 * const texts = [];
 * const sink = gatheringSink((text) => texts.push(text));
 * for (const line of ['one\n', 'two\n']) sink(line);
 * await new Promise((resolve) => setTimeout(resolve, 1));
 * texts; // ['one\ntwo\n']
 */
export function gatheringSink(sink: LogSink): LogSink {
  let gathered = '';
  const handOn = (): void => {
    const text = gathered;
    gathered = '';
    sink(text);
  };
  return (line) => {
    if (gathered === '') setImmediate(handOn);
    gathered += line;
  };
}

/** Fields in fixed places, so that `awk` finds them; `-` where there is nothing. */
function textOf({
  requestId,
  operation,
  status,
  errorCode,
  elapsedMs,
  keyArns,
  cause,
}: RequestEntry): string {
  const name = operation === undefined ? '-' : visible(operation);
  const fields = [requestId, name, status, errorCode ?? '-', `${elapsedMs.toFixed(1)}ms`, ...keyArns];
  return cause === undefined ? fields.join(' ') : `${fields.join(' ')} (${cause})`;
}

function visible(text: string): string {
  return text === '' ? '-' : text.replace(/[^\x21-\x7e]/g, '?');
}
