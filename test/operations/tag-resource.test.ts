import { beforeEach, describe, expect, it } from 'vitest';
import { expectRefusal, makeKey, openService, refusalOf, type Service } from './service.ts';

const numbered = (from: number, to: number): { TagKey: string; TagValue: string }[] =>
  Array.from({ length: to - from }, (_, i) => ({ TagKey: `k${from + i}`, TagValue: String(i) }));

describe('TagResource', () => {
  let service: Service;
  let keyId: string;
  beforeEach(async () => {
    service = await openService();
    ({ KeyId: keyId } = await makeKey(service));
  });

  const tag = (Tags: readonly { TagKey: string; TagValue: string }[]): Promise<unknown> =>
    service.kms.tagResource({ KeyId: keyId, Tags });
  const tags = async (): Promise<readonly unknown[]> =>
    (await service.kms.listResourceTags({ KeyId: keyId })).Tags;

  it('adds tags, and gives a tag that is there its new value', async () => {
    expect(await tag([{ TagKey: 'a', TagValue: '1' }])).toEqual({});
    await tag([
      { TagKey: 'a', TagValue: '2' },
      { TagKey: 'b', TagValue: '' },
    ]);
    expect(await tags()).toEqual([
      { TagKey: 'a', TagValue: '2' },
      { TagKey: 'b', TagValue: '' },
    ]);
  });

  it('tells upper case from lower', async () => {
    await tag([
      { TagKey: 'a', TagValue: '1' },
      { TagKey: 'A', TagValue: '2' },
    ]);
    expect(await tags()).toHaveLength(2);
  });

  it('keeps keys such as __proto__ as data', async () => {
    const Tags = ['__proto__', 'constructor', 'toString'].map((TagKey) => ({ TagKey, TagValue: 'x' }));
    await tag(Tags);
    expect(new Set(await tags())).toEqual(new Set(Tags));
  });

  it('may be given no tag at all', async () => {
    await tag([]);
    expect(await tags()).toEqual([]);
  });

  it('takes a key up to 50 tags and not one more, whether at once or one by one (recorded row 64)', async () => {
    await tag(numbered(0, 49));
    await expectRefusal(service, () => tag(numbered(49, 51)), 'TagException', 'Too many tags');
    await tag(numbered(49, 50));
    await expectRefusal(service, () => tag(numbered(50, 51)), 'TagException', 'Too many tags');
    await tag(numbered(0, 50));
    expect(await tags()).toHaveLength(50);
  });

  it.each([
    ['a key twice', [...numbered(0, 2), ...numbered(0, 1)], 'Duplicate tag keys'],
    ['a key of AWS', [{ TagKey: 'aws:x', TagValue: '' }], 'Tags beginning with aws: are reserved'],
    ['a key of AWS in any case', [{ TagKey: 'aWs:', TagValue: '' }], 'Tags beginning with aws: are reserved'],
  ])('refuses %s, and then all of them (recorded rows 63 and 65)', async (_, Tags, message) => {
    await expectRefusal(service, () => tag([...numbered(5, 6), ...Tags]), 'TagException', message);
  });

  it('names a tag that is too long by its place, counted from 1 (recorded rows 66 and 67)', async () => {
    const [long, longer] = ['k'.repeat(129), 'v'.repeat(257)];
    const prefix = '2 validation errors detected: ';
    const constraint = 'failed to satisfy constraint: Member must have length less than or equal to';
    expect(await refusalOf(tag([...numbered(0, 1), { TagKey: long, TagValue: longer }]))).toEqual({
      code: 'ValidationException',
      message:
        `${prefix}Value '${long}' at 'tags.2.member.tagKey' ${constraint} 128; ` +
        `Value '${longer}' at 'tags.2.member.tagValue' ${constraint} 256`,
    });
  });

  it('requires key and value of every tag', async () => {
    // @ts-expect-error TagValue is missing.
    const call = (): Promise<unknown> => tag([{ TagKey: 'a' }]);
    await expectRefusal(
      service,
      call,
      'ValidationException',
      "1 validation error detected: Value null at 'tags.1.member.tagValue' failed to satisfy constraint: Member must not be null",
    );
  });

  it('loses none of 100 tags that come at once, of which 50 have a place', async () => {
    const all = numbered(0, 50);
    await Promise.all([...all, ...all].map((one) => tag([one])));
    expect(await tags()).toHaveLength(50);
    expect(new Set((await tags()).map((one) => JSON.stringify(one)))).toEqual(
      new Set(all.map((one) => JSON.stringify(one))),
    );
  });
});
