/** The statistics of bench/timing: they find what is planted and nothing else. No time is asserted: times are made up. */
import { expect, test } from 'vitest';
import { CROPS, isEvidence, type Samples, testAll, type Welch } from '../../bench/timing/welch.ts';

/** Times around 100 ns with a long tail, as of interrupts; class 1 is shifted and spread as told. */
function made(seed: number, count: number, { shift = 0, spread = 1 } = {}): Samples {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
  const classes = Uint8Array.from({ length: count }, () => Number(uniform() < 0.5));
  const timesNs = Float64Array.from({ length: count }, (_, i) => {
    const bell = uniform() + uniform() + uniform() + uniform() - 2;
    const interrupted = uniform() < 0.02 ? 5000 * uniform() : 0;
    return 100 + (classes[i] === 1 ? shift + spread * bell : bell) * 3 + interrupted;
  });
  return { timesNs, classes };
}

function largest(tests: readonly Welch[]): number {
  return Math.max(...tests.map(({ t }) => Math.abs(t)));
}

test('classes that are alike stay under the threshold, at every crop and in the second order', () => {
  for (const seed of [1, 2, 3]) {
    const tests = testAll(made(seed, 20_000));
    expect(tests.map(({ crop }) => crop)).toEqual([...CROPS.map((crop) => `p${crop}`), 'p95, second order']);
    expect(largest(tests)).toBeLessThan(4.5);
  }
});

test('a small shift is found in spite of the tail, with its size', () => {
  const tests = testAll(made(1, 20_000, { shift: 0.1 }));
  expect(tests[3].t).toBeGreaterThan(4.5);
  expect(tests[3].effect).toBeCloseTo(0.3, 1);
  expect(tests[3].minimumDetectableEffect).toBeLessThan(tests[3].effect);
});

test('the same mean with another spread is found in the second order', () => {
  const tests = testAll(made(1, 20_000, { spread: 1.2 }));
  expect(Math.abs(tests[4].t)).toBeGreaterThan(4.5);
});

test('classes that do not overlap are apart without a division by nothing', () => {
  const tests = testAll(made(1, 1000, { shift: 1000 }));
  expect(tests[0].t).toBe(Number.POSITIVE_INFINITY);
});

test('the samples of a crop are as many as its percentile says', () => {
  const tests = testAll(made(5, 10_000));
  for (const [i, percentile] of CROPS.entries()) expect(tests[i].samples).toBeCloseTo(100 * percentile, -1);
});

test('evidence is a difference in most runs, or twice at one crop', () => {
  const run = (...differing: readonly number[]): readonly Welch[] =>
    [0, 1, 2].map((i) => ({
      crop: `p${i}`,
      t: differing.includes(i) ? -5 : 1,
      samples: 10,
      effect: 1,
      minimumDetectableEffect: 1,
    }));
  expect(isEvidence([run(), run(), run()])).toBe(false);
  expect(isEvidence([run(0), run(), run()])).toBe(false);
  expect(isEvidence([run(0), run(1), run()])).toBe(true);
  expect(isEvidence([run(2), run(2), run()])).toBe(true);
});
