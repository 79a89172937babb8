/**
 * Public keys that the kernel has seen: their points, checked once, and the combs of those that come again and again.
 *
 * A point is known by its encoding, byte for byte, so that a key that changed in the caller's array is another. A comb
 * costs as much as several verifications; it is made when a point has been used often enough, in place of the one that
 * was used longest ago, whose point must then be used as often again. Points are public: nothing here is wiped.
 *
 * @module
 */
import { equalBytes } from '../../bytes/equal.ts';
import { InvalidKeyError } from '../errors.ts';
import type { EcPlaces, KernelCurve } from './ec-places.ts';

/** How many points are remembered. */
const MAX_POINTS = 256;
/** With its so-manieth use a point gets its comb: about what one costs (docs/BENCHMARKS.md). */
const TABLE_FROM = 8;
const NO_TABLE = 0;

/** A point of the curve. */
export interface HeldPoint {
  readonly curve: KernelCurve;
  /** As it came: uncompressed or compressed. */
  readonly encoded: Uint8Array;
  /** x and y. */
  readonly coordinates: Uint8Array;
  uses: number;
  usedAt: number;
  table: number;
}

/** The points of one instance. */
export interface EcPoints {
  readonly places: EcPlaces;
  readonly known: Map<number, HeldPoint>;
  /** Who has which comb, from the first number on. */
  readonly owners: (HeldPoint | undefined)[];
  uses: number;
}

export function createEcPoints(places: EcPlaces): EcPoints {
  const owners = new Array<HeldPoint | undefined>(places.lastTable - places.firstTable).fill(undefined);
  return { places, known: new Map(), owners, uses: 0 };
}

/**
 * The point of an encoding.
 *
 * @param encoded 04 x y, or 02 or 03 and x (SEC 1 §2.3.3).
 * @throws {InvalidKeyError} It is not one of the curve.
 */
export function pointOf(points: EcPoints, curve: KernelCurve, encoded: Uint8Array): HeldPoint {
  const mark = markOf(curve, encoded);
  const known = points.known.get(mark);
  if (known !== undefined && known.curve === curve && equalBytes(known.encoded, encoded)) return known;
  const coordinates = coordinatesOf(points.places, curve, encoded);
  const held = { curve, encoded: encoded.slice(), coordinates, uses: 0, usedAt: 0, table: NO_TABLE };
  if (known !== undefined) forget(points, mark, known);
  if (points.known.size >= MAX_POINTS) forgetFirst(points);
  points.known.set(mark, held);
  return held;
}

/** The last four bytes: as good as random for honest points, and others hurt nobody but themselves. */
function markOf({ number }: KernelCurve, encoded: Uint8Array): number {
  const end = encoded.length;
  return (
    ((encoded[end - 1] | (encoded[end - 2] << 8) | (encoded[end - 3] << 16) | (encoded[end - 4] << 24)) >>>
      0) +
    number * 2 ** 32
  );
}

function coordinatesOf(
  { kernel, memory, point }: EcPlaces,
  curve: KernelCurve,
  encoded: Uint8Array,
): Uint8Array {
  const { number, length } = curve;
  const [form] = encoded;
  let isPoint = 0;
  if (form === 4 && encoded.length === 1 + 2 * length) {
    memory.set(encoded.subarray(1), point);
    isPoint = kernel.isPoint(number);
  } else if ((form === 2 || form === 3) && encoded.length === 1 + length) {
    memory.set(encoded.subarray(1), point);
    isPoint = kernel.decompress(number, form & 1);
  }
  if (isPoint === 0) throw new InvalidKeyError('the EC public key is not a point of the curve');
  const coordinates = memory.slice(point, point + 2 * length);
  memory.fill(0, point, point + 2 * length);
  return coordinates;
}

function forgetFirst(points: EcPoints): void {
  for (const [mark, held] of points.known) {
    forget(points, mark, held);
    return;
  }
}

function forget({ known, owners, places }: EcPoints, mark: number, held: HeldPoint): void {
  if (held.table !== NO_TABLE) owners[held.table - places.firstTable] = undefined;
  known.delete(mark);
}

/**
 * Makes a point ready to be multiplied: its comb, where it has or deserves one, else its coordinates in their place.
 *
 * @returns The number of the comb, or 0.
 */
export function readyPoint(points: EcPoints, held: HeldPoint): number {
  held.uses++;
  held.usedAt = ++points.uses;
  if (held.table !== NO_TABLE) return held.table;
  const { kernel, memory, point } = points.places;
  memory.set(held.coordinates, point);
  if (held.uses < TABLE_FROM) return NO_TABLE;
  held.table = takeTable(points);
  points.owners[held.table - points.places.firstTable] = held;
  kernel.makeTable(held.curve.number, held.table);
  return held.table;
}

/** A number that is free, or that of the comb that was used longest ago. */
function takeTable({ owners, places }: EcPoints): number {
  let chosen = 0;
  for (const [i, owner] of owners.entries()) {
    if (owner === undefined) return places.firstTable + i;
    if (owner.usedAt < (owners[chosen] as HeldPoint).usedAt) chosen = i;
  }
  const owner = owners[chosen] as HeldPoint;
  owner.table = NO_TABLE;
  owner.uses = 0;
  return places.firstTable + chosen;
}
