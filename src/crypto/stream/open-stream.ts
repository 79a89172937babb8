/**
 * Opening a sealed stream: header and frames in, plaintext out, in the format of docs/FORMATS.md §7.
 *
 * No plaintext of a frame is given out before the frame is verified. Earlier frames are given out before later ones
 * are seen, which is what online authenticated encryption means: a stream that was cut, or changed further on, gives
 * its good beginning and then an error. Only an end without an error is the end of the message.
 *
 * What is held in memory is bounded as in sealing; a forged header is refused before anything is gathered behind it.
 *
 * @module
 */
import { equalBytes } from '../../bytes/equal.ts';
import { expectBytes } from '../../bytes/expect.ts';
import { wipe } from '../../bytes/wipe.ts';
import type { Engine } from '../engine.ts';
import { AuthenticationError } from '../errors.ts';
import type { Bytes } from '../primitives.ts';
import {
  decodeHeader,
  deriveStreamKeys,
  frameIv,
  HEADER_LENGTH,
  KEY_LENGTH,
  MAX_FRAMES,
  type StreamHeader,
  TAG_LENGTH,
} from './format.ts';
import { cutFrames, type Frame } from './frames.ts';
import { inOrder } from './in-order.ts';
import { packOfOne } from './pack.ts';
import { type Take, transformPair } from './pair.ts';
import { openSession, type SealingRoom, type SealingSession } from './session.ts';

/** What a stream is opened with. */
export interface OpenStreamOptions {
  /** Derives the key of the stream, and opens its frames where there are no workers. */
  readonly engine: Engine;
  /** The 32 bytes under which it was sealed; they are copied. */
  readonly key: Uint8Array;
  /** What it was bound to; it is copied. None when absent. */
  readonly aad?: Uint8Array | undefined;
  /** A pool, which the caller closes. Frames are opened in this thread when absent. */
  readonly workers?: SealingRoom | undefined;
}

/**
 * A transform stream from a sealed message to the message.
 *
 * It fails with AuthenticationError when the key or the AAD is another, or when anything was changed, moved, left out
 * or added: on both ends, after the plaintext of the frames before that place. A chunk belongs to the stream until its
 * `write` is settled. Plaintext chunks are the caller's to wipe.
 *
 * @returns A pair of `readable` and `writable`, for `pipeThrough`.
 * @throws {TypeError} An argument is of another kind; a chunk that is no Uint8Array fails the stream.
 * @throws {RangeError} The key is not 32 bytes.
 *
 * @example
 * const engine = createPortableEngine();
 * const key = new Uint8Array(32);
 * const sealed = new Blob(['attack at dawn']).stream().pipeThrough(sealStream({ engine, random: hostRandom(), key }));
 * const text = await new Response(sealed.pipeThrough(openStream({ engine, key }))).text();
 * text; // 'attack at dawn'
 */
export function openStream(options: OpenStreamOptions): TransformStream<Uint8Array, Bytes> {
  const { engine, key, aad = new Uint8Array(), workers } = options;
  expectBytes('key', key, KEY_LENGTH);
  expectBytes('aad', aad);
  const message = { engine, workers, aad: Uint8Array.from(aad), key: Uint8Array.from(key) };
  return transformPair(
    (take) => openFrames(take, message),
    () => wipe(message.key),
  );
}

/** Everything that a message is opened with, all arrays the stream's own. */
interface Message {
  readonly engine: Engine;
  readonly workers: SealingRoom | undefined;
  readonly aad: Bytes;
  readonly key: Bytes;
}

async function* openFrames(take: Take, message: Message): AsyncGenerator<Bytes, void> {
  const { header, rest } = await takeHeader(take);
  const session = await sessionOf(message, header);
  try {
    const length = header.frameLength + TAG_LENGTH;
    const frames = cutFrames(take, { length, first: rest, lend: session.lend });
    yield* inOrder(frames, session.width, (frame) => openFrame(session, frame));
  } finally {
    session.release();
  }
}

/** The header, and what is left of the chunk that it ends in. */
async function takeHeader(take: Take): Promise<{ readonly header: StreamHeader; readonly rest: Uint8Array }> {
  const header = new Uint8Array(HEADER_LENGTH);
  for (let filled = 0; ; ) {
    const chunk = await take();
    if (chunk === undefined) throw new AuthenticationError();
    const part = chunk.subarray(0, HEADER_LENGTH - filled);
    header.set(part, filled);
    filled += part.length;
    if (filled === HEADER_LENGTH) return { header: decodeHeader(header), rest: chunk.subarray(part.length) };
  }
}

/** The commitment is compared before the key is used for anything. */
async function sessionOf(
  { engine, workers, aad, key }: Message,
  { prefix, commitment }: StreamHeader,
): Promise<SealingSession> {
  const derived = await deriveStreamKeys(engine, key, prefix, aad);
  if (equalBytes(derived.commitment, commitment)) return await openSession(engine, workers, derived.frameKey);
  wipe(derived.frameKey);
  throw new AuthenticationError();
}

async function openFrame(session: SealingSession, { number, isLast, bytes }: Frame): Promise<Bytes> {
  const least = number === 0 ? TAG_LENGTH : TAG_LENGTH + 1;
  if (bytes.length < least || number >= MAX_FRAMES) throw new AuthenticationError();
  return await session.run('open', packOfOne(frameIv(number, isLast), bytes));
}
