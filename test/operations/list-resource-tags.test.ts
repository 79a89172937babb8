import { beforeEach, describe, expect, it } from 'vitest';
import { broken, expectRefusal, makeKey, openService, type Service } from './service.ts';

describe('ListResourceTags', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService();
  });

  it('is empty for a key without tags', async () => {
    const { KeyId, Arn } = await makeKey(service);
    for (const id of [KeyId, Arn]) {
      expect(await service.kms.listResourceTags({ KeyId: id })).toEqual({ Tags: [], Truncated: false });
    }
  });

  it.each([1, 7, 49, 50, undefined])('goes through 50 tags in pages of %s, each once', async (Limit) => {
    const made = Array.from({ length: 50 }, (_, i) => ({ TagKey: `k ${i} \u{1f511}`, TagValue: `v${i}` }));
    const { KeyId } = await makeKey(service, { Tags: made });
    const seen: unknown[] = [];
    let Marker: string | undefined;
    do {
      const page = await service.kms.listResourceTags({ KeyId, Limit, Marker });
      expect(page.Tags.length).toBe(Math.min(Limit ?? 50, 50 - seen.length));
      seen.push(...page.Tags);
      Marker = page.NextMarker;
    } while (Marker !== undefined);
    expect(seen).toHaveLength(50);
    expect(new Set(seen.map((tag) => JSON.stringify(tag)))).toEqual(
      new Set(made.map((tag) => JSON.stringify(tag))),
    );
  });

  it('gives markers that it takes back, whatever the longest keys consist of', async () => {
    for (const character of ['\u0001', '"', '\\', '\u{1f511}', '\u00ff']) {
      const Tags = ['a', 'b', 'c'].map((end) => ({ TagKey: character.repeat(127) + end, TagValue: '' }));
      const { KeyId } = await makeKey(service, { Tags });
      const first = await service.kms.listResourceTags({ KeyId, Limit: 1 });
      const rest = await service.kms.listResourceTags({ KeyId, Marker: first.NextMarker });
      expect([...first.Tags, ...rest.Tags]).toEqual(Tags);
    }
  });

  it('refuses more than 50 at once, though the shape would take 1000', async () => {
    const { KeyId } = await makeKey(service);
    for (const Limit of [51, 1000]) {
      const text = broken(String(Limit), 'limit', 'Member must have value less than or equal to 50');
      await expectRefusal(
        service,
        () => service.kms.listResourceTags({ KeyId, Limit }),
        'ValidationException',
        text,
      );
    }
  });

  it('refuses the marker of another list', async () => {
    const { KeyId } = await makeKey(service);
    await makeKey(service);
    const { NextMarker } = await service.kms.listKeys({ Limit: 1 });
    const call = (): Promise<unknown> => service.kms.listResourceTags({ KeyId, Marker: NextMarker });
    await expectRefusal(service, call, 'InvalidMarkerException');
  });
});
