/**
 * Measuring one case: agreement first, then all subjects interleaved in one run.
 *
 * The subjects take turns in rounds, each round in another order, so that a machine that slows down or warms up does
 * so for all of them. tinybench times; its milliseconds become nanoseconds here, once, and the unit is in every name.
 * Time is the process's own on the processor, all threads added: others who share the machine do not count, and work
 * that a subject hands to a thread does. Only a case about threads asks for the time on the wall.
 *
 * @module
 */
import { isDeepStrictEqual } from 'node:util';
import { Bench } from 'tinybench';
import type { Case, Clock, Subject } from './suite.ts';

/** The least that a sample takes: a thousand times the clock's step. */
const SAMPLE_US = 1000;

/** Milliseconds. */
const CLOCKS: { readonly [C in Clock]: () => number } = {
  wall: () => performance.now(),
  processor: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};

/** What was measured of one subject. */
export interface Measurement {
  readonly subject: string;
  readonly samples: number;
  /** How many runs were timed together; a percentile is one of means over so many. */
  readonly runsPerSample: number;
  /** The best tenth: on a shared machine the least disturbed figure that is not a fluke. */
  readonly p10Ns: number;
  readonly p50Ns: number;
  readonly p99Ns: number;
  /** Median of the distances from the median: the spread. */
  readonly madNs: number;
  readonly perSecond: number;
  readonly bytesPerSecond?: number;
  /** By the clock on the wall, where `perSecond` is by the processor's. */
  readonly perWallSecond?: number;
}

/** How long to measure. */
export interface Effort {
  readonly rounds: number;
  /** Time for one subject in one round. */
  readonly sliceMs: number;
}

/** @throws {Error} Two subjects give different outputs, or one gives a wrong one: then no figure means anything. */
export async function requireAgreement({ name, subjects, accepts }: Case): Promise<void> {
  const [first, ...others] = subjects.filter(({ orientation }) => orientation !== true);
  if (first === undefined) throw new Error(`${name} has no subjects`);
  const expected = comparable(await first.run());
  if (accepts !== undefined && !(await accepts(expected))) throw new Error(`${name}: ${first.name} is wrong`);
  for (const other of others) {
    const output = comparable(await other.run());
    const isRight = accepts === undefined ? isDeepStrictEqual(output, expected) : await accepts(output);
    if (!isRight) throw new Error(`${name}: ${other.name} disagrees with ${first.name}`);
  }
}

/** A Buffer and a Uint8Array of the same bytes are the same output. */
function comparable(output: unknown): unknown {
  return ArrayBuffer.isView(output)
    ? new Uint8Array(output.buffer, output.byteOffset, output.byteLength).slice()
    : output;
}

/** The measurements of a case's subjects, in their order. */
export async function measureCase(one: Case, { rounds, sliceMs }: Effort): Promise<readonly Measurement[]> {
  await requireAgreement(one);
  const timers: Timer[] = [];
  for (const subject of one.subjects) timers.push(await timerOf(subject, CLOCKS[one.clock ?? 'processor']));
  for (let round = 0; round < rounds; round++) {
    const at = round % timers.length;
    for (const timer of [...timers.slice(at), ...timers.slice(0, at)]) await slice(timer, sliceMs);
  }
  return timers.map((timer) => summarise(timer, one.bytes));
}

/** A subject on its way through the rounds. */
interface Timer {
  readonly subject: string;
  /** So many runs make one sample, that the clock's own step is small beside it. */
  readonly batch: number;
  /** Whether a run is awaited. */
  readonly isLate: boolean;
  /** Runs one batch. */
  readonly work: () => unknown;
  readonly now: () => number;
  readonly samplesNs: number[];
}

/** Grows the batch until it takes long enough; what answers at once is not awaited. */
async function timerOf({ name, run }: Subject, now: () => number): Promise<Timer> {
  const first = run();
  const isLate = first instanceof Promise;
  // What is asked once more while it still works may be refused.
  await first;
  for (let batch = 1; ; batch *= 2) {
    const work = isLate ? lateBatch(run, batch) : promptBatch(run, batch);
    await work();
    const start = now();
    await work();
    if ((now() - start) * 1000 >= SAMPLE_US)
      return { subject: name, batch, isLate, work, now, samplesNs: [] };
  }
}

function promptBatch(run: () => unknown, batch: number): () => void {
  return () => {
    for (let i = 0; i < batch; i++) run();
  };
}

function lateBatch(run: () => unknown, batch: number): () => Promise<void> {
  return async () => {
    for (let i = 0; i < batch; i++) await run();
  };
}

async function slice(timer: Timer, sliceMs: number): Promise<void> {
  const { subject, batch, isLate, work, now, samplesNs } = timer;
  const bench = new Bench({
    now,
    time: sliceMs,
    // What takes long is not repeated the 64 times that are tinybench's least.
    iterations: 2,
    warmupIterations: 1,
    warmupTime: sliceMs / 4,
    retainSamples: true,
  });
  // Said, or it would be found out by a run that nobody awaits.
  bench.add(subject, work, { async: isLate });
  await bench.run();
  const result = bench.tasks[0]?.result;
  if (result === undefined || !('latency' in result)) throw new Error(`${subject} could not be timed`);
  for (const milliseconds of result.latency.samples ?? []) samplesNs.push((milliseconds * 1e6) / batch);
}

function summarise({ subject, batch, samplesNs }: Timer, bytes: number | undefined): Measurement {
  const sorted = Float64Array.from(samplesNs).sort();
  const p50Ns = quantile(sorted, 0.5);
  const deviations = sorted.map((sample) => Math.abs(sample - p50Ns)).sort();
  const perSecond = 1e9 / p50Ns;
  return {
    subject,
    samples: sorted.length,
    runsPerSample: batch,
    p10Ns: quantile(sorted, 0.1),
    p50Ns,
    p99Ns: quantile(sorted, 0.99),
    madNs: quantile(deviations, 0.5),
    perSecond,
    ...(bytes === undefined ? {} : { bytesPerSecond: bytes * perSecond }),
  };
}

function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
