import { describe, expect, it } from 'vitest';
import { describeReport } from '../../src/audit/verify-report.ts';

const COVERED = {
  account: '111122223333',
  region: 'eu-west-1',
  trail: 't',
  digests: 2,
  files: 3,
  records: 4,
  fromMs: 0,
  toMs: 3_600_000,
  anchor: 'a'.repeat(64),
};

describe('a report', () => {
  it('says what was covered, the anchor to keep, and what cannot be known without one', () => {
    const text = describeReport({ findings: [], covered: [COVERED], uncovered: ['new'] }, false);
    expect(text).toContain(
      '111122223333 eu-west-1 (trail t), 1970-01-01T00:00:00Z to 1970-01-01T01:00:00Z: 2 digests, 3 log files, 4 records',
    );
    expect(text).toContain(`anchor ${COVERED.anchor}`);
    expect(text).toContain('Not proven yet, since no digest lists it: new');
    expect(text).toContain('Nothing is missing, altered, moved or added');
    expect(text).toContain('cut off at the end');
    expect(describeReport({ findings: [], covered: [COVERED], uncovered: [] }, true)).not.toContain(
      'cut off',
    );
  });

  it('says the first finding first, and how many there are', () => {
    const finding = { kind: 'missing', object: 'o', text: 'o is gone.' } as const;
    const text = describeReport({ findings: [finding, finding], covered: [], uncovered: [] }, true);
    expect(text).toBe(
      'FOUND: o is gone.\n  also: o is gone.\nThe trail is not as it was delivered: 2 findings.\n',
    );
    const one = describeReport({ findings: [finding], covered: [], uncovered: [] }, true);
    expect(one).toContain('delivered: 1 finding.');
  });

  it('does not call an empty place whole', () => {
    expect(describeReport({ findings: [], covered: [], uncovered: [] }, true)).toContain(
      'There is nothing here that a digest covers.',
    );
  });
});
