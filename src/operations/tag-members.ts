/**
 * Tags between the wire's members and the service's own.
 *
 * @module
 */
import type { Tag } from '../kms/key.ts';
import type { TagMember } from './members.ts';

/**
 * The tags that a request gives; none when it gives no list.
 *
 * @example
 * tagsOf([{ TagKey: 'cost', TagValue: 'center' }]); // [{ key: 'cost', value: 'center' }]
 */
export function tagsOf(members: readonly TagMember[] = []): readonly Tag[] {
  return members.map(({ TagKey, TagValue }) => ({ key: TagKey, value: TagValue }));
}

/**
 * Tags as answers give them.
 *
 * @example
 * tagMembersOf([{ key: 'cost', value: 'center' }]); // [{ TagKey: 'cost', TagValue: 'center' }]
 */
export function tagMembersOf(tags: readonly Tag[]): readonly TagMember[] {
  return tags.map(({ key, value }) => ({ TagKey: key, TagValue: value }));
}
