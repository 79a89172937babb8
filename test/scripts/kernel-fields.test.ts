/** The unrolled field products: what is committed is what the generator makes, of the primes that it says. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { FIELD_SHAPES, renderFields } from '../../scripts/kernel-fields.ts';
import { domainOf } from '../../src/crypto/ec/curves.ts';

const CURVES = { P256: 'P-256', P384: 'P-384', P521: 'P-521', K256: 'secp256k1' } as const;

describe('kernel-fields', () => {
  it('renders what is committed', async () => {
    expect(renderFields()).toBe(await readFile('assembly/ec-fields.ts', 'utf8'));
  });

  it.each(FIELD_SHAPES)(
    '$name: the terms are those of the prime, and so is the way it is written',
    (shape) => {
      const { p } = domainOf(CURVES[shape.name as keyof typeof CURVES]);
      const sum = shape.terms.reduce(
        (total, { column, shift, sign }) => total + BigInt(sign) * (1n << BigInt(29 * column + shift)),
        0n,
      );
      expect(sum - BigInt(shape.small ?? 1)).toBe(p);
      const written = shape.prime.split(' ').reduce(
        ([total, sign], part) => {
          if (part === '+' || part === '-') return [total, part === '+' ? 1n : -1n] as const;
          const [base, exponent] = part.split('^').map(BigInt) as [bigint, bigint | undefined];
          return [total + sign * (exponent === undefined ? base : base ** exponent), 1n] as const;
        },
        [0n, 1n] as readonly [bigint, bigint],
      );
      expect(written[0]).toBe(p);
      expect(29 * shape.limbs).toBeGreaterThan(p.toString(2).length);
    },
  );
});
