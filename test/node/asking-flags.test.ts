import { describe, expect, it } from 'vitest';
import { USAGE_GROUPS } from '../../src/metering/usage-question.ts';
import { ASKING_FLAGS } from '../../src/node/asking-flags.ts';

describe('the flags of commands that ask', () => {
  it('are of explain and usage, and say for all of them whom they ask', () => {
    const commands = new Set(Object.values(ASKING_FLAGS).flatMap((flag) => flag.commands));
    expect([...commands].sort()).toEqual(['audit verify', 'explain', 'usage']);
    expect(ASKING_FLAGS['endpoint-url'].commands).toHaveLength(3);
  });

  it('take days and months by their form', () => {
    for (const { accepts } of [ASKING_FLAGS.from, ASKING_FLAGS.to]) {
      expect(['2026-11', '2026-11-27'].every((day) => accepts?.(day))).toBe(true);
      expect(['2026', '2026-1', 'today', '2026-11-27T00', ' 2026-11'].some((day) => accepts?.(day))).toBe(
        false,
      );
    }
  });

  it('name every group in the help', () => {
    for (const group of USAGE_GROUPS) {
      expect(ASKING_FLAGS.by.text).toContain(group);
      expect(ASKING_FLAGS.by.accepts?.(group)).toBe(true);
    }
  });
});
