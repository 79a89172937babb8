/** The products of the kernel's field: what is committed is what the generator makes, and it is all of the products. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { renderProducts } from '../../scripts/kernel-products25519.ts';

/** The products of one function, each as its two operands. */
function productsOf(text: string, name: string): readonly (readonly [string, string])[] {
  const body = new RegExp(`export function ${name}\\([^]*?\\n}\\n`).exec(text)?.[0] ?? '';
  const columns = body.replace(/i32x4\.add\(.*/g, '');
  return [...columns.matchAll(/[(,] ?([abd]\d), ([ab]\d)\)/g)].map(([, x = '', y = '']) => [x, y]);
}

describe('kernel-products25519', () => {
  it('renders what is committed', async () => {
    expect(renderProducts()).toBe(await readFile('assembly/ed25519-products.ts', 'utf8'));
  });

  it('multiplies every limb of one factor by every limb of the other, once', () => {
    const products = productsOf(renderProducts(), 'multiply').map(([x, y]) => `${x}${y}`);
    expect(products).toHaveLength(81);
    expect(new Set(products).size).toBe(81);
  });

  it('squares by 45 products: 9 of a limb by itself, 36 of two limbs, one of them doubled', () => {
    const products = productsOf(renderProducts(), 'square');
    expect(products).toHaveLength(45);
    expect(products.filter(([x, y]) => x === y)).toHaveLength(9);
    const mixed = products.filter(([x, y]) => x !== y);
    expect(mixed.every(([x]) => x.startsWith('d'))).toBe(true);
    expect(new Set(mixed.map(([x, y]) => [x.slice(1), y.slice(1)].sort().join(' '))).size).toBe(36);
  });
});
