/**
 * Where a text stops being JSON, and what was expected there (RFC 8259).
 *
 * Browsers say it in three ways, one of them without the place; an editor needs the place. Texts that this file finds no
 * mistake in are still parsed by the browser.
 *
 * @module
 */

/** The first mistake of a text. */
export interface JsonMistake {
  readonly message: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
}

/** Thrown on the way out of the walk; `at` is an index into the text. */
class Mistake extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

const NUMBER = /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the ones that JSON forbids in a string
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;
const SPACE = /[ \t\n\r]*/y;

/**
 * The first mistake; nothing when the text is JSON.
 *
 * @example
 * findJsonMistake('{"a":1,}').message; // 'A member in double quotes is expected here.'
 */
export function findJsonMistake(text: string): JsonMistake | undefined {
  try {
    const end = skip(text, value(text, skip(text, 0)));
    if (end < text.length) throw new Mistake(end, 'Nothing more is expected here.');
    return undefined;
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    const before = text.slice(0, error.at).split('\n');
    return { message: error.message, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  }
}

/** The end of the value that begins at `at`. */
function value(text: string, at: number): number {
  const first = text[at];
  if (first === '{') return members(text, at);
  if (first === '[') return items(text, at);
  if (first === '"') return string(text, at);
  const end = match(NUMBER, text, at) ?? match(WORD, text, at);
  if (end === undefined) throw new Mistake(at, 'A value is expected here.');
  return end;
}

function members(text: string, at: number): number {
  let next = skip(text, at + 1);
  if (text[next] === '}') return next + 1;
  for (;;) {
    if (text[next] !== '"') throw new Mistake(next, 'A member in double quotes is expected here.');
    next = skip(text, string(text, next));
    if (text[next] !== ':') throw new Mistake(next, 'A colon is expected here.');
    next = skip(text, value(text, skip(text, next + 1)));
    if (text[next] === '}') return next + 1;
    if (text[next] !== ',') throw new Mistake(next, 'A comma or a closing brace is expected here.');
    next = skip(text, next + 1);
  }
}

function items(text: string, at: number): number {
  let next = skip(text, at + 1);
  if (text[next] === ']') return next + 1;
  for (;;) {
    next = skip(text, value(text, next));
    if (text[next] === ']') return next + 1;
    if (text[next] !== ',') throw new Mistake(next, 'A comma or a closing bracket is expected here.');
    next = skip(text, next + 1);
  }
}

function string(text: string, at: number): number {
  const end = match(STRING, text, at) ?? at + 1;
  if (text[end] === '"') return end + 1;
  throw new Mistake(end, 'A closing quote is expected here, or a character that a string can have.');
}

function skip(text: string, at: number): number {
  return match(SPACE, text, at) ?? at;
}

function match(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
