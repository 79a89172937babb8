/**
 * A writer of CBOR for tests, from values that are easy to write down: the twin of src/crypto/cose/cbor.ts, which only
 * reads. It writes what it is told to, well-formed or not.
 *
 * @module
 */
import type { CborItem } from '../../../src/crypto/cose/cbor.ts';

/** Bytes to be put in as they are: for what is not well-formed. */
export class Raw {
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

export type Plain =
  | number
  | string
  | boolean
  | null
  | Uint8Array
  | Raw
  | readonly Plain[]
  | Map<string | number, Plain>;

/** The head of an item, its argument in the fewest bytes. */
export function head(major: number, argument: number): Buffer {
  const initial = major << 5;
  if (argument < 24) return Buffer.of(initial | argument);
  if (argument < 2 ** 8) return Buffer.of(initial | 24, argument);
  const wide = Buffer.alloc(argument < 2 ** 16 ? 3 : argument < 2 ** 32 ? 5 : 9);
  if (wide.length === 3) wide.writeUInt16BE(argument, 1);
  else if (wide.length === 5) wide.writeUInt32BE(argument, 1);
  else wide.writeBigUInt64BE(BigInt(argument), 1);
  wide[0] = initial | (wide.length === 3 ? 25 : wide.length === 5 ? 26 : 27);
  return wide;
}

/** A value as CBOR, with lengths that are definite. */
export function encode(value: Plain): Buffer {
  if (value instanceof Raw) return Buffer.from(value.bytes);
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string')
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  if (typeof value === 'boolean') return Buffer.of(value ? 0xf5 : 0xf4);
  if (value === null) return Buffer.of(0xf6);
  if (value instanceof Map) {
    return Buffer.concat([head(5, value.size), ...[...value].flatMap((entry) => entry.map(encode))]);
  }
  return Buffer.concat([head(4, value.length), ...value.map(encode)]);
}

/** A map that ends with a break, as AWS's newer documents are. */
export function encodeIndefinite(map: Map<string | number, Plain>): Buffer {
  return Buffer.concat([Buffer.of(0xbf), ...[...map].flatMap((entry) => entry.map(encode)), Buffer.of(0xff)]);
}

/** What was read, written again. */
export function reencode(item: CborItem): Buffer {
  const many = (major: number, count: number, parts: readonly Buffer[], indefinite: boolean): Buffer =>
    indefinite
      ? Buffer.concat([Buffer.of((major << 5) | 31), ...parts, Buffer.of(0xff)])
      : Buffer.concat([head(major, count), ...parts]);
  switch (item.kind) {
    case 'array':
      return many(4, item.items.length, item.items.map(reencode), item.indefinite);
    case 'map':
      return many(
        5,
        item.entries.length,
        item.entries.flatMap((entry) => entry.map(reencode)),
        item.indefinite,
      );
    case 'tag':
      return Buffer.concat([head(6, item.tag), reencode(item.content)]);
    default:
      return encode(item.value);
  }
}
