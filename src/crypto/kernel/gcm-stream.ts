/**
 * AES-GCM messages whose text comes in parts (SP 800-38D): sealed as it comes, opened only when its tag is verified.
 *
 * A sealer gives out what fills whole pairs of blocks and keeps up to 31 bytes for the next part. An opener keeps all
 * it decrypts until `final`: unverified plaintext has no way out, so its memory grows with the message. Longer ones
 * are the work of framed formats. Each has an instance of the kernel of its own, wiped as a whole when it ends.
 *
 * @module
 */
import { concatBytes } from '../../bytes/concat.ts';
import { expectBytes } from '../../bytes/expect.ts';
import { wipe } from '../../bytes/wipe.ts';
import { AuthenticationError } from '../errors.ts';
import type { Bytes } from '../primitives.ts';
import { expectRest } from './aes-gcm.ts';
import type { AesKernel } from './aes-kernel.ts';
import { beginMessage, FRESH_SLOT, type KernelPlaces, placesOf, setKey } from './gcm-message.ts';

const PAIR = 32;
/** len(P) ≤ 2^39 - 256 bits (§5.2.1.1). */
const MAX_TEXT: number = 2 ** 36 - 32;
/** A text of unknown length is taken for a long one. */
const UNKNOWN_LENGTH: number = 2 ** 20;

/** What a message has beside its text. */
export interface MessageInParts {
  /** 16, 24 or 32 bytes. */
  readonly key: Uint8Array;
  /** 1 byte or more; never twice under one key. */
  readonly nonce: Uint8Array;
  /** None when absent. */
  readonly aad?: Uint8Array | undefined;
  /** 4, 8 or 12 to 16; 16 when absent. */
  readonly tagLength?: number | undefined;
}

/** A message that is being sealed. */
export interface Sealer {
  /** Takes a part of the plaintext. @returns The ciphertext that is ready, which may be none. */
  update(part: Uint8Array): Bytes;
  /** Ends the message. @returns The rest of the ciphertext and the tag. */
  final(): Bytes;
  /** Gives the message up, or does nothing after `final`. */
  release(): void;
}

/** A message that is being opened. */
export interface Opener {
  /** Takes a part of the ciphertext, without the tag. */
  update(part: Uint8Array): void;
  /** Ends the message. @returns The whole plaintext. @throws {AuthenticationError} Anything differs. */
  final(tag: Uint8Array): Bytes;
  /** Gives the message up, or does nothing after `final`. */
  release(): void;
}

/** The common half of both: what came and is not yet worked on. */
interface Parts {
  readonly places: KernelPlaces;
  readonly tagLength: number;
  readonly rest: Uint8Array;
  restLength: number;
  length: number;
  ended: boolean;
}

function begin(kernel: AesKernel, message: MessageInParts): Parts {
  const { key, nonce, aad = new Uint8Array(0), tagLength = 16 } = message;
  expectBytes('key', key, 16, 24, 32);
  expectRest(nonce, aad, tagLength);
  const places = placesOf(kernel);
  setKey(places, FRESH_SLOT, key);
  beginMessage(places, FRESH_SLOT, nonce, aad, UNKNOWN_LENGTH);
  return { places, tagLength, rest: new Uint8Array(PAIR), restLength: 0, length: 0, ended: false };
}

/** Works on whole pairs of blocks, those of the rest first, and keeps what remains. */
function take(parts: Parts, part: Uint8Array, work: (length: number) => void): Bytes {
  expectBytes('part', part);
  refuseIfEnded(parts);
  parts.length += part.length;
  if (parts.length > MAX_TEXT) throw new RangeError(`"part" expected 2^36 - 32 bytes at most in all`);
  const all = concatBytes(parts.rest.subarray(0, parts.restLength), part);
  const whole = all.length - (all.length % PAIR);
  parts.rest.set(all.subarray(whole));
  parts.restLength = all.length - whole;
  return through(parts.places, all, whole, work);
}

/** Replaces the first `whole` bytes of `all` by what the kernel makes of them, and gives these out. */
function through(
  { memory, text, textLength }: KernelPlaces,
  all: Bytes,
  whole: number,
  work: (length: number) => void,
): Bytes {
  const size = textLength - (textLength % PAIR);
  for (let from = 0; from < whole; from += size) {
    const end = Math.min(whole, from + size);
    memory.set(all.subarray(from, end), text);
    work(end - from);
    all.set(memory.subarray(text, text + end - from), from);
  }
  const out = all.slice(0, whole);
  wipe(all);
  return out;
}

/** The last bytes, fewer than a pair of blocks. */
function takeRest(parts: Parts, work: (length: number) => void): Bytes {
  refuseIfEnded(parts);
  const rest = parts.rest.slice(0, parts.restLength);
  return parts.restLength === 0 ? rest : through(parts.places, rest, parts.restLength, work);
}

function refuseIfEnded({ ended }: Parts): void {
  if (ended) throw new TypeError('"part" expected a message in progress, got one that ended');
}

function end(parts: Parts): void {
  parts.places.kernel.wipe();
  wipe(parts.rest);
  parts.ended = true;
}

/** Begins a message on an instance that nobody else uses. */
export function createSealer(kernel: AesKernel, message: MessageInParts): Sealer {
  const parts = begin(kernel, message);
  const { memory, text } = parts.places;
  return {
    update: (part) => take(parts, part, kernel.gcmSealPart),
    final: () => {
      const rest = takeRest(parts, kernel.gcmSealPart);
      kernel.gcmFinish();
      const sealed = concatBytes(rest, memory.subarray(text, text + parts.tagLength));
      end(parts);
      return sealed;
    },
    release: () => end(parts),
  };
}

/** Begins to open a message on an instance that nobody else uses. */
export function createOpener(kernel: AesKernel, message: MessageInParts): Opener {
  const parts = begin(kernel, message);
  const { memory, text } = parts.places;
  const opened: Bytes[] = [];
  const release = (): void => {
    end(parts);
    wipe(...opened);
    opened.length = 0;
  };
  return {
    update: (part) => {
      opened.push(take(parts, part, kernel.gcmOpenPart));
    },
    final: (tag) => {
      expectBytes('tag', tag, parts.tagLength);
      try {
        opened.push(takeRest(parts, kernel.gcmOpenPart));
        memory.set(tag, text);
        if (kernel.gcmVerify(parts.tagLength) === 0) throw new AuthenticationError();
        return concatBytes(...opened);
      } finally {
        release();
      }
    },
    release,
  };
}
