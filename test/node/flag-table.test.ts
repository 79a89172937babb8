import { expect, it } from 'vitest';
import { COMMANDS, FLAGS } from '../../src/node/flag-table.ts';

it('has a default that its own flag accepts, and commands that there are', () => {
  for (const [name, { commands, default: value, choices, accepts }] of Object.entries(FLAGS)) {
    for (const command of commands) expect(COMMANDS[command], name).toBeDefined();
    if (value === undefined) continue;
    expect(choices?.includes(value) ?? accepts?.(value) ?? true, name).toBe(true);
  }
});

it.each([
  [
    'audit-to',
    ['./trail', 's3://bucket', 's3://my.bucket/a/b/', 'jsonl:x'],
    ['', 's3://', 's3://B', 'jsonl:'],
  ],
  ['from', ['./trail', 's3://bucket'], ['jsonl:x', '']],
  ['audit-prefix', ['a', 'a/b.c'], ['/a', 'a/', '']],
  ['audit-every', ['1', '86400'], ['0', '86401', '1.5']],
  ['start', ['2026-01-31', '2026-01-31T12:00Z', '2026-01-31T12:00:00Z'], ['2026-13-01', 'yesterday', '2026']],
  ['anchor', ['a'.repeat(64), 'F'.repeat(64)], ['a'.repeat(63), 'g'.repeat(64)]],
] as const)('knows a value of --%s', (name, good, bad) => {
  for (const value of good) expect(FLAGS[name].accepts?.(value), value).toBe(true);
  for (const value of bad) expect(FLAGS[name].accepts?.(value), value).toBe(false);
});
