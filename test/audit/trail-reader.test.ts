import { expect, it } from 'vitest';
import { viewOf } from '../../src/audit/trail-reader.ts';
import { MINUTE_MS, memoryDestination, SCOPE } from './deliveries.ts';
import { openTrailed } from './trails.ts';

it('shows a trail with its destinations, its keys and its events', async () => {
  const kms = await openTrailed();
  const { trail } = kms;
  const view = viewOf(trail);
  expect(view.trails()).toEqual([]);
  const destination = memoryDestination('bucket', 'prefix');
  const delivery = await trail.deliver({ destination, scope: SCOPE });
  await kms.createKey({});
  await delivery.pump(true);
  const [facts] = view.trails();
  expect(facts).toMatchObject({
    name: 'bucket-prefix',
    bucket: 'bucket',
    prefix: 'prefix',
    homeRegion: 'eu-west-1',
    lastError: undefined,
  });
  expect(Date.now() - (facts?.lastDeliveryMs ?? 0)).toBeLessThan(MINUTE_MS);
  expect(facts?.lastDigestMs).toBeDefined();
  // The end of a digest, and so the beginning of its key, may be up to a second ahead.
  expect(await view.publicKeys(Date.now(), Date.now() + 5000)).toHaveLength(1);
  const query = { startMs: undefined, endMs: undefined, attribute: undefined, limit: 5, token: undefined };
  const page = await view.lookup({ account: '000000000000', region: 'us-east-1' }, query);
  expect(page?.events).toHaveLength(1);
});
