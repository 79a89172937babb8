/**
 * Gzip (RFC 1952), as delivered files are packed: the same bytes from every host, as far as that can be had.
 *
 * `gzip` compresses by the host's CompressionStream: what lies between header and trailer is the host's choice, so the
 * bytes are kept until they are delivered, and digest files hold their hash. `storedGzip` does not compress: its bytes are
 * a function of the content alone, so that whoever verifies can make them again and compare.
 *
 * @module
 */
import { concatBytes } from '../bytes/concat.ts';
import { equalBytes } from '../bytes/equal.ts';
import { FormatError } from '../bytes/reader.ts';

/** Magic, deflate, no flags, no time, no hint, no operating system: hosts differ in the last two. */
const HEADER: readonly number[] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
/** A stored block holds at most so many bytes (RFC 1951 §3.2.4). */
const BLOCK = 65_535;
const BLOCK_HEAD_LENGTH = 5;
const TRAILER_LENGTH = 8;
const POLYNOMIAL = 0xedb88320;

/**
 * Compresses.
 *
 * @example
 * await gunzip(await gzip(toUtf8('a')), 100); // 97
 */
export async function gzip(content: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const packed = await through(new CompressionStream('gzip'), content, Number.POSITIVE_INFINITY);
  packed.set(HEADER);
  return packed;
}

/**
 * Packs without compressing.
 *
 * @example
 * storedGzip(toUtf8('a')).length; // 24
 */
export function storedGzip(content: Uint8Array): Uint8Array<ArrayBuffer> {
  const blocks: Uint8Array[] = [];
  let start = 0;
  do {
    const block = content.subarray(start, start + BLOCK);
    start += block.length;
    const { length } = block;
    const isLast = start >= content.length ? 1 : 0;
    blocks.push(Uint8Array.of(isLast, length & 255, length >> 8, ~length & 255, (~length >> 8) & 255), block);
  } while (start < content.length);
  const trailer = new DataView(new ArrayBuffer(8));
  trailer.setUint32(0, crc32(content), true);
  trailer.setUint32(4, content.length >>> 0, true);
  return concatBytes(Uint8Array.from(HEADER), ...blocks, new Uint8Array(trailer.buffer));
}

/**
 * What {@link storedGzip} packed.
 *
 * @throws {FormatError} It did not pack these bytes.
 *
 * @example
 * openStoredGzip(storedGzip(toUtf8('a'))); // 97
 */
export function openStoredGzip(packed: Uint8Array): Uint8Array<ArrayBuffer> {
  const blocks: Uint8Array[] = [];
  const end = packed.length - TRAILER_LENGTH;
  for (let at = HEADER.length; at + BLOCK_HEAD_LENGTH <= end; ) {
    const length = (packed[at + 1] as number) | ((packed[at + 2] as number) << 8);
    at += BLOCK_HEAD_LENGTH;
    blocks.push(packed.subarray(at, Math.min(at + length, end)));
    at += length;
  }
  const content = concatBytes(...blocks);
  // Whatever was not looked at is compared as well.
  if (!equalBytes(storedGzip(content), packed)) throw new FormatError();
  return content;
}

/**
 * What was packed.
 *
 * @param limit The greatest length of the content: what is longer was made to exhaust us.
 * @throws {FormatError} It is no gzip, is damaged, or holds more than `limit`.
 */
export async function gunzip(packed: Uint8Array, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await through(new DecompressionStream('gzip'), packed, limit);
  } catch {
    throw new FormatError();
  }
}

async function through(
  stream: { readonly readable: ReadableStream<Uint8Array>; readonly writable: WritableStream<BufferSource> },
  content: Uint8Array,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const writer = stream.writable.getWriter();
  // What fails there fails the reading too, and is reported once.
  const written = writer.write(new Uint8Array(content)).then(() => writer.close());
  written.catch(() => undefined);
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = stream.readable.getReader();
  for (let read = await reader.read(); read.value !== undefined; read = await reader.read()) {
    length += read.value.length;
    if (length > limit) {
      await reader.cancel();
      throw new FormatError();
    }
    parts.push(read.value);
  }
  return concatBytes(...parts);
}

/** The checksum of the trailer (RFC 1952 §8), bit by bit: digest files are short. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  }
  return ~crc >>> 0;
}
