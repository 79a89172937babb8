/**
 * The format of a sealed stream: its header, the key of its frames, their IVs. docs/FORMATS.md §7 has every byte.
 *
 * STREAM (Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015) over AES-256-GCM: the IV holds the number of the frame and
 * whether it is the last, so that frames cannot be moved, and the end cannot be moved either. The key of the frames is
 * derived for each stream from the caller's key, the header and the caller's AAD (SP 800-108r1 §4.1), with a
 * commitment to all three. It never says which part of a header is wrong.
 *
 * @module
 */
import { concatBytes } from '../../bytes/concat.ts';
import { expectBytes, expectInteger } from '../../bytes/expect.ts';
import { Reader } from '../../bytes/reader.ts';
import { toUtf8 } from '../../bytes/utf8.ts';
import { wipe } from '../../bytes/wipe.ts';
import { Writer } from '../../bytes/writer.ts';
import type { Engine } from '../engine.ts';
import { AuthenticationError } from '../errors.ts';
import type { Bytes } from '../primitives.ts';

/** Length of the key that a stream is sealed under. */
export const KEY_LENGTH = 32;
/** Plaintext in a frame where nothing else is asked for: long enough that handing it to a worker costs little beside. */
export const FRAME_LENGTH = 262_144;
/** The longest frame: what an opener must gather before it can verify anything of it. */
export const MAX_FRAME_LENGTH: number = 2 ** 20;
/** The most frames: with the longest ones, 2^48 blocks under one key. */
export const MAX_FRAMES: number = 2 ** 32;
/** Length of the tag of a frame. */
export const TAG_LENGTH = 16;
/** Length of the salt from which a stream's key is derived. */
export const SALT_LENGTH = 16;
/** Length of the header: prefix and commitment. */
export const HEADER_LENGTH = 56;

const MAGIC: Uint8Array = /* @__PURE__ */ Uint8Array.of(0x53, 0x52, 0x53);
const VERSION = 1;
/** The part of the header that the key is derived from. */
const PREFIX_LENGTH = 24;
const COMMITMENT_LENGTH = 32;
const LABEL = 'strongroom stream';

/** A header, cut into its fields. */
export interface StreamHeader {
  /** What the key is derived from: everything before the commitment. */
  readonly prefix: Uint8Array;
  readonly frameLength: number;
  readonly commitment: Uint8Array;
}

/**
 * The header up to its commitment.
 *
 * @param frameLength 1 to 2^20.
 * @param salt 16 fresh random bytes.
 * @returns 24 bytes.
 * @throws {RangeError} A length is not one of those.
 *
 * @example
 * encodePrefix(65_536, new Uint8Array(16)).length; // 24
 */
export function encodePrefix(frameLength: number, salt: Uint8Array): Bytes {
  expectInteger('frameLength', frameLength, 1, MAX_FRAME_LENGTH);
  expectBytes('salt', salt, SALT_LENGTH);
  return new Writer().bytes(MAGIC).u8(VERSION).u32(frameLength).bytes(salt).finish();
}

/**
 * Cuts a header into its fields; nothing is verified yet but its form.
 *
 * @param header 56 bytes.
 * @throws {AuthenticationError} It is not the header of a stream of this version.
 *
 * @example
 * decodeHeader(new Uint8Array(56)); // throws AuthenticationError
 */
export function decodeHeader(header: Uint8Array): StreamHeader {
  expectBytes('header', header, HEADER_LENGTH);
  const reader = new Reader(header);
  const isOurs = MAGIC.every((byte) => reader.u8() === byte) && reader.u8() === VERSION;
  if (!isOurs) throw new AuthenticationError();
  const frameLength = reader.u32();
  if (frameLength < 1 || frameLength > MAX_FRAME_LENGTH) throw new AuthenticationError();
  reader.bytes(SALT_LENGTH);
  return { prefix: header.subarray(0, PREFIX_LENGTH), frameLength, commitment: reader.rest() };
}

/** What is derived for one stream. */
export interface StreamKeys {
  /** The key of the frames, 32 bytes, the caller's to wipe. */
  readonly frameKey: Bytes;
  /** 32 bytes for everybody to see. */
  readonly commitment: Bytes;
}

/**
 * Derives the key of a stream's frames and the commitment that stands in its header.
 *
 * @param key 32 bytes.
 * @param prefix The first 24 bytes of the header.
 * @param aad What the caller binds the stream to, any length.
 * @throws {RangeError} A length is not one of those.
 *
 * @example
 * const prefix = encodePrefix(65_536, new Uint8Array(16));
 * const keys = await deriveStreamKeys(createPortableEngine(), new Uint8Array(32), prefix, new Uint8Array());
 * keys.commitment.length; // 32
 */
export async function deriveStreamKeys(
  engine: Engine,
  key: Uint8Array,
  prefix: Uint8Array,
  aad: Uint8Array,
): Promise<StreamKeys> {
  expectBytes('key', key, KEY_LENGTH);
  expectBytes('prefix', prefix, PREFIX_LENGTH);
  const length = KEY_LENGTH + COMMITMENT_LENGTH;
  const context = concatBytes(prefix, aad);
  const fixedInput = new Writer()
    .bytes(toUtf8(LABEL))
    .u8(0)
    .bytes(context)
    .u32(8 * length)
    .finish();
  const kbkdf = await engine.use('kbkdf');
  const derived = await kbkdf.derive({
    hash: 'SHA-256',
    key,
    fixedInput,
    counterBits: 32,
    counterLocation: 'before',
    length,
  });
  try {
    return { frameKey: derived.slice(0, KEY_LENGTH), commitment: derived.slice(KEY_LENGTH) };
  } finally {
    wipe(derived);
  }
}

/**
 * The IV of a frame.
 *
 * @param number From 0.
 * @returns 12 bytes.
 * @throws {RangeError} The stream has more than 2^32 frames.
 *
 * @example
 * frameIv(258, true); // 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 1
 */
export function frameIv(number: number, isLast: boolean): Bytes {
  expectInteger('number', number, 0, MAX_FRAMES - 1);
  const iv = new Uint8Array(12);
  new DataView(iv.buffer).setUint32(7, number);
  iv[11] = isLast ? 1 : 0;
  return iv;
}

/**
 * How long a message becomes: for a Content-Length, or a progress bar.
 *
 * @param messageLength Bytes of plaintext.
 * @param frameLength 262,144 when absent.
 * @throws {RangeError} A length is not one; the message has more than 2^32 frames.
 *
 * @example
 * sealedStreamLength(0); // 72
 */
export function sealedStreamLength(messageLength: number, frameLength: number = FRAME_LENGTH): number {
  expectInteger('frameLength', frameLength, 1, MAX_FRAME_LENGTH);
  expectInteger('messageLength', messageLength, 0, frameLength * MAX_FRAMES);
  const frames = Math.max(1, Math.ceil(messageLength / frameLength));
  return HEADER_LENGTH + messageLength + frames * TAG_LENGTH;
}
