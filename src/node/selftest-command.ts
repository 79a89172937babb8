/**
 * `strongroom selftest`: every known-answer test of an engine, and a table of who does what.
 *
 * @module
 */
import type { EngineName, EngineReport } from '../crypto/engine.ts';
import { EngineFailedError } from '../crypto/errors.ts';
import { engineNamed } from './engines.ts';
import type { Machine } from './machine.ts';

/**
 * Tests an engine.
 *
 * @returns The exit code: 0 when all tests passed, 1 when one failed.
 *
 * @example
 * await runSelftest('portable', { print: () => {} }); // 0
 */
export async function runSelftest(name: EngineName, { print }: Pick<Machine, 'print'>): Promise<number> {
  const engine = engineNamed(name);
  try {
    await engine.selfTest();
  } catch (error) {
    if (!(error instanceof EngineFailedError)) throw error;
  }
  const report = engine.describe();
  print(tableOf(report));
  return report.state === 'ready' ? 0 : 1;
}

/** The longest name of a member, indented, and a space. */
const MEMBER_WIDTH = 20;

function tableOf({ name, state, primitives, withoutKernel }: EngineReport): string {
  const rows = [
    ['primitive', 'engine', 'self-test'],
    ...primitives.flatMap(({ primitive, engine, selfTest, longer, members = {} }) => [
      [primitive, engine, selfTest],
      ...(longer === undefined
        ? []
        : [[primitive, longer.engine, `${longer.selfTest}, from ${longer.from} bytes on`]]),
      ...Object.entries(members).map(([member, other]) => [`  ${member}`, other, '']),
    ]),
  ];
  const lines = rows.map(([primitive = '', engine = '', selfTest]) => {
    return `${primitive.padEnd(MEMBER_WIDTH)}${engine.padEnd(10)}${selfTest}`.trimEnd();
  });
  const reason = withoutKernel === undefined ? '' : `; ${withoutKernel}`;
  return `${[...lines, '', `engine ${name}: ${state}${reason}`].join('\n')}\n`;
}
