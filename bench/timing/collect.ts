/**
 * Taking samples of one subject: both classes from pools of the same size, in random order, timed by the same code.
 *
 * Each input is copied to one place before it is timed. Inputs at places of their own differ by the cache lines and
 * pages that they fall on: with a million samples two pools of the same kind were told apart by nothing else.
 *
 * @module
 */
import type { Subject } from './subject.ts';
import type { Samples } from './welch.ts';

/** Inputs of each class: more than a branch predictor learns. */
const POOL = 1024;
/** Samples that are taken first and thrown away, so that the compiler has finished; fewer where fewer follow. */
const WARM_UP = 20_000;

/** Takes `count` samples, each of `batch` operations on one input. */
export function collect(subject: Subject, count: number): Samples {
  const pool = Array.from({ length: 2 * POOL }, (_, i) => subject.prepare((i & 1) as 0 | 1));
  const slots = pool[0].map(({ length }) => new Uint8Array(length));
  const operation = subject.bind(slots);
  const warmUp = Math.min(WARM_UP, Math.ceil(count / 10));
  const order = randomOrder(warmUp + count);
  const timesNs = new Float64Array(warmUp + count);
  for (let i = 0; i < order.length; i++) {
    const input = pool[order[i]];
    for (let s = 0; s < slots.length; s++) slots[s].set(input[s]);
    timesNs[i] = time(operation, subject.batch);
  }
  const classes = Uint8Array.from(order.subarray(warmUp), (index) => index & 1);
  return { timesNs: timesNs.subarray(warmUp), classes };
}

let sink = 0;

function time(operation: () => number, batch: number): number {
  const start = process.hrtime.bigint();
  for (let i = 0; i < batch; i++) sink += operation();
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
