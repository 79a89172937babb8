/** Members of a line: own ones only, of the right kind only. */
import { describe, expect, it } from 'vitest';
import { vectorFields } from '../../src/crypto/vector-fields.ts';

const fields = vectorFields(
  JSON.parse(
    '{"hex":"00Ff","empty":"","text":"a","n":3,"half":0.5,"yes":true,"nothing":null,"__proto__":"00"}',
  ),
);

describe('vectorFields', () => {
  it('reads what is there', () => {
    expect([...fields.bytes('hex')]).toEqual([0, 255]);
    expect([fields.bytes('empty').length, fields.text('text'), fields.integer('n')]).toEqual([0, 'a', 3]);
    expect([fields.flagOr('yes', false), fields.isText('text'), fields.isText('n')]).toEqual([
      true,
      true,
      false,
    ]);
    expect([...fields.bytes('__proto__')]).toEqual([0]);
  });

  it('has something else for what is not', () => {
    expect(fields.bytesOrEmpty('absent').length).toBe(0);
    expect([fields.textOr('absent', 'b'), fields.integerOr('absent', 9)]).toEqual(['b', 9]);
    expect([fields.integerIfAny('absent'), fields.flagOr('absent', true)]).toEqual([undefined, true]);
  });

  it('sees nothing that is inherited', () => {
    expect([fields.has('toString'), fields.has('constructor'), fields.has('hex')]).toEqual([
      false,
      false,
      true,
    ]);
    expect(() => fields.text('constructor')).toThrow(TypeError);
  });

  it('refuses another kind by TypeError, null included, and an optional member too', () => {
    for (const name of ['n', 'yes', 'nothing', 'absent']) expect(() => fields.text(name)).toThrow(TypeError);
    for (const name of ['text', 'nothing', 'absent']) expect(() => fields.integer(name)).toThrow(TypeError);
    expect(() => fields.integerOr('nothing', 1)).toThrow(TypeError);
    expect(() => fields.bytesOrEmpty('nothing')).toThrow(TypeError);
    expect(() => fields.flagOr('text', true)).toThrow(TypeError);
  });

  it('refuses another size by RangeError', () => {
    expect(() => fields.integer('half')).toThrow(RangeError);
    expect(() => fields.bytes('text')).toThrow(RangeError);
    expect(() => vectorFields({ n: 2 ** 24 + 1 }).integer('n')).toThrow(RangeError);
    expect(vectorFields({ n: 2 ** 24 }).integer('n')).toBe(2 ** 24);
  });

  it('never prints a value', () => {
    expect(() => vectorFields({ key: '0g5ec7e7' }).bytes('key')).toThrow(/^(?!.*5ec7e7)/);
  });
});
