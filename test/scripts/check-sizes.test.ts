/** The sizes of the house. */
import { describe, expect, it } from 'vitest';
import { measure } from '../../scripts/check-sizes.ts';

/** A function of so many lines. */
function functionOf(lines: number, name = 'f'): string {
  return `function ${name}() {\n${'  //\n'.repeat(lines - 2)}}\n`;
}

function complaintsOf(text: string): readonly string[] {
  const short = Array.from({ length: 40 }, (_, i) => `function s${i}() {}\n`).join('');
  return measure(
    new Map([
      ['src/short.ts', short],
      ['src/x.ts', text],
    ]),
  ).complaints;
}

describe('sizes', () => {
  it('accepts a function of 60 lines and refuses one of 61', () => {
    expect(complaintsOf(functionOf(60))).toEqual([]);
    expect(complaintsOf(functionOf(61))).toEqual(['src/x.ts:1: f has 61 lines, at most 60']);
  });

  it('accepts a file of 400 lines and refuses one of 401', () => {
    expect(complaintsOf('//\n'.repeat(400))).toEqual([]);
    expect(complaintsOf('//\n'.repeat(401))).toEqual(['src/x.ts: 401 lines, at most 400']);
  });

  it('accepts what says why it is longer', () => {
    expect(complaintsOf(`/* size: one round of a cipher */\n${functionOf(80)}`)).toEqual([]);
    expect(complaintsOf(`/* size: a table */\n${'//\n'.repeat(500)}`)).toEqual([]);
  });

  it('does not accept an empty reason, nor the reason of a function for the file', () => {
    expect(complaintsOf(`/* size: */\n${functionOf(80)}`)).toHaveLength(1);
    expect(complaintsOf(`/* size: one round */\n${functionOf(80)}${'//\n'.repeat(400)}`)).toHaveLength(1);
  });

  it('refuses a tree in which more than one function of ten has 30 lines', () => {
    const mixed = (long: number): string =>
      Array.from({ length: 20 }, (_, i) => functionOf(i < long ? 30 : 5, `f${i}`)).join('');
    expect(measure(new Map([['src/x.ts', `/* size: test */\n${mixed(2)}`]])).p90Lines).toBe(30);
    expect(measure(new Map([['src/x.ts', `/* size: test */\n${mixed(2)}`]])).complaints).toHaveLength(1);
    expect(measure(new Map([['src/x.ts', `/* size: test */\n${mixed(1)}`]])).complaints).toEqual([]);
  });
});
