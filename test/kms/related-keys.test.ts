import { expect, it } from 'vitest';
import { findKey } from '../../src/kms/keys.ts';
import { changeRelatedKeys } from '../../src/kms/related-keys.ts';
import { makeKey, openService, SCOPE } from '../operations/service.ts';

it('a key of a single Region is the only one that a change of it changes', async () => {
  const service = await openService();
  const { KeyId } = await makeKey(service);
  await makeKey(service);
  const stored = await findKey(service.vault, SCOPE, KeyId);
  if (stored === undefined) throw new Error('there is no key');
  const rotation = { periodDays: 90, nextAtMs: service.nowMs() + 5 };
  const changes = await changeRelatedKeys(service.vault, stored, { rotation, description: 'own' });
  expect(changes.map(({ name }) => name.split('/')[0])).toEqual(['key', 'due']);
  await service.vault.keystore.commit(changes);
  expect((await findKey(service.vault, SCOPE, KeyId))?.key).toMatchObject({ rotation, description: 'own' });
});
