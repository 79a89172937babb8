import { beforeEach, describe, expect, it } from 'vitest';
import { broken, expectRefusal, makeKey, openService, type Service } from './service.ts';

describe('UntagResource', () => {
  let service: Service;
  let keyId: string;
  beforeEach(async () => {
    service = await openService();
    const Tags = ['a', 'b', 'A'].map((TagKey) => ({ TagKey, TagValue: '' }));
    ({ KeyId: keyId } = await makeKey(service, { Tags }));
  });

  const untag = (TagKeys: readonly string[]): Promise<unknown> =>
    service.kms.untagResource({ KeyId: keyId, TagKeys });
  const keys = async (): Promise<readonly string[]> =>
    (await service.kms.listResourceTags({ KeyId: keyId })).Tags.map(({ TagKey }) => TagKey);

  it('takes the tags away that there are, and passes over keys that there are not', async () => {
    expect(await untag(['a', 'nope', 'a', 'constructor'])).toEqual({});
    expect(await keys()).toEqual(['A', 'b']);
  });

  it('leaves an empty list when everything is taken away', async () => {
    await untag(['a', 'b', 'A']);
    expect(await service.kms.listResourceTags({ KeyId: keyId })).toEqual({ Tags: [], Truncated: false });
  });

  it('names a key that is too long by its place', async () => {
    const long = 'k'.repeat(129);
    const constraint = 'Member must have length less than or equal to 128';
    await expectRefusal(
      service,
      () => untag(['a', long]),
      'ValidationException',
      broken(long, 'tagKeys.2.member', constraint),
    );
  });

  it('loses nothing when 50 callers tag and untag at once', async () => {
    const calls = Array.from({ length: 25 }, (_, i) => [
      service.kms.tagResource({ KeyId: keyId, Tags: [{ TagKey: `k${i}`, TagValue: '' }] }),
      untag([i % 2 === 0 ? 'a' : 'b']),
    ]);
    await Promise.all(calls.flat());
    expect((await keys()).length).toBe(26);
  });
});
