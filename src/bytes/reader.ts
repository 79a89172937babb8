/**
 * A reader of byte formats: the twin of the writer.
 *
 * It never reads past the end and never guesses: a short input is one error, and `end` refuses what is left over.
 *
 * @module
 */
import { expectInteger } from './expect.ts';

/** The input does not have the format that was asked for. It says no more: the input may be an attacker's. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
  constructor(message = 'malformed input') {
    super(message);
  }
}

/**
 * Walks over bytes from the front. Views returned share memory with the input.
 *
 * @example
 * const reader = new Reader(new Uint8Array([1, 0, 2, 7, 8]));
 * reader.u8(); // 1
 * reader.u16Bytes(); // 7, 8
 * reader.end();
 */
export class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** How many bytes are left. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** One byte. @throws {FormatError} None is left. */
  u8(): number {
    return this.#integer(1);
  }

  /** The next byte, which stays. @throws {FormatError} None is left. */
  peek(): number {
    if (this.left === 0) throw new FormatError();
    return this.#bytes[this.#at];
  }

  /** Two bytes, big-endian. @throws {FormatError} Fewer are left. */
  u16(): number {
    return this.#integer(2);
  }

  /** Four bytes, big-endian. @throws {FormatError} Fewer are left. */
  u32(): number {
    return this.#integer(4);
  }

  /** Six bytes, big-endian. @throws {FormatError} Fewer are left. */
  u48(): number {
    return this.#integer(6);
  }

  /** A view of the next `length` bytes. @throws {FormatError} Fewer are left. @throws {RangeError} No length. */
  bytes(length: number): Uint8Array {
    expectInteger('length', length, 0, Number.MAX_SAFE_INTEGER);
    if (length > this.left) throw new FormatError();
    const view = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return view;
  }

  /** A view of everything that is left. */
  rest(): Uint8Array {
    return this.bytes(this.left);
  }

  /** A length of one byte, then a view of that many. @throws {FormatError} Fewer are left. */
  u8Bytes(): Uint8Array {
    return this.bytes(this.u8());
  }

  /** A length of two bytes, then a view of that many. @throws {FormatError} Fewer are left. */
  u16Bytes(): Uint8Array {
    return this.bytes(this.u16());
  }

  /** A length of four bytes, then a view of that many. @throws {FormatError} Fewer are left. */
  u32Bytes(): Uint8Array {
    return this.bytes(this.u32());
  }

  /** Requires that nothing is left. @throws {FormatError} Something is. */
  end(): void {
    if (this.left !== 0) throw new FormatError();
  }

  #integer(width: number): number {
    if (width > this.left) throw new FormatError();
    let value = 0;
    for (const end = this.#at + width; this.#at < end; this.#at++)
      value = value * 256 + (this.#bytes[this.#at] as number);
    return value;
  }
}
