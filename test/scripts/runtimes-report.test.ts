/** What the runs on many runtimes add up to, and the table that shows them. */
import { describe, expect, it } from 'vitest';
import { countsOfRuns, type HostResult, renderTable } from '../runtimes/report.ts';
import type { EngineRun, Tally } from '../runtimes/tally.ts';

function tally(parts: Partial<Tally>): Tally {
  return { cases: 4, passed: 0, failed: 0, unsupported: 0, leftOut: 0, seconds: 0, failures: [], ...parts };
}

function hostWith(engine: string, algorithms: EngineRun['algorithms']): HostResult {
  return {
    host: 'Deno',
    version: '2.9.6',

    engines: [{ engine, seconds: 1.25, algorithms }],
  };
}

describe('the counts', () => {
  it('are one for each algorithm on each engine on each host', () => {
    const algorithms = { HMAC: tally({ passed: 4 }), RSA: tally({ passed: 3, failed: 1 }) };
    expect(countsOfRuns([hostWith('kernel', algorithms)])).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  it('leave out what an engine does not do, unless it is the portable one, which must do everything', () => {
    const algorithms = { RSA: tally({ unsupported: 4 }) };
    expect(countsOfRuns([hostWith('kernel', algorithms)])).toEqual({ passed: 0, failed: 0, skipped: 0 });
    expect(countsOfRuns([hostWith('portable', algorithms)])).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('do not let a lost case pass', () => {
    expect(countsOfRuns([hostWith('kernel', { RSA: tally({ passed: 3 }) })]).failed).toBe(1);
  });

  it('take a missing host for a skip, a broken or idle one for a failure', () => {
    expect(countsOfRuns([{ host: 'Bun', skipped: 'not here' }]).skipped).toBe(1);
    expect(countsOfRuns([{ host: 'Bun', error: 'ended with 1' }]).failed).toBe(1);
    expect(countsOfRuns([{ host: 'Bun', version: '1', engines: [] }]).failed).toBe(1);
  });

  it('take an engine that a host lacks for a failure', () => {
    const { engines = [] } = hostWith('portable', { HMAC: tally({ passed: 4 }) });
    const kernel = { engine: 'kernel', absent: 'no SIMD', seconds: 0, algorithms: {} };
    expect(countsOfRuns([{ host: 'Bun', engines: [...engines, kernel] }])).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
    });
  });
});

describe('the table', () => {
  it('shows figures, what was sampled, and why something is missing', () => {
    const run = hostWith('portable', {
      RSA: tally({ passed: 3, failed: 1, leftOut: 8, failures: ['case 7'] }),
    });
    const text = renderTable([run, { host: 'Bun', skipped: 'not on this machine' }]);
    expect(text).toMatch(/^Deno +2\.9\.6 +portable +4 +3 +1 +0 +RSA 4 of 12 +1\.3$/m);
    expect(text).toMatch(/^Bun: skipped: not on this machine$/m);
    expect(text).toMatch(/^Deno: portable: RSA: case 7$/m);
  });
});
