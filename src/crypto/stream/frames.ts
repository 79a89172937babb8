/**
 * Cutting a stream of chunks into frames of one length, of which the last is known as the last.
 *
 * A full frame is held back until another byte shows that it is not the last one. Every byte is copied once, out of
 * the writer's chunk into the frame: what is verified or encrypted later is that copy, whatever becomes of the chunk.
 *
 * @module
 */
import { wipe } from '../../bytes/wipe.ts';
import type { Bytes } from '../primitives.ts';
import type { Take } from './pair.ts';

/** A part of a stream. Its bytes are new, fill their buffer, and belong to whoever receives them. */
export interface Frame {
  /** From 0. */
  readonly number: number;
  readonly isLast: boolean;
  readonly bytes: Bytes;
}

const NO_BYTES: Bytes = /* @__PURE__ */ new Uint8Array();

/** How frames are cut. */
export interface Cutting {
  /** Of a frame, 1 or more. */
  readonly length: number;
  /** A chunk that was taken already. */
  readonly first?: Uint8Array;
  /** Arrays of so many zeroes, each in a buffer of just its length; new ones when absent. */
  readonly lend?: (length: number) => Bytes;
}

/**
 * Cuts frames. The last one is shorter or as long as the others, and empty only if there was no byte at all.
 *
 * @param take Where chunks come from.
 *
 * @example
 * const chunks = [new Uint8Array([1, 2, 3]), new Uint8Array([4, 5])];
 * const frames = cutFrames(async () => chunks.shift(), { length: 2 });
 * const { value } = await frames.next();
 * value.bytes; // 1, 2
 */
export async function* cutFrames(take: Take, cutting: Cutting): AsyncGenerator<Frame, void> {
  const { length, first = NO_BYTES, lend = (size) => new Uint8Array(size) } = cutting;
  let number = 0;
  let frame: Bytes = lend(length);
  let filled = 0;
  try {
    for (let chunk: Uint8Array | undefined = first; chunk !== undefined; chunk = await take()) {
      for (let at = 0; at < chunk.length; ) {
        if (filled === length) {
          const bytes = frame;
          frame = NO_BYTES;
          yield { number: number++, isLast: false, bytes };
          frame = lend(length);
          filled = 0;
        }
        const part = chunk.subarray(at, at + length - filled);
        frame.set(part, filled);
        filled += part.length;
        at += part.length;
      }
    }
    yield { number, isLast: true, bytes: frame.slice(0, filled) };
  } finally {
    wipe(frame);
  }
}
