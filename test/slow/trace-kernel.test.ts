/** The trace test at length: 10,000 pairs of secrets for every scenario. */
import { describe, expect, it } from 'vitest';
import { compareTraces, tracedKernel } from '../../scripts/trace-kernel.ts';
import { SCENARIOS } from '../../scripts/trace-scenarios.ts';

describe('the trace of the kernel', () => {
  const kernel = tracedKernel();

  it.each(SCENARIOS)('is the same for 10,000 pairs of secrets when $name', (scenario) => {
    expect(compareTraces(kernel, scenario, 10_000)).toBeUndefined();
  });
});
