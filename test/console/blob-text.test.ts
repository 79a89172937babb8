import { describe, expect, it } from 'vitest';
import { readBlob, writeBlob } from '../../src/console/blob-text.ts';

describe('bytes as people write them', () => {
  it('are read from text, hexadecimal and base64', () => {
    expect([...readBlob('é', 'text')]).toEqual([0xc3, 0xa9]);
    expect([...readBlob('00ff', 'hex')]).toEqual([0, 255]);
    expect([...readBlob('AP8=', 'base64')]).toEqual([0, 255]);
  });

  it('may be pasted with white space and in capitals, where that means nothing', () => {
    expect([...readBlob(' 00\n FF ', 'hex')]).toEqual([0, 255]);
    expect([...readBlob('AP\n8=', 'base64')]).toEqual([0, 255]);
    expect([...readBlob(' a', 'text')]).toEqual([0x20, 0x61]);
  });

  it('that are in another encoding are refused with a sentence', () => {
    expect(() => readBlob('0', 'hex')).toThrow('pairs of hexadecimal digits');
    expect(() => readBlob('AP8', 'base64')).toThrow('base64, with its padding');
  });

  it('are written as text only when they show as what they are', () => {
    expect(writeBlob(readBlob('a\té', 'text'), 'text')).toBe('a\té');
    expect(writeBlob(new Uint8Array([0xff]), 'text')).toBeUndefined();
    expect(writeBlob(new Uint8Array([0x61, 0]), 'text')).toBeUndefined();
    expect(writeBlob(new Uint8Array([1, 255]), 'hex')).toBe('01ff');
    expect(writeBlob(new Uint8Array([1, 255]), 'base64')).toBe('Af8=');
  });
});
