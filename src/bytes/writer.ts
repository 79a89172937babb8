/**
 * A builder of byte formats: fixed-width big-endian integers and length-prefixed strings, in order.
 *
 * Its twin is the reader. Every format of docs/FORMATS.md is written with the one and read with the other.
 *
 * @module
 */
import { expectInteger } from './expect.ts';

/**
 * Collects parts and joins them once.
 *
 * @example
 * new Writer().u8(1).u16Bytes(new Uint8Array([7, 8])).finish(); // 1, 0, 2, 7, 8
 */
export class Writer {
  readonly #parts: (Uint8Array | Integer)[] = [];
  #length = 0;

  /** One byte. @throws {RangeError} Not an integer from 0 to 255. */
  u8(value: number): this {
    return this.#integer(value, 1);
  }

  /** Two bytes, big-endian. @throws {RangeError} Not an integer from 0 to 65,535. */
  u16(value: number): this {
    return this.#integer(value, 2);
  }

  /** Four bytes, big-endian. @throws {RangeError} Not an integer from 0 to 2^32 - 1. */
  u32(value: number): this {
    return this.#integer(value, 4);
  }

  /** Six bytes, big-endian: times in milliseconds and versions. @throws {RangeError} Not below 2^48. */
  u48(value: number): this {
    return this.#integer(value, 6);
  }

  /** The bytes as they are: for fields whose length the format fixes. They are kept until `finish`. */
  bytes(value: Uint8Array): this {
    this.#parts.push(value);
    this.#length += value.length;
    return this;
  }

  /** A length of one byte, then the bytes. @throws {RangeError} More than 255 bytes. */
  u8Bytes(value: Uint8Array): this {
    return this.u8(value.length).bytes(value);
  }

  /** A length of two bytes, then the bytes. @throws {RangeError} More than 65,535 bytes. */
  u16Bytes(value: Uint8Array): this {
    return this.u16(value.length).bytes(value);
  }

  /** A length of four bytes, then the bytes. */
  u32Bytes(value: Uint8Array): this {
    return this.u32(value.length).bytes(value);
  }

  /** Everything written so far, joined into a new array. */
  finish(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      if (part instanceof Uint8Array) bytes.set(part, at);
      else writeInteger(bytes, at, part);
      at += part.length;
    }
    return bytes;
  }

  #integer(value: number, width: number): this {
    expectInteger('value', value, 0, 2 ** (8 * width) - 1);
    this.#parts.push({ value, length: width });
    this.#length += width;
    return this;
  }
}

/** An integer, and how many bytes it takes. */
interface Integer {
  readonly value: number;
  readonly length: number;
}

function writeInteger(bytes: Uint8Array, at: number, { value, length }: Integer): void {
  let rest = value;
  for (let i = at + length - 1; i >= at; i--) {
    bytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
}
