import { expect, it } from 'vitest';
import { AUDIT_FLAGS } from '../../src/node/audit-flags.ts';

it.each([
  [
    'audit-to',
    ['./trail', 's3://bucket', 's3://my.bucket/a/b/', 'jsonl:x'],
    ['', 's3://', 's3://B', 'jsonl:'],
  ],
  ['trail', ['./trail', 's3://bucket'], ['jsonl:x', '']],
  ['audit-prefix', ['a', 'a/b.c'], ['/a', 'a/', '']],
  ['audit-every', ['1', '86400'], ['0', '86401', '1.5']],
  ['start', ['2026-01-31', '2026-01-31T12:00Z', '2026-01-31T12:00:00Z'], ['2026-13-01', 'yesterday', '2026']],
  ['anchor', ['a'.repeat(64), 'F'.repeat(64)], ['a'.repeat(63), 'g'.repeat(64)]],
] as const)('knows a value of --%s', (name, good, bad) => {
  for (const value of good) expect(AUDIT_FLAGS[name].accepts?.(value), value).toBe(true);
  for (const value of bad) expect(AUDIT_FLAGS[name].accepts?.(value), value).toBe(false);
});
