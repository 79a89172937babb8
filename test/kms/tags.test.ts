import { describe, expect, it } from 'vitest';
import { addTags, listTags, removeTags } from '../../src/kms/tags.ts';
import { refusalOf } from '../operations/service.ts';

const numbered = (from: number, to: number): { key: string; value: string }[] =>
  Array.from({ length: to - from }, (_, i) => ({ key: `k${from + i}`, value: '' }));
const refusal = (tags: ReturnType<typeof numbered>, added: ReturnType<typeof numbered>): Promise<unknown> =>
  refusalOf((async () => addTags(tags, added))());

describe('tags', () => {
  it('are added, or take the new value in their place', () => {
    const tags = addTags(numbered(0, 2), [
      { key: 'k0', value: 'new' },
      { key: 'K0', value: 'other' },
    ]);
    expect(tags).toEqual([
      { key: 'k0', value: 'new' },
      { key: 'k1', value: '' },
      { key: 'K0', value: 'other' },
    ]);
  });

  it('are refused with AWS’s texts, and the list given stays as it is', async () => {
    const tags = numbered(0, 50);
    const of = (message: string): object => ({ code: 'TagException', message });
    expect(await refusal(tags, numbered(50, 51))).toEqual(of('Too many tags'));
    expect(await refusal([], [...numbered(0, 1), ...numbered(0, 1)])).toEqual(of('Duplicate tag keys'));
    expect(await refusal([], [{ key: 'Aws:', value: '' }])).toEqual(
      of('Tags beginning with aws: are reserved'),
    );
    expect(tags).toEqual(numbered(0, 50));
    expect(addTags(tags, numbered(0, 50))).toHaveLength(50);
    expect(addTags([], [{ key: 'aws', value: '' }])).toHaveLength(1);
  });

  it('are taken off by their exact keys', () => {
    expect(removeTags(numbered(0, 3), ['k1', 'K2', 'nope'])).toEqual([...numbered(0, 1), ...numbered(2, 3)]);
  });

  it('are listed in the order of their keys, from a marker on', () => {
    const tags = ['b', 'a', 'c'].map((key) => ({ key, value: '' }));
    const first = listTags(tags, { limit: 2, marker: undefined });
    expect(first.items.map(({ key }) => key)).toEqual(['a', 'b']);
    const second = listTags(tags, { limit: 2, marker: first.nextMarker });
    expect(second).toEqual({ items: [{ key: 'c', value: '' }], nextMarker: undefined });
  });
});
