import { describe, expect, it } from 'vitest';
import { tagMembersOf, tagsOf } from '../../src/operations/tag-members.ts';

describe('tags on the wire', () => {
  it('are the service’s own, there and back', () => {
    const members = [
      { TagKey: 'a', TagValue: '' },
      { TagKey: '__proto__', TagValue: 'x' },
    ];
    expect(tagMembersOf(tagsOf(members))).toEqual(members);
  });

  it('are none when no list is given', () => {
    expect(tagsOf(undefined)).toEqual([]);
  });
});
