import { describe, expect, it } from 'vitest';
import { encodePem } from '../../src/crypto/pem.ts';
import type { SeedError } from '../../src/kms/seed-error.ts';
import { SeedNode } from '../../src/kms/seed-reader.ts';

const at = (value: unknown): SeedNode => new SeedNode({ a: value }).member('a');

describe('a value of a seed', () => {
  it('knows where it stands', () => {
    const node = new SeedNode({ keys: [{ 'cost center': 5 }] });
    const [key] = node.member('keys').items();
    const { path } = key?.member('cost center') ?? node;
    expect(path).toEqual(['keys', 0, 'cost center']);
  });

  it('that is missing is told from one that is another', () => {
    expect(() => at(undefined).text()).toThrow('a: is missing: expected text');
    expect(() => at(null).names()).toThrow('a: is missing: expected a mapping');
    expect(() => at([]).text()).toThrow('a: expected text, got a list');
    expect(() => at('x').items()).toThrow('a: expected a list, got text');
    expect(() => at(5).names()).toThrow('a: expected a mapping, got 5');
    expect(at(undefined).items()).toEqual([]);
    expect(at(undefined).text('x')).toBe('x');
  });

  it('that is a number is no text, since it would be another', () => {
    expect(() => at(0).text()).toThrow('a: expected text, got 0: put it in quotes');
    expect(() => at(true).text('x')).toThrow('put it in quotes');
  });

  it('has limits', () => {
    expect(() => at('four').text(undefined, 3)).toThrow('expected at most 3 characters, got 4');
    expect(() => at('z').choice(['x', 'y'])).toThrow('a: expected x, y, got "z"');
    expect(at(undefined).choice(['x', 'y'], 'y')).toBe('y');
    expect(at(90).integer(90, 2560)).toBe(90);
    expect(at(undefined).integer(90, 2560)).toBeUndefined();
    for (const value of [89, 2561, 90.5, '90', Number.NaN]) {
      expect(() => at(value).integer(90, 2560)).toThrow('a whole number from 90 to 2560');
    }
    expect(at(undefined).flag(true)).toBe(true);
    expect(() => at('yes').flag(true)).toThrow('expected true or false, got text');
  });

  it('that is bytes is base64, or says what it is', () => {
    const bytes = new Uint8Array([1, 2]);
    for (const value of [
      'AQI=',
      { base64: 'AQI=' },
      { hex: '0102' },
      { pem: encodePem('X', bytes) },
      bytes,
    ]) {
      expect(at(value).bytes()).toEqual(bytes);
    }
    expect(() => at('AQI').bytes()).toThrow('a: is not base64');
    expect(() => at({ hex: 'xx' }).bytes()).toThrow('a.hex: is not hex');
    expect(() => at({ pem: 'x' }).bytes()).toThrow('a.pem: is not one PEM block');
    expect(() => at({}).bytes()).toThrow('a: expected one of base64, hex, pem');
    expect(() => at({ hex: '', pem: '' }).bytes()).toThrow('a: expected one of base64, hex, pem');
    expect(() => at({ raw: '' }).bytes()).toThrow('a.raw: there is no such member');
  });

  it('that is a secret is not repeated by the error', () => {
    const secret = 'c2VjcmV0IHdpdGhvdXQgcGFkZGluZw';
    let message = '';
    try {
      at(secret).bytes();
    } catch (error) {
      message = (error as SeedError).message;
    }
    expect(message).toBe('a: is not base64');
  });

  it('is looked for among the own members alone', () => {
    const node = new SeedNode({});
    expect(node.member('constructor').isAbsent).toBe(true);
    const named = new SeedNode(JSON.parse('{"__proto__": 1}'));
    expect(() => named.members(['id'])).toThrow('__proto__: there is no such member; there are id');
  });
});
