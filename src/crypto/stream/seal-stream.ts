/**
 * Sealing a stream: plaintext in, header and frames out, in the format of docs/FORMATS.md §7.
 *
 * Chunks may have any size on the way in; on the way out come the header and then one chunk a frame. Nothing is
 * computed that nobody reads: whatever the size of the message and of its chunks, at most `width + 1` frames of
 * plaintext or ciphertext are held besides the chunk that the writer is waiting for, and as many wiped buffers, where
 * `width` is 2 in one thread and 2 for each worker in a pool. Keys are wiped when the stream ends, in whatever way.
 *
 * @module
 */
import { concatBytes } from '../../bytes/concat.ts';
import { expectBytes } from '../../bytes/expect.ts';
import { wipe } from '../../bytes/wipe.ts';
import type { Engine } from '../engine.ts';
import type { Bytes, Random } from '../primitives.ts';
import { deriveStreamKeys, encodePrefix, FRAME_LENGTH, frameIv, KEY_LENGTH, SALT_LENGTH } from './format.ts';
import { cutFrames } from './frames.ts';
import { inOrder } from './in-order.ts';
import { packOfOne } from './pack.ts';
import { type Take, transformPair } from './pair.ts';
import { openSession, type SealingRoom } from './session.ts';

/** What a stream is sealed with. */
export interface SealStreamOptions {
  /** Derives the key of the stream, and seals its frames where there are no workers. */
  readonly engine: Engine;
  /** For the salt: 16 bytes, drawn at once. */
  readonly random: Random;
  /** 32 bytes, which are copied. */
  readonly key: Uint8Array;
  /** What the stream is bound to and does not contain, any length; it is copied. None when absent. */
  readonly aad?: Uint8Array | undefined;
  /** Plaintext bytes in a frame, 1 to 2^20; 262,144 when absent. */
  readonly frameLength?: number | undefined;
  /** A pool, which the caller closes. Frames are sealed in this thread when absent. */
  readonly workers?: SealingRoom | undefined;
}

/**
 * A transform stream from a message to its sealed form.
 *
 * A chunk belongs to the stream until its `write` is settled: do not change it before, wipe it afterwards.
 *
 * @returns A pair of `readable` and `writable`, for `pipeThrough`.
 * @throws {TypeError} An argument is of another kind; a chunk that is no Uint8Array fails the stream.
 * @throws {RangeError} A length is not one of those; a message of more than 2^32 frames fails the stream.
 * @throws {RandomFailedError} There is no salt to be had.
 *
 * @example
 * const engine = createPortableEngine();
 * const sealing = sealStream({ engine, random: hostRandom(), key: new Uint8Array(32) });
 * const sealed = new Blob(['attack at dawn']).stream().pipeThrough(sealing);
 * const { byteLength } = await new Response(sealed).arrayBuffer();
 * byteLength; // 86
 */
export function sealStream(options: SealStreamOptions): TransformStream<Uint8Array, Bytes> {
  const { engine, random, key, aad = new Uint8Array(), frameLength = FRAME_LENGTH, workers } = options;
  expectBytes('key', key, KEY_LENGTH);
  expectBytes('aad', aad);
  const prefix = encodePrefix(frameLength, random(SALT_LENGTH));
  const message = {
    engine,
    workers,
    prefix,
    frameLength,
    aad: Uint8Array.from(aad),
    key: Uint8Array.from(key),
  };
  return transformPair(
    (take) => sealFrames(take, message),
    () => wipe(message.key),
  );
}

/** Everything that a message is sealed with, all arrays the stream's own. */
interface Message {
  readonly engine: Engine;
  readonly workers: SealingRoom | undefined;
  readonly prefix: Bytes;
  readonly frameLength: number;
  readonly aad: Bytes;
  readonly key: Bytes;
}

async function* sealFrames(take: Take, message: Message): AsyncGenerator<Bytes, void> {
  const { engine, workers, prefix, frameLength, aad, key } = message;
  const { frameKey, commitment } = await deriveStreamKeys(engine, key, prefix, aad);
  const session = await openSession(engine, workers, frameKey);
  try {
    yield concatBytes(prefix, commitment);
    const frames = cutFrames(take, { length: frameLength, lend: session.lend });
    yield* inOrder(frames, session.width, async ({ number, isLast, bytes }) => {
      return await session.run('seal', packOfOne(frameIv(number, isLast), bytes));
    });
  } finally {
    session.release();
  }
}
