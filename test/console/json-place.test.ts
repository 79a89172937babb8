import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonMistake } from '../../src/console/json-place.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('the first mistake of a text', () => {
  it('has its line and column, and what was expected', () => {
    expect(findJsonMistake('{\n  "a": [}\n}')).toEqual({
      line: 2,
      column: 9,
      message: 'A value is expected here.',
    });
    expect(findJsonMistake('{"a" 1}')).toMatchObject({ column: 6, message: 'A colon is expected here.' });
    expect(findJsonMistake('{"a":1 "b"}')?.message).toMatch(/^A comma or a closing brace/);
    expect(findJsonMistake('[1 2]')?.message).toMatch(/^A comma or a closing bracket/);
    expect(findJsonMistake('"a\nb"')?.message).toMatch(/^A closing quote/);
    expect(findJsonMistake('1 2')?.message).toBe('Nothing more is expected here.');
    expect(findJsonMistake('')?.message).toBe('A value is expected here.');
  });

  it('is found where the parser finds one, and nowhere else', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      '-0.5e3',
      'true',
      ' ',
      '"\\u00e9"',
      '01',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.array(pieces).map((parts) => parts.join('')),
          fc.string(),
        ),
        (text) => {
          expect(findJsonMistake(text) === undefined).toBe(isJson(text));
        },
      ),
    );
  });
});
