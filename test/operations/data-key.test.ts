import { describe, expect, it } from 'vitest';
import { dataKeyLength } from '../../src/operations/data-key.ts';

describe('the length of a data key', () => {
  it('follows from the spec or is the number given', () => {
    expect(dataKeyLength({ KeyId: 'x', KeySpec: 'AES_256' })).toBe(32);
    expect(dataKeyLength({ KeyId: 'x', KeySpec: 'AES_128' })).toBe(16);
    expect(dataKeyLength({ KeyId: 'x', NumberOfBytes: 5 })).toBe(5);
  });

  it('is not guessed from neither or both', () => {
    const text = 'Please specify either number of bytes or key spec.';
    expect(() => dataKeyLength({ KeyId: 'x' })).toThrow(text);
    expect(() => dataKeyLength({ KeyId: 'x', KeySpec: 'AES_256', NumberOfBytes: 32 })).toThrow(text);
  });
});
