import { beforeEach, describe, expect, it } from 'vitest';
import { enableKey } from '../../src/kms/enabling.ts';
import type { StoredKey } from '../../src/kms/key.ts';
import { findKey } from '../../src/kms/keys.ts';
import {
  DAY_MS,
  forgeKey,
  makeKey,
  openService,
  refusalOf,
  SCOPE,
  type Service,
} from '../operations/service.ts';

describe('enabling a key', () => {
  let service: Service;
  let keyId: string;
  beforeEach(async () => {
    service = await openService();
    ({ KeyId: keyId } = await makeKey(service));
  });
  async function read(): Promise<StoredKey> {
    const stored = await findKey(service.vault, SCOPE, keyId);
    if (stored === undefined) throw new Error('there is no key');
    return stored;
  }

  it('makes a rotation due that fell due while it was disabled, and no other', async () => {
    for (const [nextAtMs, expected] of [
      [service.nowMs() - 400 * DAY_MS, service.nowMs()],
      [service.nowMs() + 1, service.nowMs() + 1],
    ] as const) {
      await forgeKey(service, keyId, { state: 'Disabled', rotation: { periodDays: 90, nextAtMs } });
      await enableKey(service.vault, await read());
      expect((await read()).key).toMatchObject({
        state: 'Enabled',
        rotation: { periodDays: 90, nextAtMs: expected },
      });
    }
  });

  it('is refused while imported material is missing', async () => {
    await forgeKey(service, keyId, { state: 'Disabled', origin: 'EXTERNAL', materials: [] });
    expect(await refusalOf(enableKey(service.vault, await read()))).toEqual({
      code: 'KMSInvalidStateException',
      message: `arn:aws:kms:us-east-1:111122223333:key/${keyId} is pending import.`,
    });
  });
});
