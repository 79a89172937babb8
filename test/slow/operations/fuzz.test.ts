/**
 * The fuzz of the operations, thirty times as long as in the quick suite.
 *
 * @module
 */
import { describe } from 'vitest';
import { describeFuzz } from '../../operations/fuzz.ts';

describe('200,000 requests that nobody would send', () => {
  describeFuzz({ runs: 2000, requestsPerRun: 100 });
});
