/**
 * What the checks need to know of a TypeScript file: its imports of every kind, its functions, its doc comments.
 *
 * A real parser reads the file, so that a comment or a string which looks like an import is none.
 *
 * @module
 */
import { type ESTree, type ParseResult, parseSync, Visitor } from 'rolldown/utils';

/** One mention of another module: static, type-only, re-exported, dynamic, or in a type. */
export interface Import {
  readonly specifier: string;
  /** Counted from 1. */
  readonly line: number;
}

/** A function, method or arrow with a body. */
export interface FunctionSpan {
  readonly name: string;
  readonly line: number;
  readonly lines: number;
}

/** A doc comment and what stands below it. */
export interface DocComment {
  /** The comment's text without its stars. */
  readonly text: string;
  readonly line: number;
}

/** @throws {Error} The file is not TypeScript. */
export function parse(path: string, text: string): ParseResult {
  const parsed = parseSync(path, text, { lang: path.endsWith('.tsx') ? 'tsx' : 'ts', sourceType: 'module' });
  const [error] = parsed.errors;
  if (error !== undefined) throw new Error(`${path}: ${error.message}`);
  return parsed;
}

/** What a file imports or re-exports before it runs, in the order of the file; types that are erased not counted. */
export function staticImportsOf(path: string, text: string): readonly string[] {
  const found: string[] = [];
  const add = (source: ESTree.StringLiteral | null): void => {
    if (source !== null) found.push(source.value);
  };
  const visitor = new Visitor({
    ImportDeclaration: ({ importKind, source }) => add(importKind === 'type' ? null : source),
    ExportNamedDeclaration: ({ exportKind, source }) => add(exportKind === 'type' ? null : source),
    ExportAllDeclaration: ({ exportKind, source }) => add(exportKind === 'type' ? null : source),
  });
  visitor.visit(parse(path, text).program);
  return found;
}

/** What a file imports while it runs, in the order of the file; where a specifier is computed, nothing. */
export function lateImportsOf(path: string, text: string): readonly string[] {
  const found: string[] = [];
  const visitor = new Visitor({
    ImportExpression: ({ source }) => {
      if (source.type === 'Literal' && typeof source.value === 'string') found.push(source.value);
    },
  });
  visitor.visit(parse(path, text).program);
  return found;
}

/** Every import, in the order of the file; one whose specifier is computed has the specifier `*`. */
export function importsOf(path: string, text: string): readonly Import[] {
  const found: Import[] = [];
  const lineAt = lineFinder(text);
  const add = (node: { readonly start: number }, source: ESTree.Expression | null): void => {
    if (source !== null) found.push({ specifier: constantOf(source), line: lineAt(node.start) });
  };
  const visitor = new Visitor({
    ImportDeclaration: (node) => add(node, node.source),
    ExportNamedDeclaration: (node) => add(node, node.source),
    ExportAllDeclaration: (node) => add(node, node.source),
    ImportExpression: (node) => add(node, node.source),
    TSImportType: (node) => add(node, node.source),
    CallExpression: (node) => {
      const [first] = node.arguments;
      const isRequire = node.callee.type === 'Identifier' && node.callee.name === 'require';
      if (isRequire && first !== undefined && first.type !== 'SpreadElement') add(node, first);
    },
  });
  visitor.visit(parse(path, text).program);
  return found;
}

function constantOf(source: ESTree.Expression): string {
  if (source.type === 'Literal' && typeof source.value === 'string') return source.value;
  const isPlain = source.type === 'TemplateLiteral' && source.quasis.length === 1;
  return (isPlain && source.quasis[0]?.value.cooked) || '*';
}

/** Every function with a body of statements. A class or a `describe` block is not one function but what it holds. */
export function functionsOf(path: string, text: string): readonly FunctionSpan[] {
  const found: FunctionSpan[] = [];
  const lineAt = lineFinder(text);
  const add = (node: ESTree.Function | ESTree.ArrowFunctionExpression): void => {
    if (node.body?.type !== 'BlockStatement') return;
    const line = lineAt(node.start);
    found.push({
      name: node.id?.name ?? nameBefore(text, node.start),
      line,
      lines: lineAt(node.end) - line + 1,
    });
  };
  const visitor = new Visitor({
    FunctionDeclaration: add,
    FunctionExpression: add,
    ArrowFunctionExpression: add,
  });
  visitor.visit(parse(path, text).program);
  return found;
}

/** The last word before an expression names it well enough for a report: a method, a property, a variable. */
function nameBefore(text: string, start: number): string {
  const words = text.slice(Math.max(0, start - 80), start).match(/[\w#$]+/g);
  return words?.at(-1) ?? 'function';
}

/** Every doc comment, in the order of the file. */
export function docCommentsOf(path: string, text: string): readonly DocComment[] {
  const lineAt = lineFinder(text);
  return parse(path, text)
    .comments.filter(({ type, value }) => type === 'Block' && value.startsWith('*'))
    .map(({ value, start }) => ({ text: value.replace(/^[ \t]*\* ?/gm, '').trimEnd(), line: lineAt(start) }));
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
