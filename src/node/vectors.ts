/**
 * The vector port on streams: lines in, answers out, in order, as fast as the reader takes them.
 *
 * Answers are gathered while complete lines are at hand and written when there are none, so that a process that waits
 * for each answer gets it and one that pipes a million lines pays for few writes. A line that is too long or not UTF-8
 * is answered like any malformed one. What a line means is src/crypto/vector-port.ts's.
 *
 * @module
 */
import type { Writable } from 'node:stream';
import type { Engine } from '../crypto/engine.ts';
import { hostRandom } from '../crypto/random.ts';
import { createVectorPort } from '../crypto/vector-port.ts';

/** The longest line in bytes; a longer one is read to its end and answered as malformed. */
export const MAX_LINE_LENGTH: number = 64 * 2 ** 20;

/** So much is gathered at most before it is written, in characters. */
const WRITE_LENGTH = 1 << 16;

const LINE_FEED = 10;

/** Where lines come from and answers go. */
export interface VectorRun {
  readonly engine: Engine;
  /** Bytes in pieces of any size, such as `process.stdin`. */
  readonly input: AsyncIterable<Uint8Array>;
  readonly output: Writable;
}

/**
 * Answers every line of `input` on `output`, until the input ends or nobody reads the output any more.
 *
 * @returns How many lines were answered.
 *
 * @example
 * import { Readable } from 'node:stream';
 * const engine = createPortableEngine();
 * await runVectors({ engine, input: Readable.from([]), output: process.stdout }); // 0
 */
export async function runVectors({ engine, input, output }: VectorRun): Promise<number> {
  const answer = createVectorPort(engine, hostRandom());
  const writer = createWriter(output);
  let answered = 0;
  try {
    for await (const lines of linesOf(input)) {
      for (const line of lines) {
        if (writer.closed) return answered;
        await writer.write(`${await answer(line)}\n`);
        answered++;
      }
      await writer.flush();
    }
    return answered;
  } finally {
    writer.release();
  }
}

/** What no JSON object is: stands for a line that cannot be read. */
const UNREADABLE = '';

/** The lines that each piece of input completes; the last line may end without a line feed. */
async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  let parts: Uint8Array[] = [];
  let length = 0;
  const take = (part: Uint8Array): void => {
    length += part.length;
    if (length <= MAX_LINE_LENGTH) parts.push(part);
    else parts = [];
  };
  const finish = (): string => {
    const line = length <= MAX_LINE_LENGTH ? textOf(parts) : UNREADABLE;
    parts = [];
    length = 0;
    return line;
  };
  for await (const piece of input) {
    const lines: string[] = [];
    let start = 0;
    for (let end = piece.indexOf(LINE_FEED); end !== -1; end = piece.indexOf(LINE_FEED, start)) {
      take(piece.subarray(start, end));
      lines.push(finish());
      start = end + 1;
    }
    if (start < piece.length) take(piece.slice(start));
    if (lines.length > 0) yield lines;
  }
  if (length > 0) yield [finish()];
}

function textOf(parts: readonly Uint8Array[]): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts));
  } catch {
    return UNREADABLE;
  }
}

interface Writer {
  /** Whether nobody reads any more. */
  readonly closed: boolean;
  write(text: string): Promise<void>;
  flush(): Promise<void>;
  /** Stops listening to the stream. */
  release(): void;
}

/** Gathers text and waits for the reader when it is slower; a closed pipe ends the run and is no error. */
function createWriter(output: Writable): Writer {
  let gathered = '';
  let closed = false;
  const onEnd = (): void => {
    closed = true;
  };
  output.on('error', onEnd).on('close', onEnd);
  const flush = async (): Promise<void> => {
    if (gathered === '' || closed) return;
    const text = gathered;
    gathered = '';
    if (!output.write(text)) await drained(output);
  };
  return {
    get closed() {
      return closed;
    },
    write: async (text) => {
      gathered += text;
      if (gathered.length >= WRITE_LENGTH) await flush();
    },
    flush,
    release: () => output.off('error', onEnd).off('close', onEnd),
  };
}

/** Waits until the stream takes more, or never will. */
async function drained(output: Writable): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      for (const event of ['drain', 'error', 'close']) output.off(event, done);
      resolve();
    };
    for (const event of ['drain', 'error', 'close']) output.on(event, done);
  });
}
