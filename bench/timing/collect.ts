/**
 * Taking samples of one subject: both classes from pools of the same size, in random order, timed by the same code.
 *
 * @module
 */
import type { Subject } from './subject.ts';
import type { Samples } from './welch.ts';

/** Inputs of each class: enough that no branch predictor learns them, few enough for the second-level cache. */
const POOL = 256;
/** Samples that are taken first and thrown away, so that the compiler has finished. */
const WARM_UP = 20_000;

/** Takes `count` samples, each of `batch` operations on one input. */
export function collect(subject: Subject, count: number): Samples {
  const pool = Array.from({ length: 2 * POOL }, (_, i) => subject.prepare((i & 1) as 0 | 1));
  const order = randomOrder(WARM_UP + count);
  const timesNs = new Float64Array(WARM_UP + count);
  for (let i = 0; i < order.length; i++) timesNs[i] = time(subject, pool[order[i]]);
  const classes = Uint8Array.from(order.subarray(WARM_UP), (index) => index & 1);
  return { timesNs: timesNs.subarray(WARM_UP), classes };
}

let sink = 0;

function time(subject: Subject, input: unknown): number {
  const start = process.hrtime.bigint();
  for (let i = 0; i < subject.batch; i++) sink += subject.run(input);
  return Number(process.hrtime.bigint() - start);
}

/** What all operations answered: printed, so that nothing could be left out. */
export function answered(): number {
  return sink;
}

/** Places in the pool, drawn beforehand. */
function randomOrder(length: number): Uint16Array<ArrayBuffer> {
  const order = new Uint16Array(length);
  for (let at = 0; at < length; at += 32_768) crypto.getRandomValues(order.subarray(at, at + 32_768));
  return order.map((word) => word % (2 * POOL));
}
