import { describe, expect, it } from 'vitest';
import type { StoredObject } from '../../src/audit/destination.ts';
import { DigestReader } from '../../src/audit/digest-reader.ts';
import { gunzip, gzip } from '../../src/audit/gzip.ts';
import { ENGINE, filesIn, openDelivery } from './deliveries.ts';

describe('reading a digest file', () => {
  it('gives its content, its hash and its signature, and what is wrong with it', async () => {
    const { delivery, destination, happen, keys } = await openDelivery();
    await happen();
    await delivery.pump(true);
    const [name = ''] = filesIn(destination, 'digest');
    const reader = new DigestReader({ engine: ENGINE, destination, keys: await keys.list() });
    const whole = await reader.read(name);
    expect(whole.findings).toEqual([]);
    expect(whole.digest?.logFiles).toHaveLength(1);
    const object = destination.objects.get(name) as StoredObject;
    expect(whole.signature).toBe(object.metadata['signature']);
    expect((await reader.read('AWSLogs/none')).findings[0]?.kind).toBe('missing');
    // The same content, packed by another hand.
    destination.objects.set(name, { ...object, bytes: await gzip(await gunzip(object.bytes, 100_000)) });
    expect((await reader.read(name)).findings[0]?.text).toContain('cannot be read as one, byte for byte');
  });
});
