/** The parser behind the checks: imports, functions and doc comments of a TypeScript file. */
import { describe, expect, it } from 'vitest';
import { docCommentsOf, functionsOf, importsOf, parse, staticImportsOf } from '../../scripts/syntax.ts';

describe('importsOf', () => {
  it('finds every kind of import with its line', () => {
    const text = [
      "import a from 'a';",
      "import type { B } from 'b';",
      "export { c } from 'c';",
      "export * from 'd';",
      "export const e = () => import('e');",
      "export type F = import('f').F;",
      "const g = require('g');",
      'export const h = (x: string) => import(x);',
    ].join('\n');
    const found = importsOf('x.ts', text).map(({ specifier, line }) => `${specifier}${line}`);
    expect(found).toEqual(['a1', 'b2', 'c3', 'd4', 'e5', 'f6', 'g7', '*8']);
  });

  it('takes no export of its own for an import', () => {
    expect(importsOf('x.ts', 'const a = 1;\nexport { a };\nexport const b = 2;')).toEqual([]);
  });
});

describe('staticImportsOf', () => {
  it('finds what a file imports before it runs, and no types', () => {
    const text = [
      "import a from 'a';",
      "import type { B } from 'b';",
      "export { c } from 'c';",
      "export * from 'd';",
      "export const e = () => import('e');",
      "export type { F } from 'f';",
      "import 'g';",
    ].join('\n');
    expect(staticImportsOf('x.ts', text)).toEqual(['a', 'c', 'd', 'g']);
  });
});

describe('functionsOf', () => {
  it('measures functions, methods and arrows with a block, from their first line to their last', () => {
    const text =
      'function one() {\n}\nclass C {\n  two() {\n    return 1;\n  }\n}\nconst three = () => {};\n';
    expect(functionsOf('x.ts', text)).toEqual([
      { name: 'one', line: 1, lines: 2 },
      { name: 'two', line: 4, lines: 3 },
      { name: 'three', line: 8, lines: 1 },
    ]);
  });

  it('passes over declarations without a body and arrows that are one expression', () => {
    expect(functionsOf('x.ts', 'declare function f(): void;\nconst g = () => 1;')).toEqual([]);
  });
});

describe('docCommentsOf', () => {
  it('gives the text without stars', () => {
    const text = 'const a = 1;\n/**\n * One.\n *\n *   Two.\n */\nexport const b = 2; // no\n/* nor this */';
    expect(docCommentsOf('x.ts', text)).toEqual([{ text: '\nOne.\n\n  Two.', line: 2 }]);
  });
});

describe('parse', () => {
  it('throws on what is not TypeScript', () => {
    expect(() => parse('x.ts', 'const = ;')).toThrow(/x\.ts/);
  });
});
