/**
 * CBOR (RFC 8949), as far as attestation documents need it, and strictly.
 *
 * Integers that a number holds, byte and text strings of definite length, arrays and maps of definite or indefinite
 * length, tags, false, true and null. Every head is in its shortest form (§4.1), text is UTF-8, the keys of a map are
 * integers or texts and each is there once (§5.6), nothing nests deeper than 16 levels, nothing is left over. Floats, other
 * simple values and strings in chunks are refused: what is read could be written again to the same bytes.
 *
 * Views share memory with the input.
 *
 * @module
 */
import { FormatError, Reader } from '../../bytes/reader.ts';
import { fromUtf8 } from '../../bytes/utf8.ts';

/** One data item. `indefinite` says that it ended with a break and not by a count. */
export type CborItem =
  | { readonly kind: 'integer'; readonly value: number }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'array'; readonly items: readonly CborItem[]; readonly indefinite: boolean }
  | { readonly kind: 'map'; readonly entries: readonly CborEntry[]; readonly indefinite: boolean }
  | { readonly kind: 'tag'; readonly tag: number; readonly content: CborItem }
  | { readonly kind: 'simple'; readonly value: boolean | null };

/** A key and its value. */
export type CborEntry = readonly [key: CborItem, value: CborItem];

const MAX_DEPTH = 16;
/** Additional information (§3): below it the argument itself, from it on how many bytes follow. */
const ONE_BYTE = 24;
const INDEFINITE = 31;
const BREAK = 0xff;
const SIMPLE: ReadonlyMap<number, boolean | null> = /* @__PURE__ */ new Map<number, boolean | null>([
  [20, false],
  [21, true],
  [22, null],
]);

/** The initial byte of an item, and what follows from it. */
interface Head {
  readonly major: number;
  readonly argument: number;
  readonly indefinite: boolean;
}

/**
 * Reads bytes that are one data item and nothing else.
 *
 * @throws {FormatError} They are not, or not in the form above.
 *
 * @example
 * decodeCbor(new Uint8Array([0x82, 0x01, 0x38, 0x22])).kind; // 'array', of 1 and -35
 */
export function decodeCbor(bytes: Uint8Array): CborItem {
  const reader = new Reader(bytes);
  const item = readItem(reader, MAX_DEPTH);
  reader.end();
  return item;
}

/**
 * The value of a map under a text or an integer; `undefined` when the item is no map or has no such key.
 *
 * @example
 * const item = decodeCbor(new Uint8Array([0xa1, 0x61, 0x61, 0x07])); // {"a": 7}
 * cborValue(item, 'a'); // { kind: 'integer', value: 7 }
 */
export function cborValue(item: CborItem | undefined, key: string | number): CborItem | undefined {
  if (item?.kind !== 'map') return undefined;
  return item.entries.find(([entryKey]) => keyOf(entryKey) === key)?.[1];
}

function readItem(reader: Reader, depth: number): CborItem {
  if (depth === 0) throw new FormatError();
  const { major, argument, indefinite } = readHead(reader);
  switch (major) {
    case 0:
      return { kind: 'integer', value: argument };
    case 1:
      return { kind: 'integer', value: -1 - argument };
    case 2:
      return { kind: 'bytes', value: reader.bytes(argument) };
    case 3:
      return { kind: 'text', value: readText(reader, argument) };
    case 4:
      return { kind: 'array', items: readItems(reader, argument, indefinite, depth), indefinite };
    case 5:
      return { kind: 'map', entries: readEntries(reader, argument, indefinite, depth), indefinite };
    case 6:
      return { kind: 'tag', tag: argument, content: readItem(reader, depth - 1) };
    default:
      return readSimple(argument);
  }
}

/** §3 and §4.1: the argument in the fewest bytes; arrays and maps alone may be of indefinite length. */
function readHead(reader: Reader): Head {
  const initial = reader.u8();
  const major = initial >>> 5;
  const info = initial & 0x1f;
  if (info === INDEFINITE && (major === 4 || major === 5)) return { major, argument: 0, indefinite: true };
  return { major, argument: readArgument(reader, info), indefinite: false };
}

function readArgument(reader: Reader, info: number): number {
  if (info < ONE_BYTE) return info;
  const argument = [readByte, readTwo, readFour, readEight][info - ONE_BYTE]?.(reader);
  if (argument === undefined) throw new FormatError();
  return argument;
}

function readByte(reader: Reader): number {
  return atLeast(ONE_BYTE, reader.u8());
}

function readTwo(reader: Reader): number {
  return atLeast(2 ** 8, reader.u16());
}

function readFour(reader: Reader): number {
  return atLeast(2 ** 16, reader.u32());
}

/** What a number cannot hold exactly is refused. */
function readEight(reader: Reader): number {
  const value = atLeast(2 ** 32, reader.u32() * 2 ** 32 + reader.u32());
  if (!Number.isSafeInteger(value)) throw new FormatError();
  return value;
}

function atLeast(min: number, value: number): number {
  if (value < min) throw new FormatError();
  return value;
}

function readText(reader: Reader, length: number): string {
  try {
    return fromUtf8(reader.bytes(length));
  } catch (error) {
    // The decoder's own error is a TypeError; that the input is short is said already.
    throw error instanceof FormatError ? error : new FormatError();
  }
}

function readItems(reader: Reader, count: number, indefinite: boolean, depth: number): CborItem[] {
  const items: CborItem[] = [];
  while (hasMore(reader, items.length, count, indefinite)) items.push(readItem(reader, depth - 1));
  return items;
}

function readEntries(reader: Reader, count: number, indefinite: boolean, depth: number): CborEntry[] {
  const entries: CborEntry[] = [];
  const keys = new Set<string | number>();
  while (hasMore(reader, entries.length, count, indefinite)) {
    const key = readItem(reader, depth - 1);
    const name = keyOf(key);
    if (name === undefined || keys.has(name)) throw new FormatError();
    keys.add(name);
    entries.push([key, readItem(reader, depth - 1)]);
  }
  return entries;
}

/** Whether another member follows; takes the break that says no. */
function hasMore(reader: Reader, read: number, count: number, indefinite: boolean): boolean {
  if (!indefinite) return read < count;
  if (reader.peek() !== BREAK) return true;
  reader.u8();
  return false;
}

function keyOf(key: CborItem): string | number | undefined {
  return key.kind === 'text' || key.kind === 'integer' ? key.value : undefined;
}

function readSimple(argument: number): CborItem {
  const value = SIMPLE.get(argument);
  if (value === undefined) throw new FormatError();
  return { kind: 'simple', value };
}
