import { beforeEach, describe, expect, it } from 'vitest';
import { expectRefusal, makeKey, missing, openService, type Service } from './service.ts';

describe('UpdateKeyDescription', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService();
  });

  it('changes the description, also to the empty one, and nothing else', async () => {
    const made = await makeKey(service, { Description: 'old' });
    for (const Description of ['new \u{1f511}', '']) {
      expect(await service.kms.updateKeyDescription({ KeyId: made.KeyId, Description })).toEqual({});
      const { KeyMetadata } = await service.kms.describeKey({ KeyId: made.KeyId });
      expect(KeyMetadata).toEqual({ ...made, Description });
    }
  });

  it('requires a description, be it empty', async () => {
    const { KeyId } = await makeKey(service);
    // @ts-expect-error Description is missing.
    const call = (): Promise<unknown> => service.kms.updateKeyDescription({ KeyId });
    await expectRefusal(service, call, 'ValidationException', missing('description'));
  });
});
