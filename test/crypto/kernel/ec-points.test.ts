/** Public keys that the kernel has seen. */
import { describe, expect, it } from 'vitest';
import { InvalidKeyError } from '../../../src/crypto/errors.ts';
import { openPublicKey } from '../../../src/crypto/kernel/ec-keys.ts';
import { ecPlacesOf, kernelCurveOf } from '../../../src/crypto/kernel/ec-places.ts';
import { createEcPoints, type EcPoints, pointOf, readyPoint } from '../../../src/crypto/kernel/ec-points.ts';
import { CURVES, nodeEcPair } from '../ec/keys.ts';
import { ownEc } from './ec-own.ts';

const P256 = kernelCurveOf('P-256');

function fresh(): { points: EcPoints; encoded: () => Uint8Array } {
  const points = createEcPoints(ecPlacesOf(ownEc().kernel));
  return { points, encoded: () => openPublicKey(P256, nodeEcPair('P-256').spki) };
}

describe('a point', () => {
  it('is checked once and known again by its octets', () => {
    const { points, encoded } = fresh();
    const octets = encoded();
    const held = pointOf(points, P256, octets);
    expect(pointOf(points, P256, octets.slice())).toBe(held);
    expect(pointOf(points, P256, encoded())).not.toBe(held);
  });

  it('that shares its last octets with another is not taken for it', () => {
    const { points, encoded } = fresh();
    const octets = encoded();
    pointOf(points, P256, octets);
    const other = octets.slice();
    other[5] = (other[5] as number) ^ 1;
    expect(() => pointOf(points, P256, other)).toThrow(InvalidKeyError);
  });

  it.each(CURVES)('of %s is found from x and either y', (name) => {
    const points = createEcPoints(ecPlacesOf(ownEc().kernel));
    const curve = kernelCurveOf(name);
    for (let i = 0; i < 4; i++) {
      const octets = openPublicKey(curve, nodeEcPair(name).spki);
      const isOdd = (octets[octets.length - 1] as number) & 1;
      const x = octets.subarray(1, 1 + curve.length);
      const held = pointOf(points, curve, new Uint8Array([2 | isOdd, ...x]));
      expect([...held.coordinates]).toEqual([...octets.subarray(1)]);
      const other = pointOf(points, curve, new Uint8Array([3 ^ isOdd, ...x]));
      expect([...other.coordinates.subarray(0, curve.length)]).toEqual([...x]);
      expect([...other.coordinates]).not.toEqual([...octets.subarray(1)]);
    }
  });

  it('is refused where it is infinity, hybrid, of another length, or off the curve', () => {
    const { points, encoded } = fresh();
    const octets = encoded();
    const hybrid = octets.slice();
    hybrid[0] = 6 | ((octets[64] as number) & 1);
    const off = octets.slice();
    off[64] = (off[64] as number) ^ 1;
    const large = new Uint8Array(65).fill(255);
    large[0] = 4;
    for (const bad of [new Uint8Array(1), new Uint8Array(0), hybrid, off, large, octets.subarray(0, 64)]) {
      expect(() => pointOf(points, P256, bad)).toThrow(InvalidKeyError);
    }
  });

  it('is not found from half of all x', () => {
    const { points } = fresh();
    let refused = 0;
    for (let i = 0; i < 40; i++) {
      try {
        pointOf(points, P256, new Uint8Array([2, ...new Uint8Array(31), i]));
      } catch {
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(5);
    expect(refused).toBeLessThan(35);
  });
});

describe('a comb', () => {
  it('is made for a point that is used often, and stays', () => {
    const { points, encoded } = fresh();
    const held = pointOf(points, P256, encoded());
    const tables = Array.from({ length: 10 }, () => readyPoint(points, held));
    expect(tables.slice(0, 7)).toEqual(new Array(7).fill(0));
    expect(new Set(tables.slice(7))).toEqual(new Set([points.places.firstTable]));
  });

  it('gives way when all are taken: the one that was used longest ago', () => {
    const { points, encoded } = fresh();
    const count = points.places.lastTable - points.places.firstTable;
    const all = Array.from({ length: count + 1 }, () => pointOf(points, P256, encoded()));
    for (const held of all.slice(0, count)) for (let i = 0; i < 8; i++) readyPoint(points, held);
    const [first, second, last] = [all[0], all[1], all[count]] as [
      (typeof all)[0],
      (typeof all)[0],
      (typeof all)[0],
    ];
    readyPoint(points, first);
    for (let i = 0; i < 8; i++) readyPoint(points, last);
    expect(last.table).toBe(points.places.firstTable + 1);
    expect(first.table).toBe(points.places.firstTable);
    expect(second.table).toBe(0);
    expect(readyPoint(points, second)).toBe(0);
  });

  it('is given back when its point is forgotten among many', () => {
    const { points, encoded } = fresh();
    const held = pointOf(points, P256, encoded());
    for (let i = 0; i < 8; i++) readyPoint(points, held);
    expect(held.table).not.toBe(0);
    for (let i = 0; i < 256; i++) pointOf(points, P256, encoded());
    expect(points.known.size).toBe(256);
    expect(points.owners.every((owner) => owner === undefined)).toBe(true);
  });
});
