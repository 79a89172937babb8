/** The marks by which bundlers drop values that nobody uses. */
import { describe, expect, it } from 'vitest';
import { markPure } from '../../scripts/pure-values.ts';

const mark = (text: string): string => markPure('chunk.js', text);
const marked = (value: string): string => `/* @__PURE__ */ (() => (${value}))()`;

describe('markPure', () => {
  it.each([
    'f()',
    '{ ...rows }',
    '[...rows]',
    'rows.first',
    '{ [name]: 1 }',
    '[{ a: f() }]',
    'f`text`',
    'a + b',
  ])('marks %s, of which no bundler sees that making it has no effect', (value) => {
    expect(mark(`const A = ${value};`)).toBe(`const A = ${marked(value)};`);
  });

  it.each(['1', "'text'", '-1', 'other', '{ a: 1, b: [other] }', '() => f()', 'function () {}', '/a/', '[]'])(
    'leaves %s as it is',
    (value) => {
      expect(mark(`const A = ${value};`)).toBe(`const A = ${value};`);
    },
  );

  it('leaves classes and functions as they are, so that they keep their names', () => {
    const text = 'var A = class extends Error {};\nclass B extends A {}\nfunction c() { return f(); }\n';
    expect(mark(text)).toBe(text);
  });

  it('marks each of several, exported or not, and nothing inside of functions', () => {
    const text =
      'export const a = f(), b = 1, c = g();\nlet d;\nconst e = () => { const h = f(); return h; };\n';
    expect(mark(text)).toBe(text.replace('a = f()', `a = ${marked('f()')}`).replace('g()', marked('g()')));
  });

  it('refuses a module that does something besides making values', () => {
    for (const text of ['f();', 'for (const a of b) c(a);', 'if (a) b();'])
      expect(() => mark(text)).toThrow('chunk.js');
  });

  it('refuses what is no module', () => {
    expect(() => mark('const = 1')).toThrow('chunk.js');
  });
});
