/**
 * A readable and a writable end around an async generator: a transform stream that computes only what is asked for.
 *
 * `TransformStream` itself has to emit whatever one chunk becomes, however long the chunk and however full the reader.
 * Here the reader pulls, the generator works, and the writer waits until its chunk is used up; nothing is queued on
 * either side. Whoever ends the stream, by whatever way, ends the generator, whose `finally` blocks wipe.
 * Source: WHATWG Streams, which calls any pair of `readable` and `writable` a transform stream.
 *
 * @module
 */
import { expectBytes } from '../../bytes/expect.ts';
import { wipe } from '../../bytes/wipe.ts';
import type { Bytes } from '../primitives.ts';

/**
 * The next chunk, or nothing at the end. It is lent until the next call, which tells the writer that it was used up.
 *
 * It throws what the stream failed with.
 */
export type Take = () => Promise<Uint8Array | undefined>;

/** What a stream does: takes chunks until there are no more, and yields its output. */
export type Transform = (take: Take) => AsyncGenerator<Bytes, void>;

/**
 * Puts a readable and a writable end to a transform.
 *
 * A chunk that is written is read until its `write` is settled, and not after. `close` is settled when the reader has
 * everything. A failure of either end, or of the transform, is the failure of both.
 *
 * @param release Called once when the transform has ended, in whatever way, even if it never began.
 *
 * @example
 * const { readable, writable } = transformPair(async function* (take) {
 *   for (let chunk = await take(); chunk !== undefined; chunk = await take()) yield chunk.slice();
 * }, () => undefined);
 * const writer = writable.getWriter();
 * const written = writer.write(new Uint8Array([1, 2]));
 * const { value } = await readable.getReader().read();
 * value; // 1, 2
 */
export function transformPair(transform: Transform, release: () => void): TransformStream<Uint8Array, Bytes> {
  const handover = createHandover();
  const output = transform(handover.take);
  const ends: { reader?: ReadableStreamDefaultController; writer?: WritableStreamDefaultController } = {};
  let settled: Promise<void> | undefined;
  const settle = (): Promise<void> => {
    // A generator that never began has no `finally` to run, hence `release`.
    settled ??= output.return().then(release, release);
    return settled;
  };
  const abort = (reason: unknown): Promise<void> => {
    if (settled !== undefined) return settled;
    handover.fail(reason);
    ends.reader?.error(reason);
    return settle();
  };
  // A writer that aborts fails by itself, and is told that it did well.
  const fail = (reason: unknown): Promise<void> => {
    if (settled === undefined) ends.writer?.error(reason);
    return abort(reason);
  };
  const pull = async (controller: ReadableStreamDefaultController<Bytes>): Promise<void> => {
    try {
      const { done, value } = await output.next();
      if (settled !== undefined) wipe(value ?? undefined);
      else if (done !== true) controller.enqueue(value);
      else {
        await settle();
        handover.finish();
        controller.close();
      }
    } catch (error) {
      await fail(error);
    }
  };
  return {
    readable: new ReadableStream<Bytes>(
      {
        start: (controller) => {
          ends.reader = controller;
        },
        pull,
        cancel: fail,
      },
      // Nothing is computed before somebody reads.
      { highWaterMark: 0 },
    ),
    writable: new WritableStream<Uint8Array>({
      start: (controller) => {
        ends.writer = controller;
        // Heard at once; `abort` is called only after the write under way is settled, which may need the reader.
        controller.signal?.addEventListener('abort', () => void abort(controller.signal.reason));
      },
      write: (chunk) => give(chunk, handover, fail),
      close: handover.end,
      abort,
    }),
  };
}

async function give(
  chunk: Uint8Array,
  handover: Handover,
  fail: (reason: unknown) => Promise<void>,
): Promise<void> {
  try {
    expectBytes('chunk', chunk);
  } catch (error) {
    await fail(error);
    throw error;
  }
  await handover.give(chunk);
}

/** Where the writer gives a chunk and the transform takes it: one at a time, both wait for each other. */
interface Handover {
  /** Settled when the chunk was used up. */
  give(chunk: Uint8Array): Promise<void>;
  /** No more chunks. Settled by `finish`. */
  end(): Promise<void>;
  finish(): void;
  /** Everybody who waits, now or later, gets the reason. */
  fail(reason: unknown): void;
  take(): Promise<Uint8Array | undefined>;
}

/** A promise in the hands of somebody else. */
interface Waiting<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

function createHandover(): Handover {
  let offered: (Waiting<void> & { readonly chunk: Uint8Array }) | undefined;
  let isLent = false;
  let taker: Waiting<Uint8Array | undefined> | undefined;
  let closer: Waiting<void> | undefined;
  let failure: { readonly reason: unknown } | undefined;
  const lend = (): Uint8Array | undefined => {
    isLent = offered !== undefined;
    return offered?.chunk;
  };
  const wake = (): void => {
    const waiting = taker;
    taker = undefined;
    waiting?.resolve(lend());
  };
  return {
    give: (chunk) =>
      new Promise((resolve, reject) => {
        offered = { chunk, resolve, reject };
        if (failure !== undefined) reject(failure.reason);
        else if (taker !== undefined) wake();
      }),
    end: () =>
      new Promise((resolve, reject) => {
        closer = { resolve, reject };
        if (failure !== undefined) reject(failure.reason);
        else wake();
      }),
    finish: () => closer?.resolve(),
    fail: (reason) => {
      failure = { reason };
      for (const waiting of [offered, taker, closer]) waiting?.reject(reason);
    },
    take: () =>
      new Promise((resolve, reject) => {
        if (isLent) offered?.resolve();
        if (isLent) offered = undefined;
        isLent = false;
        if (failure !== undefined) reject(failure.reason);
        else if (offered !== undefined || closer !== undefined) resolve(lend());
        else taker = { resolve, reject };
      }),
  };
}
