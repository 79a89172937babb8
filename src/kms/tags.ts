/**
 * Tags of a key: at most 50, keys unique and case-sensitive, none of AWS's own.
 *
 * Source: KMS API reference, TagResource; texts recorded from AWS. Lengths are checked with the request's shape.
 *
 * @module
 */
import { KmsError } from './errors.ts';
import type { Tag } from './key.ts';
import { type Page, type PageRequest, pageOf, readMarker } from './paging.ts';

/** KMS Developer Guide, "Tags in AWS KMS". */
const MAX_TAGS = 50;

/**
 * The tags of a key after some more are put on it; a tag whose key is there already takes the new value.
 *
 * @throws {KmsError} TagException: reserved or repeated keys, or more than 50 tags.
 *
 * @example
 * addTags([{ key: 'a', value: '1' }], [{ key: 'a', value: '2' }]); // [{ key: 'a', value: '2' }]
 */
export function addTags(tags: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  const byKey = new Map(tags.map((tag) => [tag.key, tag]));
  const seen = new Set<string>();
  for (const tag of added) {
    if (tag.key.toLowerCase().startsWith('aws:')) {
      throw new KmsError('TagException', 'Tags beginning with aws: are reserved');
    }
    if (seen.has(tag.key)) throw new KmsError('TagException', 'Duplicate tag keys');
    seen.add(tag.key);
    byKey.set(tag.key, tag);
  }
  if (byKey.size > MAX_TAGS) throw new KmsError('TagException', 'Too many tags');
  return [...byKey.values()];
}

/**
 * The tags of a key after some are taken off; keys that it does not have are passed over.
 *
 * @example
 * removeTags([{ key: 'a', value: '1' }], ['a', 'b']); // []
 */
export function removeTags(tags: readonly Tag[], keys: readonly string[]): readonly Tag[] {
  return tags.filter((tag) => !keys.includes(tag.key));
}

/**
 * A page of a key's tags, in the order of their keys.
 *
 * @throws {KmsError} InvalidMarkerException.
 *
 * @example
 * listTags([{ key: 'a', value: '1' }], { limit: 50, marker: undefined }).items.length; // 1
 */
export function listTags(tags: readonly Tag[], request: PageRequest): Page<Tag> {
  const cursor = readMarker('tag', request.marker, (key) => key !== '');
  const sorted = [...tags].sort((a, b) => (a.key < b.key ? -1 : 1));
  const rest = cursor === undefined ? sorted : sorted.filter(({ key }) => key > cursor);
  return pageOf('tag', rest, request.limit, ({ key }) => key);
}
