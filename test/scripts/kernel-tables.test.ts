/** The kernel's tables: they are what the generator computes, and what it computes is AES. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { renderTables, TABLES } from '../../scripts/kernel-tables.ts';

const at = (name: string, index: number): number =>
  index > 15 ? 0 : (TABLES[name] as readonly number[])[index];
const byNibbles = (low: string, high: string, x: number): number => at(low, x & 15) ^ at(high, x >> 4);

/** The S-box as aes.ts computes it. */
function substitute(x: number): number {
  const state = byNibbles('TO_COORDINATES_LOW', 'TO_COORDINATES_HIGH', x);
  const [i, k] = [state >> 4, state & 15];
  const [j, sum] = [i ^ k, at('RECIPROCAL_N', k)];
  const p = at('RECIPROCAL', at('RECIPROCAL', i) ^ sum) ^ j;
  const q = at('RECIPROCAL', at('RECIPROCAL', j) ^ sum) ^ i;
  return at('SBOX_LAST_P', p) ^ at('SBOX_LAST_Q', q) ^ 0x63;
}

/** The S-box as FIPS 197 §5.1.1 defines it: the inverse, its four rotations, the constant. */
function definition(x: number): number {
  const inverse = Array.from({ length: 256 }, (_, y) => y).find((y) => product(x, y) === 1) ?? 0;
  let [sum, turned] = [0x63, inverse];
  for (let i = 0; i < 5; i++, turned = ((turned << 1) | (turned >> 7)) & 255) sum ^= turned;
  return sum;
}

function product(a: number, b: number): number {
  let [result, shifted] = [0, a];
  for (let bit = 0; bit < 8; bit++, shifted = (shifted << 1) ^ (shifted & 128 ? 0x11b : 0)) {
    if ((b >> bit) & 1) result ^= shifted;
  }
  return result;
}

describe('kernel-tables', () => {
  it('renders what is committed', async () => {
    expect(renderTables()).toBe(await readFile('assembly/aes-tables.ts', 'utf8'));
  });

  it('gives the S-box of FIPS 197 for all 256 bytes', () => {
    for (let x = 0; x < 256; x++) expect(substitute(x)).toBe(definition(x));
  });
});
