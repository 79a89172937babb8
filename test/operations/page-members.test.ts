import { describe, expect, it } from 'vitest';
import { pageMembers, requireLimit } from '../../src/operations/page-members.ts';
import { broken } from './service.ts';

describe('the members of a page', () => {
  it('have a marker exactly when there is more', () => {
    expect(pageMembers({ items: [], nextMarker: undefined })).toEqual({ Truncated: false });
    expect(pageMembers({ items: [], nextMarker: undefined })).not.toHaveProperty('NextMarker');
    expect(pageMembers({ items: [1], nextMarker: 'm' })).toEqual({ NextMarker: 'm', Truncated: true });
  });
});

describe('a limit that is narrower than the shape’s', () => {
  it('takes its maximum, or none', () => {
    requireLimit(undefined, 50);
    requireLimit(1, 50);
    requireLimit(50, 50);
  });

  it('refuses more in the sentence of the shapes', () => {
    const text = broken('51', 'limit', 'Member must have value less than or equal to 50');
    expect(() => requireLimit(51, 50)).toThrow(text);
  });
});
