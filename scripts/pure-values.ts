/**
 * Says of the values that a chunk makes while it is evaluated that making them has no effect, for bundlers.
 *
 * package.json says so of every module (`sideEffects`), and a bundler drops those that nobody uses. Of a chunk, two hundred
 * modules in one file, it drops value by value, and only where it sees that making one has no effect; of
 * `{ ...rows, ...others }` it does not. What a module does besides making values cannot be said so, and is refused.
 *
 * @module
 */
import type { ESTree } from 'rolldown/utils';
import { parse } from './syntax.ts';

/** Kinds of which a bundler sees by itself whether making one has an effect; a class wrapped into a function would lose its name. */
const PLAIN: ReadonlySet<string> = new Set([
  'ArrowFunctionExpression',
  'ClassExpression',
  'FunctionExpression',
  'Identifier',
  'Literal',
]);

/**
 * A chunk with its values marked.
 *
 * @throws {Error} It is no module, or it does something besides making values.
 *
 * @example
 * markPure('chunk.js', 'const ROWS = { ...others };');
 * // 'const ROWS = /* @__PURE__ *\/ (() => ({ ...others }))();'
 */
export function markPure(path: string, text: string): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end } of opaqueValues(path, text)) {
    pieces.push(text.slice(at, start), '/* @__PURE__ */ (() => (', text.slice(start, end), '))()');
    at = end;
  }
  return [...pieces, text.slice(at)].join('');
}

/** The values of a module's own variables of which a bundler does not see that making them has no effect. */
function opaqueValues(path: string, text: string): readonly ESTree.Expression[] {
  return parse(path, text).program.body.flatMap((statement) => {
    const declared = 'declaration' in statement ? statement.declaration : statement;
    if (declared?.type.endsWith('Statement')) {
      throw new Error(
        `${path} does something besides making values: ${text.slice(statement.start, statement.end)}`,
      );
    }
    if (declared?.type !== 'VariableDeclaration') return [];
    return declared.declarations.flatMap(({ init }) => (init === null || isPlain(init) ? [] : [init]));
  });
}

function isPlain(value: ESTree.Expression): boolean {
  if (value.type === 'ArrayExpression') {
    return value.elements.every((one) => one !== null && one.type !== 'SpreadElement' && isPlain(one));
  }
  if (value.type === 'ObjectExpression') {
    return value.properties.every((one) => one.type === 'Property' && !one.computed && isPlain(one.value));
  }
  return PLAIN.has(value.type) || (value.type === 'UnaryExpression' && isPlain(value.argument));
}
