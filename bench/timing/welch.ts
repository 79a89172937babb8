/**
 * Welch's t-test as dudect uses it (Reparaz, Balasch, Verbauwhede: "Dude, is my code constant time?", DATE 2017).
 *
 * Two classes of measurements; |t| says how surely their means differ, the effect by how much, and the minimum
 * detectable effect how large a difference would have had to be to be seen. Slow samples, interrupts and collections,
 * are cropped at percentiles of both classes together that are fixed beforehand: choosing the crop afterwards, or the
 * maximum over many, finds leaks in noise.
 *
 * @module
 */

/** |t| above this is taken for a difference; dudect calls 4.5 evidence. */
export const THRESHOLD = 4.5;
/** The crops: samples above this percentile of both classes are left out. */
export const CROPS: readonly number[] = [50, 75, 90, 95];

/** Times in nanoseconds, and the class of each, 0 or 1. */
export interface Samples {
  readonly timesNs: Float64Array;
  readonly classes: Uint8Array;
}

/** One test of one crop. */
export interface Welch {
  /** `p50`, `p75`, `p90`, `p95`, or `p95, second order`. */
  readonly crop: string;
  /** Infinity where the crop leaves one class alone: then the classes do not even overlap. */
  readonly t: number;
  readonly samples: number;
  /** Mean of class 1 less mean of class 0; of squared deviations where the order is the second. */
  readonly effect: number;
  /** The effect that would have given |t| = 4.5. */
  readonly minimumDetectableEffect: number;
}

/** All tests of one run: each crop, and the variances at the last. */
export function testAll(samples: Samples): readonly Welch[] {
  const sorted = Float64Array.from(samples.timesNs).sort();
  const limits = CROPS.map((percentile) => sorted[Math.floor(((sorted.length - 1) * percentile) / 100)]);
  const firstOrder = limits.map((limit, i) => welch(`p${CROPS[i]}`, split(samples, limit)));
  const [zero, one] = split(samples, limits[limits.length - 1]);
  return [...firstOrder, welch('p95, second order', [squaredDeviations(zero), squaredDeviations(one)])];
}

/** The times of each class that are not above the limit. */
function split({ timesNs, classes }: Samples, limit: number): [Float64Array, Float64Array] {
  return [
    timesNs.filter((time, i) => classes[i] === 0 && time <= limit),
    timesNs.filter((time, i) => classes[i] === 1 && time <= limit),
  ];
}

function squaredDeviations(times: Float64Array): Float64Array {
  const { mean } = moments(times);
  return times.map((time) => (time - mean) ** 2);
}

function welch(crop: string, [zero, one]: [Float64Array, Float64Array]): Welch {
  const samples = zero.length + one.length;
  if (Math.min(zero.length, one.length) < 2) {
    return {
      crop,
      t: Number.POSITIVE_INFINITY,
      samples,
      effect: Number.NaN,
      minimumDetectableEffect: Number.NaN,
    };
  }
  const [a, b] = [moments(zero), moments(one)];
  const standardError = Math.sqrt(a.variance / zero.length + b.variance / one.length);
  const effect = b.mean - a.mean;
  return {
    crop,
    t: effect === 0 ? 0 : effect / standardError,
    samples,
    effect,
    minimumDetectableEffect: THRESHOLD * standardError,
  };
}

function moments(values: Float64Array): { readonly mean: number; readonly variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / (values.length - 1) };
}

/** Whether several runs together are evidence: a difference in most runs, or twice at the same crop. */
export function isEvidence(runs: readonly (readonly Welch[])[]): boolean {
  const differing = runs.map((tests) =>
    tests.filter(({ t }) => Math.abs(t) >= THRESHOLD).map(({ crop }) => crop),
  );
  const runsThatDiffer = differing.filter((crops) => crops.length > 0).length;
  const crops = differing.flat();
  return runsThatDiffer > runs.length / 2 || new Set(crops).size < crops.length;
}
