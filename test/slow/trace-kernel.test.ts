/** The trace test at length: 10,000 pairs of secrets for every exported function of every module. */
import { describe, expect, it } from 'vitest';
import { compareTraces, TRACEABLE, tracedKernel } from '../../scripts/trace-kernel.ts';
import { pairsFor, SCENARIOS } from '../../scripts/trace-scenarios.ts';

describe.each(TRACEABLE)('the trace of the kernel, module $name,', (module) => {
  const kernel = tracedKernel(module);

  it.each(SCENARIOS)('is the same for pairs of secrets when $name', (scenario) => {
    expect(compareTraces(kernel, scenario, pairsFor(scenario, 10_000))).toBeUndefined();
  });
});
