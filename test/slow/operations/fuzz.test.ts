/**
 * The fuzz of the operations at length: 200,000 requests in full.
 *
 * @module
 */
import { describe } from 'vitest';
import { describeFuzz } from '../../operations/fuzz.ts';
import { atLength } from '../length.ts';

const RUNS = atLength(2000);

describe(`${RUNS * 100} requests that nobody would send`, () => {
  describeFuzz({ runs: RUNS, requestsPerRun: 100 });
});
