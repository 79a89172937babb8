/** The curves by the kernel's numbers, and its addresses. */
import { describe, expect, it } from 'vitest';
import { CURVE_CHOICES } from '../../../scripts/kernel-curves.ts';
import { curveOf, ecdsaOf } from '../../../src/crypto/ec/curves.ts';
import { UnsupportedAlgorithmError } from '../../../src/crypto/errors.ts';
import { ecPlacesOf, kernelCurveOf } from '../../../src/crypto/kernel/ec-places.ts';
import { CURVES } from '../ec/keys.ts';
import { ownEc } from './ec-own.ts';

describe('a curve', () => {
  it.each(CURVES)('%s has the number and the lengths that it has elsewhere', (name) => {
    const { number, length, seedLength } = kernelCurveOf(name);
    expect(CURVE_CHOICES[number]?.curve).toBe(name);
    expect(length).toBe(curveOf(name).orderLength);
    expect(length).toBe(curveOf(name).fieldLength);
    expect(seedLength).toBe(ecdsaOf(name, 'SHA-256').lengths.seed);
  });

  it.each(['P-224', 'toString', ''])('is not %j', (name) => {
    expect(() => kernelCurveOf(name as 'P-256')).toThrow(UnsupportedAlgorithmError);
  });
});

it('addresses lie in working memory, and are read once', () => {
  const { kernel } = ownEc();
  const places = ecPlacesOf(kernel);
  for (const at of [
    places.scalar,
    places.point,
    places.digest,
    places.signature,
    places.fresh,
    places.message,
  ]) {
    expect(at).toBeGreaterThanOrEqual(kernel.workStart.value);
    expect(at).toBeLessThan(kernel.workEnd.value);
  }
  expect(places.message + places.messageLength).toBeLessThanOrEqual(kernel.workEnd.value);
});
