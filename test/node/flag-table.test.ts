import { expect, it } from 'vitest';
import { COMMANDS, FLAGS } from '../../src/node/flag-table.ts';

it('has a default that its own flag accepts, and commands that there are', () => {
  for (const [name, { commands, default: value, choices, accepts }] of Object.entries(FLAGS)) {
    for (const command of commands) expect(COMMANDS[command], name).toBeDefined();
    if (value === undefined) continue;
    expect(choices?.includes(value) ?? accepts?.(value) ?? true, name).toBe(true);
  }
});
