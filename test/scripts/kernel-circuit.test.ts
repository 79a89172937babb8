/** The S-box circuit: what is committed is what the generator makes, and the circuit is the S-box. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { CIRCUITS, GATES } from '../../scripts/kernel-circuit.ts';

/** The product in GF(2^8) of FIPS 197 §4.2. */
function product(a: number, b: number): number {
  let [result, shifted] = [0, a];
  for (let bit = 0; bit < 8; bit++, shifted = (shifted << 1) ^ (shifted & 128 ? 0x11b : 0)) {
    if ((b >> bit) & 1) result ^= shifted;
  }
  return result;
}

/** The S-box as FIPS 197 §5.1.1 defines it. */
function definition(x: number): number {
  const inverse = Array.from({ length: 256 }, (_, y) => y).find((y) => product(x, y) === 1) ?? 0;
  let [sum, turned] = [0x63, inverse];
  for (let i = 0; i < 5; i++, turned = ((turned << 1) | (turned >> 7)) & 255) sum ^= turned;
  return sum;
}

function computed(x: number): number {
  const wires = new Map(Array.from({ length: 8 }, (_, i) => [`u${i}`, (x >> (7 - i)) & 1]));
  const value = (wire: string): number => wires.get(wire) as number;
  for (const { out, a, kind, b } of GATES) {
    wires.set(out, kind === 'and' ? value(a) & value(b) : value(a) ^ value(b));
  }
  return Array.from({ length: 8 }, (_, i) => value(`s${i}`) << (7 - i)).reduce((sum, bit) => sum | bit);
}

describe('kernel-circuit', () => {
  it.each(Object.entries(CIRCUITS))('renders %s as committed', async (name, render) => {
    expect(render()).toBe(await readFile(`assembly/${name}`, 'utf8'));
  });

  it('has 113 gates, 32 of them AND, and is the S-box without its constant for all 256 bytes', () => {
    expect(GATES).toHaveLength(113);
    expect(GATES.filter(({ kind }) => kind === 'and')).toHaveLength(32);
    for (let x = 0; x < 256; x++) expect(computed(x)).toBe(definition(x) ^ 0x63);
  });
});
